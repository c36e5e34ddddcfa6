"""Sentences of releases that do not agree: which one is told, and when both are.

Who asks for a figure that a correction calls wrong (`righting`) gets the right one, wherever the
wrong one was found; the rest of a corrected release still answers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tanyahumas.answering.righting import Righted, corrections_of, words
from tanyahumas.domain import Quote, Release

# All of these are differences of scores, which are log-odds.
# A sentence of a release that corrects or supersedes is told instead when it answers this nearly as
# surely; one that answers less surely is about something else.
NEARLY = 3.0
# A second release that would be told by itself is shown beside the first when it answers as surely, in
# other words; nearly as surely when both sentences are alike but for what they say, and of the same weeks:
# what happens every year is told in the same words (docs/models.md).
SECOND_WITHIN = 0.25
ALIKE_WITHIN = 1.5
ALIKE = 0.6  # share of common words
WEEKS = dt.timedelta(days=60)
_FIGURE = re.compile(r"(?:Rp ?)?\d[\d.,/–-]*(?<![.,/–-])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, how well it answers (`Signs.apart`), and the reader's span in it.

    `sure` is whether it would be told if it were the only one.
    """

    quote: Quote
    score: float
    span: tuple[int, int] | None
    sure: bool = True


def told(
    candidates: Sequence[Candidate], releases: Sequence[Release], *, alike: bool = False
) -> tuple[Candidate, Candidate | None]:
    """Of candidates, best first and at least one, the one that is told and one that contradicts it.

    `releases` are those shown for the question. What a release corrects or supersedes never
    contradicts it; with `alike` only alike sentences contradict each other, for the same thing
    can be said in many words.
    """
    best = _newest(candidates, releases)
    return _righted(best, releases), _contradicting(best, candidates, alike)


def _newest(candidates: Sequence[Candidate], releases: Sequence[Release]) -> Candidate:
    """The first candidate, or one nearly as sure of a release that corrects or supersedes its own."""
    best = candidates[0]
    for other in candidates[1:]:
        if (
            other.score >= best.score - NEARLY
            and other.span
            and _replaces(other.quote.release, best.quote.release)
        ):
            return other
    return best


def _replaces(new: Release, old: Release) -> bool:
    return old.id in (new.corrects, new.supersedes)


def _righted(told: Candidate, releases: Sequence[Release]) -> Candidate:
    """The candidate, or the right words where a correction calls its words wrong."""
    release = told.quote.release
    for correction, righted in corrections_of(release, releases):
        if _is_wrong(told, righted, own=correction.id == release.id):
            quote = Quote(correction, *righted.quote)
            return replace(told, quote=quote, span=_figure(correction.text, righted, told))
    return told


def _is_wrong(told: Candidate, righted: Righted, *, own: bool) -> bool:
    if told.span is None:
        return own and (told.quote.start, told.quote.end) in righted.sentences
    said = words(told.quote.release.text[slice(*told.span)])
    return bool(said) and said <= righted.wrong


def _figure(text: str, righted: Righted, told: Candidate) -> tuple[int, int] | None:
    """The right figure where a figure was wrong; else the sentence speaks for itself."""
    said = told.quote.release.text[slice(*told.span)] if told.span else ""
    if not any(sign.isdigit() for sign in said):
        return None
    figure = _FIGURE.search(text, righted.start, righted.quote[1])
    return figure.span() if figure else None


def _contradicting(best: Candidate, candidates: Sequence[Candidate], alike: bool) -> Candidate | None:
    """The first sentence of another release that answers as surely, and says something else."""
    release = best.quote.release
    for other in candidates:
        if not other.sure or other.score < best.score - ALIKE_WITHIN:
            continue
        rival = other.quote.release
        if rival.id == release.id or _replaces(release, rival) or _replaces(rival, release):
            continue
        as_sure = not alike and other.score >= best.score - SECOND_WITHIN
        near = as_sure or _alike(best.quote, other.quote)
        if near and other.span and best.span and _differ(best, other):
            return other
    return None


def _alike(one: Quote, other: Quote) -> bool:
    a, b = words(one.text), words(other.text)
    days = (one.release.date, other.release.date)
    near = days[0] is not None and days[1] is not None and abs(days[0] - days[1]) <= WEEKS
    return near and len(a & b) >= ALIKE * len(a | b)


def _differ(one: Candidate, other: Candidate) -> bool:
    said, also = _span_text(one), _span_text(other)
    return said not in also and also not in said


def _span_text(candidate: Candidate) -> str:
    assert candidate.span is not None
    return candidate.quote.release.text[slice(*candidate.span)].lower()
