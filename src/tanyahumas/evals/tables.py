"""A run as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tanyahumas.evals.comparing import compare
from tanyahumas.evals.runner import Record
from tanyahumas.evals.runs import Run, latencies
from tanyahumas.evals.scores import ALL, RETRIEVAL, SCORES, counts, describe, grouped, missed
from tanyahumas.evals.statistics import Estimate

SHOWN = 15  # missed questions; all of them are in the page
Table = Sequence[Sequence[str]]


def run_lines(new: Run, old: Run | None) -> Iterator[str]:
    """Tables of each set, its first missed questions, and what changed since `old`."""
    for name, records in new.sets.items():
        yield f"\n{name}: {len(records)} questions"
        for table in metric_tables(grouped(records)):
            yield from aligned(table)
            yield ""
        yield from latency_lines(records)
        lines = missed(records)
        yield f"missed: {len(lines)} of {sum(map(counts, records))}"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if old and name in old.sets:
            yield from _changes(old, old.sets[name], records)


def metric_tables(groups: Mapping[str, Mapping[str, Estimate]]) -> Iterator[Table]:
    """One table of what was found, one of what was answered, where there is something of the kind."""
    measured = [name for name in SCORES if name in groups[ALL]]
    for metrics in (
        [name for name in measured if name in RETRIEVAL],
        [name for name in measured if name not in RETRIEVAL],
    ):
        if metrics:
            yield [["", "n", *metrics], *(_row(group, held, metrics) for group, held in groups.items())]


def _row(group: str, held: Mapping[str, Estimate], metrics: Sequence[str]) -> Sequence[str]:
    """The row of all questions shows intervals. `n` is of the metric that concerns the most questions."""
    most = max((held[name].count for name in metrics if name in held), default=0)
    return [group, str(most), *(figure(held.get(name), interval=group == ALL) for name in metrics)]


def figure(estimate: Estimate | None, *, interval: bool) -> str:
    """`.823` or `.823 [.801–.845]`; `–` for none."""
    if estimate is None:
        return "–"
    return (
        f"{estimate.mean:.3f} [{estimate.low:.2f}–{estimate.high:.2f}]"
        if interval
        else f"{estimate.mean:.3f}"
    )


def difference(estimate: Estimate) -> str:
    """`+.012 [-.004, +.028]`."""
    return f"{estimate.mean:+.3f} [{estimate.low:+.3f}, {estimate.high:+.3f}]"


def latency_lines(records: Sequence[Record]) -> Iterator[str]:
    """`search: p50 21 ms, …`, a line for each kind of call."""
    for name, percentiles in latencies(records).items():
        yield f"{name}: " + ", ".join(f"{p} {ms:.0f} ms" for p, ms in percentiles.items())


def aligned(table: Table) -> Iterator[str]:
    """Columns padded to their widest cell, two blanks apart."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _changes(old: Run, before: Sequence[Record], after: Sequence[Record]) -> Iterator[str]:
    comparison = compare(before, after)
    yield f"against {old.name} (new minus old, 95 % interval):"
    yield from aligned([[f"  {name}", difference(e)] for name, e in comparison.differences.items()])
    for word, records in (("won", comparison.won), ("lost", comparison.lost)):
        yield f"{word}: {len(records)}"
        yield from (f"  {describe(record)}" for record in records[:SHOWN])
