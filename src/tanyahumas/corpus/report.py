"""A reading as plain data, for `tanyahumas index --report FILE.json`."""

from __future__ import annotations

from typing import Any

from tanyahumas.corpus.problems import Reading


def report(reading: Reading) -> list[dict[str, Any]]:
    """One entry for each file, line or member, in the order in which they were read.

    `{"source", "accepted", "release", "remarks": [{"reason", "remedy"}]}`; `release` is the id
    under which it is known, also when it is a copy of one read before, and None if rejected.
    """
    return [
        {
            "source": outcome.source,
            "accepted": outcome.release_id is not None,
            "release": outcome.release_id,
            "remarks": [{"reason": p.reason, "remedy": p.remedy} for p in outcome.problems],
        }
        for outcome in reading.outcomes
    ]
