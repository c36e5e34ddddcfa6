"""A run as one HTML page that needs nothing else: figures, plots, and every missed question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from tanyahumas.evals.comparing import Comparison, compare
from tanyahumas.evals.plots import intervals, rank_of, ranks, waiting
from tanyahumas.evals.runner import Record
from tanyahumas.evals.runs import Run, latencies, times
from tanyahumas.evals.scores import ALL, counts, grouped, is_right
from tanyahumas.evals.statistics import Estimate
from tanyahumas.evals.tables import Table, difference, metric_tables

STYLE = Path(__file__).with_name("page.css")
LATENCY_NOTE = "Milliseconds on this machine, one question at a time, models already loaded."


def page(new: Run, old: Run | None) -> str:
    """The page; with `old`, each set that both runs have shows what changed."""
    links = "".join(f'<a href="#{_anchor(name)}">{escape(name)}</a>' for name in new.sets)
    against = f" against {escape(old.name)}" if old else ""
    about = " · ".join(f"{escape(k)}: {escape(v)}" for k, v in new.about.items())
    sections = (
        _section(name, records, old.sets.get(name, ()) if old else ()) for name, records in new.sets.items()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>tanyahumas eval {escape(new.name)}</title><style>{STYLE.read_text('utf-8')}</style></head>"
        f"<body><h1>Run {escape(new.name)}{against}</h1>"
        f'<p class="quiet">{new.created:%Y-%m-%d %H:%M %Z} · {about}</p><nav>{links}</nav>'
        f"{''.join(sections)}</body></html>\n"
    )


def _section(name: str, records: Sequence[Record], before: Sequence[Record]) -> str:
    groups = grouped(records)
    old = grouped(before)[ALL] if before else {}
    return (
        f'<h2 id="{_anchor(name)}">{escape(name)}</h2>'
        f'<p class="quiet">{len(records)} questions. The first row gives means with 95 % bootstrap '
        "intervals; the others are languages and question types.</p>"
        f"{''.join(map(_table, metric_tables(groups)))}{_plots(records, groups[ALL], old)}"
        f"{_latency(records)}{_changes(compare(before, records)) if before else ''}{_missed(records)}"
    )


def _plots(records: Sequence[Record], new: Mapping[str, Estimate], old: Mapping[str, Estimate]) -> str:
    taken = times(records)
    keys = ", ".join(f'<span class="key {kind}">{kind}</span>' for kind in taken)
    grey = "; grey: the older run" if old else ""
    return (
        '<div class="plots">'
        f"{_figure(intervals(new, old), f'Means and 95 % intervals{grey}')}"
        f"{_figure(ranks(records), 'Questions by rank of their first right release')}"
        f"{_figure(waiting(taken), f'Share of calls done within a time: {keys}')}</div>"
    )


def _latency(records: Sequence[Record]) -> str:
    percentiles = latencies(records)
    header = ["", *next(iter(percentiles.values()), {})]
    rows = [[name, *(f"{ms:.0f}" for ms in held.values())] for name, held in percentiles.items()]
    return f"<h3>Waiting times</h3><p class='quiet'>{LATENCY_NOTE}</p>{_table([header, *rows])}"


def _changes(comparison: Comparison) -> str:
    rows = [[name, difference(e), str(e.count)] for name, e in comparison.differences.items()]
    return (
        "<h3>Against the older run</h3><p class='quiet'>New minus old with 95 % interval, paired by "
        "question; an interval without 0 is hardly chance.</p>"
        f"{_table([['', 'difference', 'n'], *rows])}"
        f"{_questions('won', f'Won: {len(comparison.won)}', comparison.won)}"
        f"{_questions('lost', f'Lost: {len(comparison.lost)}', comparison.lost)}"
    )


def _missed(records: Sequence[Record]) -> str:
    wrong = [record for record in records if counts(record) and not is_right(record)]
    return _questions("missed", f"Missed questions: {len(wrong)}", wrong)


def _questions(kind: str, title: str, records: Sequence[Record]) -> str:
    header = ["id", "question", "type", "wanted", "its rank", "found first", "said"]
    if not records:
        return f'<h3 class="{kind}">{escape(title)}</h3>'
    shown = len(header) if any(record.reply for record in records) else len(header) - 1
    body = _table([row[:shown] for row in (header, *map(_row, records))], "questions")
    return f'<details open><summary class="{kind}">{escape(title)}</summary>{body}</details>'


def _row(record: Record) -> list[str]:
    question = record.question
    rank = rank_of(record)
    return [
        question.id,
        question.text,
        question.type,
        " | ".join([*question.answers, *question.releases]) if question.found else "no answer",
        str(rank or "none") if question.found else "–",
        record.ranked[0] if record.ranked else "nothing",
        "not asked" if record.reply is None else record.reply.said or "nothing",
    ]


def _table(table: Table, kind: str = "figures") -> str:
    header, *rows = table
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    cell = "<td>" if kind == "questions" else '<td class="n">'
    body = "".join("<tr>" + "".join(f"{cell}{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table class="{kind}"><tr>{head}</tr>{body}</table></div>'


def _figure(picture: str, caption: str) -> str:
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _anchor(name: str) -> str:
    return "set-" + "".join(sign if sign.isalnum() else "-" for sign in name)
