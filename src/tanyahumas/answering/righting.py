"""What a correction calls wrong and what it puts in its place.

A correction names the wrong words and then the right ones (`tertulis 729 orang. Angka yang
benar ialah 792 orang.`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.domain import Quote, Release
from tanyahumas.language.sentences import sentence_spans

TELLING = 3  # signs of a figure that tells by itself what it counts
NEXT = 2  # sentences behind the wrong words in which the right ones are looked for
_WRONG = re.compile(
    r"\b(?:tertulis|tertera|tercantum|semula|was (?:given|stated|written) as)\b", re.IGNORECASE
)
_RIGHT = re.compile(
    r"\b(?:yang (?:benar|tepat)|se(?:benar|harus|mesti)nya|the correct|should (?:be|read))\b", re.IGNORECASE
)
_NOT_BUT = re.compile(
    r"\bbukan(?:lah)?\b(?P<wrong>.+?)\b(?:melainkan|tetapi|tapi)\b(?P<right>.+)", re.IGNORECASE
)
_CORRECTION = re.compile(r"(?:ralat|koreksi|pembetulan|correction)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,/–-]\d+)*")
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Righted:
    """One correction: words that are wrong, and the sentence with the right ones from `start` on."""

    wrong: frozenset[str]
    sentences: tuple[tuple[int, int], ...]
    quote: tuple[int, int]
    start: int


def puts_right(correction: Release, release: Release) -> bool:
    """Whether one release corrects the other, or is a correction and both are one."""
    if correction.id != release.id:
        return correction.corrects == release.id
    return release.corrects is not None or _CORRECTION.match(release.title) is not None


def righted_claims(claims: Sequence[VerifiedClaim], releases: Sequence[Release]) -> tuple[VerifiedClaim, ...]:
    """The claims in order; what a release calls wrong is replaced by the right words of that release.

    A sentence that so replaces several claims is told once.
    """
    return tuple(dict.fromkeys(_righted(claim, releases) for claim in claims))


def corrections_of(release: Release, releases: Sequence[Release]) -> Iterator[tuple[Release, Righted]]:
    """What the release itself, then the others, put right of what it says, each with who does."""
    for correction in {one.id: one for one in (release, *releases)}.values():
        if puts_right(correction, release):
            yield from ((correction, righted) for righted in corrections_in(correction.text))


def _righted(claim: VerifiedClaim, releases: Sequence[Release]) -> VerifiedClaim:
    for correction, righted in corrections_of(claim.quote.release, releases):
        if _says_wrong(claim.text or claim.quote.text, righted, correction):
            return VerifiedClaim("", Quote(correction, *righted.quote))
    return claim


def _says_wrong(said: str, righted: Righted, correction: Release) -> bool:
    """Whether a statement has a wrong figure and no right one; of words without figures, all wrong ones.

    Figures below 100 are many, so one of the words beside it must be there too.
    """
    right = words(correction.text[righted.start : righted.quote[1]])
    wrong, held = righted.wrong - right, words(said)
    figures = _figures(wrong)
    if not figures:
        return bool(wrong) and wrong <= held
    beside = righted.wrong - figures
    alone = bool(beside) and beside.isdisjoint(held)
    said_wrong = {one for one in figures & held if len(one) >= TELLING or not alone}
    return bool(said_wrong) and _figures(right).isdisjoint(held)


def _figures(among: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in among if _FIGURE.fullmatch(word))


def corrections_in(text: str) -> Iterator[Righted]:
    """What a correction's text puts right, in its order; nothing where it does not say so in both halves."""
    spans = list(sentence_spans(text))
    for number, (start, end) in enumerate(spans):
        both = _NOT_BUT.search(text, start, end)
        if both:
            yield Righted(words(both["wrong"]), (), (start, end), both.start("right"))
            continue
        wrong = _WRONG.search(text, start, end)
        if not wrong:
            continue
        right = _RIGHT.search(text, wrong.end(), end)
        if right:
            yield Righted(words(text[wrong.end() : right.start()]), (), (start, end), right.end())
            continue
        for after in spans[number + 1 : number + 1 + NEXT]:
            if right := _RIGHT.search(text, *after):
                yield Righted(words(text[wrong.end() : end]), ((start, end),), after, right.end())
                break


def words(text: str) -> frozenset[str]:
    """Words and figures in small letters."""
    return frozenset(_WORD.findall(text.lower()))
