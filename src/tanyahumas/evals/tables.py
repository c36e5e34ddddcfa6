"""A run as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tanyahumas.evals.comparing import compare
from tanyahumas.evals.runner import Record
from tanyahumas.evals.runs import Run, latencies
from tanyahumas.evals.scores import ALL, SCORES, describe, grouped, missed
from tanyahumas.evals.statistics import Estimate

SHOWN = 15  # missed questions; all of them are in the page
Table = Sequence[Sequence[str]]


def run_lines(new: Run, old: Run | None) -> Iterator[str]:
    """Tables of each set, its first missed questions, and what changed since `old`."""
    for name, records in new.sets.items():
        yield f"\n{name}: {len(records)} questions"
        yield from aligned(metric_table(grouped(records)))
        yield from latency_lines(records)
        lines = missed(records)
        yield f"missed: {len(lines)}"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if old and name in old.sets:
            yield from _changes(old, old.sets[name], records)


def metric_table(groups: Mapping[str, Mapping[str, Estimate]]) -> Table:
    """A header and a row a group; the row of all questions shows intervals."""
    metrics = [name for name in SCORES if name in groups[ALL]]
    rows = [["", "n", *metrics]]
    for group, measured in groups.items():
        most = max((estimate.count for estimate in measured.values()), default=0)
        cells = [figure(measured.get(name), interval=group == ALL) for name in metrics]
        rows.append([group, str(most), *cells])
    return rows


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
