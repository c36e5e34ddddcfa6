"""Floors: what falls below is named, renewing keeps other sets' floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tanyahumas.errors import CorpusError
from tanyahumas.evals.floors import below, read_floors, renewed, write_floors
from tanyahumas.evals.statistics import Estimate

MEASURED = {
    "all": {
        "recall@1": Estimate(0.85, 0.8, 0.9, 100),
        "f1": Estimate(0.5, 0.4, 0.6, 100),
        "quotes_exact": Estimate(0.99, 0.9, 1.0, 100),
        "answered": Estimate(0.9, 0.8, 1.0, 100),
    },
    "who": {"recall@1": Estimate(0.7, 0.6, 0.8, 9)},
}


def test_a_figure_at_its_floor_is_enough() -> None:
    """Equal passes; below is named with figure and floor."""
    assert below({"all": {"recall@1": 0.85}}, MEASURED) == []
    assert below({"all": {"recall@1": 0.86}}, MEASURED) == ["all recall@1: 0.850, floor 0.86"]


@pytest.mark.parametrize("floors", [{"en": {"recall@1": 0.1}}, {"all": {"refused": 0.1}}])
def test_a_figure_that_is_not_measured_is_below(floors: dict[str, dict[str, float]]) -> None:
    """A group or metric that vanished does not pass in silence."""
    assert [line.split(": ")[1] for line in below(floors, MEASURED)] == ["not measured, floor 0.1"]


def test_renewed_floors_lie_a_little_below() -> None:
    """.85 - .01, .5 - .06, quotes always 1; small groups and `answered` get no floor."""
    assert renewed(MEASURED) == {"all": {"recall@1": 0.84, "f1": 0.44, "quotes_exact": 1.0}}


def test_writing_keeps_other_sets(tmp_path: Path) -> None:
    """Only the floors of the sets measured are replaced."""
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"dates": {"all": {"right": 0.95}}, "own": {"all": {"f1": 0.9}}}))
    write_floors(path, {"own": MEASURED})
    assert read_floors(path, "dates") == {"all": {"right": 0.95}}
    assert read_floors(path, "own")["all"]["f1"] == 0.44
    assert read_floors(path, "unheard of") == {}


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """Neither reading nor renewing goes on over a file that is no JSON."""
    path = tmp_path / "floors.json"
    path.write_text("{")
    with pytest.raises(CorpusError, match=r"floors\.json"):
        read_floors(path, "own")
    with pytest.raises(CorpusError, match=r"floors\.json"):
        write_floors(path, {"own": MEASURED})
    assert path.read_text() == "{"
