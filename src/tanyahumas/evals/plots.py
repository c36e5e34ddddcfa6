"""Plots as inline SVG; colours come from the page's style sheet by class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from tanyahumas.evals.runner import RANKED, Record
from tanyahumas.evals.statistics import Estimate

WIDTH = 520
LABEL = 110
RIGHT = 60
ROW = 26
HEIGHT = 170


def intervals(new: Mapping[str, Estimate], old: Mapping[str, Estimate]) -> str:
    """A dot with its 95 % interval for each metric on a scale of 0 to 1; the older run's under it."""
    marks = [
        line(x, 8, x, ROW * len(new) + 8, "grid") + text(x, ROW * len(new) + 24, f"{share:g}", "middle")
        for share in (0, 0.25, 0.5, 0.75, 1)
        for x in (_across(share),)
    ]
    for number, (name, estimate) in enumerate(new.items()):
        y = ROW * number + 20
        marks.append(text(LABEL - 8, y + 4, name, "end"))
        if name in old:
            marks.append(_interval(old[name], y + 7, "old"))
        marks.append(_interval(estimate, y, "new"))
        marks.append(text(WIDTH - RIGHT + 10, y + 4, f"{estimate.mean:.3f}", "start"))
    return svg(ROW * len(new) + 32, marks, "metrics with 95 % intervals")


def ranks(records: Sequence[Record]) -> str:
    """How many questions have their first right release at each rank, those without it in ten last."""
    held = Counter(rank_of(record) for record in records if record.question.found)
    columns = [*range(1, RANKED + 1), None]
    most = max(held.values(), default=1)
    step = (WIDTH - 20) / len(columns)
    marks = []
    for number, rank in enumerate(columns):
        count, x = held[rank], 10 + step * number
        tall = (HEIGHT - 50) * count / most
        name = "none" if rank is None else str(rank)
        title = f"<title>rank {name}: {count} questions</title>"
        marks.append(
            f'<rect class="{"miss" if rank is None else "bar"}" x="{x + 2:.1f}" y="{HEIGHT - 24 - tall:.1f}" '
            f'width="{step - 4:.1f}" height="{tall:.1f}" rx="2">{title}</rect>'
        )
        marks.append(text(x + step / 2, HEIGHT - 8, name, "middle"))
        if count:
            marks.append(text(x + step / 2, HEIGHT - 29 - tall, str(count), "middle"))
    return svg(HEIGHT, marks, "rank of the first right release")


def waiting(milliseconds: Mapping[str, Sequence[float]]) -> str:
    """Share of calls done within a time (logarithmic), a curve for each kind of call."""
    every = [max(value, 1.0) for values in milliseconds.values() for value in values]
    low = math.floor(math.log10(min(every, default=1.0)))
    high = max(low + 1, math.ceil(math.log10(max(every, default=10.0))))
    marks = [line(LABEL, y, WIDTH - RIGHT, y, "grid") for y in (10, HEIGHT / 2 - 7, HEIGHT - 24)]
    marks += [text(LABEL - 8, y + 4, word, "end") for y, word in ((10, "100 %"), (HEIGHT - 24, "0 %"))]
    for power in range(low, high + 1):
        x = _across((power - low) / (high - low))
        marks += [line(x, 10, x, HEIGHT - 24, "grid"), text(x, HEIGHT - 8, f"{10**power:,} ms", "middle")]
    for name, values in milliseconds.items():
        points = _curve(values, low, high)
        marks.append(f'<polyline class="curve {escape(name)}" points="{points}"/>')
    return svg(HEIGHT, marks, "share of calls done within a time")


def rank_of(record: Record) -> int | None:
    """Rank, from 1, of the first right release among the ten kept; None where it is not there."""
    found = (n for n, release in enumerate(record.ranked, 1) if release in record.question.releases)
    return next(found, None)


def _curve(values: Sequence[float], low: int, high: int) -> str:
    ordered = sorted(values)
    points = []
    for number, value in enumerate(ordered, 1):
        x = _across((math.log10(max(value, 1.0)) - low) / (high - low))
        points.append(f"{x:.1f},{HEIGHT - 24 - (HEIGHT - 34) * number / len(ordered):.1f}")
    return " ".join(points)


def _interval(estimate: Estimate, y: float, kind: str) -> str:
    title = (
        f"<title>{estimate.mean:.3f} [{estimate.low:.3f}, {estimate.high:.3f}], n = {estimate.count}</title>"
    )
    whisker = line(_across(estimate.low), y, _across(estimate.high), y, f"whisker {kind}")
    dot = f'<circle class="dot {kind}" cx="{_across(estimate.mean):.1f}" cy="{y}" r="4">{title}</circle>'
    return whisker + dot


def _across(share: float) -> float:
    return LABEL + (WIDTH - LABEL - RIGHT) * share


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line of one class."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, words: str, anchor: str) -> str:
    """A label; `anchor` is start, middle or end."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def svg(height: float, marks: Sequence[str], label: str) -> str:
    """The picture, as wide as its column."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">{"".join(marks)}</svg>'
    )
