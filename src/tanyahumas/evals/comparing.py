"""One run against another over the questions that both asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanyahumas.evals.runner import Record
from tanyahumas.evals.scores import SCORES, counts, is_right, values
from tanyahumas.evals.statistics import Estimate, bootstrap


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` are new minus old by metric, paired by question; then what was won and lost."""

    differences: dict[str, Estimate]
    won: tuple[Record, ...]
    lost: tuple[Record, ...]


def compare(old: Sequence[Record], new: Sequence[Record]) -> Comparison:
    """Pairs questions by id; those of one run only are left out.

    An interval that does not hold 0 is a difference that chance hardly explains.
    """
    before = {record.question.id: record for record in old}
    both = [record for record in new if record.question.id in before]
    return Comparison(
        differences=_differences(list(before.values()), both),
        won=tuple(r for r in both if _turned(before[r.question.id], r, right=True)),
        lost=tuple(r for r in both if _turned(before[r.question.id], r, right=False)),
    )


def _differences(old: Sequence[Record], new: Sequence[Record]) -> dict[str, Estimate]:
    differences = {}
    for name in SCORES:
        before, after = values(name, old), values(name, new)
        paired = [after[key] - before[key] for key in after if key in before]
        if paired:
            differences[name] = bootstrap(paired)
    return differences


def _turned(old: Record, new: Record, *, right: bool) -> bool:
    """Whether it became right (or wrong); only searched for and asked are different things."""
    alike = (old.reply is None) == (new.reply is None) and counts(old)
    return alike and is_right(new) is right and is_right(old) is not right
