"""Sixty questions about days, each asked at its own frozen time, held to a floor."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tanyahumas.app import App
from tanyahumas.domain import ANYBODY
from tanyahumas.evals.floors import read_floors
from tanyahumas.index import LiveIndex
from tanyahumas.retrieval import Found, Retriever, understand
from tanyahumas.retrieval.dates import read_dates
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "evals"
ROWS = [json.loads(line) for line in (FOLDER / "dates.jsonl").read_text("utf-8").splitlines()]


def time_of(row: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(row["now"])


@pytest.mark.parametrize("row", [r for r in ROWS if r["range"]], ids=lambda row: row["id"])
def test_the_days_are_understood(row: dict[str, Any]) -> None:
    """The question means exactly these days at the time it is asked."""
    period = read_dates(row["question"], time_of(row)).period
    assert period is not None
    assert [period.start.isoformat(), period.end.isoformat()] == row["range"]


def is_right(row: dict[str, Any], found: Found) -> bool:
    """The n releases wanted are the first n; where none is, the search knows that the days hold none."""
    wanted = set(row["releases"])
    ranked = list(dict.fromkeys(p.release.id for p in found.passages))
    return set(ranked[: len(wanted)]) == wanted if wanted else not found.within and not found.lists


def test_dates_hold_their_floor(campus: App) -> None:
    """The share of right questions; those missed are printed."""
    live = LiveIndex(campus.store, campus.index_settings)
    retriever = Retriever(live, campus.registry, campus.embedder)
    missed = []
    for row in ROWS:
        found = retriever.search(understand(row["question"], 1000), ANYBODY, time_of(row), 8)
        if not is_right(row, found):
            missed.append(f"{row['id']} {row['question']} – {[p.release.id for p in found.passages][:4]}")
    live.close()
    right = 1 - len(missed) / len(ROWS)
    print(f"dates: {right:.3f} right", *missed, sep="\n")  # noqa: T201 - shown when the floor is missed
    assert right >= read_floors(FOLDER / "floors.json", "dates")["all"]["right"], missed
