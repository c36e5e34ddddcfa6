"""Statistics as plain text, for a terminal and for Discord."""

from __future__ import annotations

from collections.abc import Sequence

from tanyahumas.desk.stats import CitingAnswer, Stats
from tanyahumas.domain import Language

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "head": "Sejak {since}: {asked} pertanyaan dari {users} orang",
        "answered": "terjawab",
        "not_found": "tidak ada di rilis",
        "failed": "gagal",
        "times": "Waktu jawab: median {median} ms, p95 {p95} ms",
        "votes": "Penilaian: {helpful} membantu, {unhelpful} tidak",
        "top": "Paling sering ditanyakan",
        "unanswered": "Belum terjawab",
        "complaints": "Penilaian buruk",
        "no_reason": "tanpa alasan",
        "citing": "Jawaban yang mengutip {release}",
        "none": "tidak ada",
    },
    "en": {
        "head": "Since {since}: {asked} questions from {users} people",
        "answered": "answered",
        "not_found": "not in any release",
        "failed": "failed",
        "times": "Time to answer: median {median} ms, p95 {p95} ms",
        "votes": "Opinions: {helpful} helpful, {unhelpful} not",
        "top": "Asked most often",
        "unanswered": "Unanswered",
        "complaints": "Bad opinions",
        "no_reason": "no reason given",
        "citing": "Answers that cited {release}",
        "none": "none",
    },
}


def stats_lines(stats: Stats, language: Language) -> list[str]:
    """The figures, then the lists that are not empty; one entry a line."""
    words = _WORDS[language]
    states = ", ".join(f"{count} {words.get(state, state)}" for state, count in sorted(stats.states.items()))
    lines = [
        words["head"].format(since=f"{stats.since:%Y-%m-%d}", asked=stats.asked, users=stats.users),
        *([states] if states else []),
        words["times"].format(median=stats.median_milliseconds, p95=stats.p95_milliseconds),
        words["votes"].format(helpful=stats.helpful, unhelpful=stats.unhelpful),
    ]
    for name, rows in (("top", stats.top), ("unanswered", stats.unanswered)):
        if rows:
            lines += [f"{words[name]}:", *(f"  {count} × {_short(question)}" for question, count in rows)]
    if stats.complaints:
        lines.append(f"{words['complaints']}:")
        lines += [f"  {_short(q)} – {_short(why) or words['no_reason']}" for q, why in stats.complaints]
    return lines


def citing_lines(release_id: str, answers: Sequence[CitingAnswer], language: Language) -> list[str]:
    """Past answers that cited a release, one a line."""
    words = _WORDS[language]
    lines = [words["citing"].format(release=release_id) + ":"]
    lines += [f"  {a.asked_at:%Y-%m-%d %H:%M} {a.ref} {_short(a.question)}" for a in answers]
    return lines if answers else [f"{lines[0]} {words['none']}"]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119].rpartition(" ")[0] + "…"
