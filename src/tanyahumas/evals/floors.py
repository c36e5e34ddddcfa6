"""Floors: figures that no change may fall below, kept in one JSON file.

`{set: {group: {metric: floor}}}`, with the groups of `scores.grouped`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tanyahumas.errors import CorpusError
from tanyahumas.evals.scores import ALL, RETRIEVAL, Groups
from tanyahumas.evals.statistics import Estimate

Floors = dict[str, dict[str, float]]

# Retrieval does the same every time; what an answerer says moves more with its every change.
RETRIEVAL_SLACK = 0.01
ANSWER_SLACK = 0.06
KEPT_GROUPS = (ALL, "id", "en")
NOT_KEPT = ("answered",)  # more answers are no better in themselves
ALWAYS_ALL = ("quotes_exact",)


def read_floors(path: Path, name: str) -> Floors:
    """The floors of one set by group and metric; {} where the file has none for it.

    Raises:
        CorpusError: the file cannot be read.
    """
    floors: Floors = _read(path).get(name, {})
    return floors


def below(floors: Floors, measured: Groups) -> list[str]:
    """A line for each figure below its floor, or not measured at all."""
    lines = []
    for group, metrics in floors.items():
        for metric, floor in metrics.items():
            estimate = measured.get(group, {}).get(metric)
            if estimate is None or estimate.mean < floor:
                figure = "not measured" if estimate is None else f"{estimate.mean:.3f}"
                lines.append(f"{group} {metric}: {figure}, floor {floor}")
    return lines


def renewed(measured: Groups) -> Floors:
    """Floors a little below what was measured, rounded down to two digits; quotes must all be exact."""
    return {group: _floors(measured[group]) for group in KEPT_GROUPS if group in measured}


def write_floors(path: Path, measured: Mapping[str, Groups]) -> None:
    """Put the floors of these sets into the file; those of other sets stay as they are.

    Raises:
        CorpusError: the file cannot be read or written.
    """
    kept = _read(path) if path.exists() else {}
    kept |= {name: renewed(groups) for name, groups in measured.items()}
    try:
        path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", "utf-8")
    except OSError as failure:
        raise CorpusError(f"cannot write the floors {path}: {failure.strerror}") from failure


def _floors(metrics: Mapping[str, Estimate]) -> dict[str, float]:
    return {metric: _floor(metric, e.mean) for metric, e in metrics.items() if metric not in NOT_KEPT}


def _floor(metric: str, mean: float) -> float:
    if metric in ALWAYS_ALL:
        return 1.0
    slack = RETRIEVAL_SLACK if metric in RETRIEVAL else ANSWER_SLACK
    return max(0.0, math.floor((mean - slack) * 100 + 1e-9) / 100)


def _read(path: Path) -> dict[str, Any]:
    try:
        held: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as failure:
        raise CorpusError(f"cannot read the floors {path}: {failure}") from failure
    return held
