"""Candidates for one question: both indexes, the chunks of certain releases, fusion and the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Asker, Release
from tanyahumas.index import OpenIndex
from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval.fusion import LEXICAL_WEIGHT, fuse
from tanyahumas.retrieval.periods import Period
from tanyahumas.retrieval.ranking import Hit


class Releases(Protocol):
    """What retrieval needs of the registry."""

    def visible(self, ids: Iterable[str], asker: Asker, now: datetime) -> Mapping[str, Release]: ...

    def versions(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Release]: ...

    def released_between(
        self, start: date, end: date, asker: Asker, now: datetime, limit: int
    ) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Gate:
    """What one asker may see at one time; the last word on every candidate."""

    releases: Releases
    asker: Asker
    now: datetime

    def between(self, period: Period, limit: int) -> tuple[str, ...]:
        """Ids of releases of these days, newest first, at most `limit`."""
        return self.releases.released_between(period.start, period.end, self.asker, self.now, limit)

    def hits(self, scored: Sequence[tuple[Entry, float]]) -> list[Hit]:
        """Those of visible releases, in order; an older version still indexed shows its own text."""
        visible = self.releases.visible({entry.release_id for entry, _ in scored}, self.asker, self.now)
        stale = [
            (entry.release_id, entry.content_hash)
            for entry, _ in scored
            if entry.release_id in visible and visible[entry.release_id].content_hash != entry.content_hash
        ]
        older = self.releases.versions(stale) if stale else {}
        hits = []
        for entry, score in scored:
            release = visible.get(entry.release_id)
            if release is not None and release.content_hash != entry.content_hash:
                release = older.get((entry.release_id, entry.content_hash))
            if release is not None:
                hits.append(Hit(entry, release, score))
        return hits


def candidates(
    index: OpenIndex,
    vector: NDArray[np.float32],
    weights: Mapping[str, float],
    pool: int,
    certain: Sequence[str],
) -> list[tuple[Entry, float]]:
    """The `pool` best chunks of each side and all chunks of the releases `certain`, fused, best first."""
    dense = index.nearest(vector, pool)
    lexical = index.matching(weights, pool)
    if certain:
        more_dense, more_lexical = index.among(certain, vector, weights)
        dense, lexical = [*dense, *more_dense], [*lexical, *more_lexical]
    scores = fuse(
        {entry.id: score for entry, score in dense},
        {entry.id: score for entry, score in lexical},
        LEXICAL_WEIGHT,
    )
    entries = {entry.id: entry for entry, _ in [*dense, *lexical]}
    return [(entries[key], scores[key]) for key in sorted(scores, key=lambda key: -scores[key])]
