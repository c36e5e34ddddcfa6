"""From what an answerer proposed to the answer that readers see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.phrases import correction_notice, found_text, not_found_text
from tanyahumas.domain import Answer, AnsweredBy, Citation, Claim, Language, Passage, Release

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Verified claims, whose they are, and what is to be said beside them."""

    claims: tuple[VerifiedClaim, ...]
    answered_by: AnsweredBy
    notices: tuple[str, ...]


NOTHING = Proposal((), AnsweredBy.NOBODY, ())


def numbered(claims: Sequence[VerifiedClaim]) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The claims with the numbers of their sources, counted from 1 in the order of first use."""
    cited = list({claim.quote.release.id: claim.quote.release for claim in claims}.values())
    numbers = {release.id: number for number, release in enumerate(cited, 1)}
    citations = tuple(Citation(number, release) for number, release in enumerate(cited, 1))
    return tuple(Claim(c.text, c.quote, numbers[c.quote.release.id]) for c in claims), citations


def claims_text(claims: Sequence[VerifiedClaim], language: Language) -> str:
    """What claims look like as an answer's text; empty for none."""
    return found_text(*numbered(claims), language)


def found_answer(
    question: str,
    language: Language,
    passages: tuple[Passage, ...],
    corrections: Mapping[str, tuple[Release, ...]],
    proposal: Proposal,
    milliseconds: int,
) -> Answer:
    """The answer that the claims of a proposal make; it has at least one."""
    claims, citations = numbered(proposal.claims)
    cited = {citation.release.id: citation.release for citation in citations}
    shown = {**cited, **{passage.release.id: passage.release for passage in passages}}
    notices = [
        correction_notice(old, new, language)
        for old in shown.values()
        for new in corrections.get(old.id, ())
        if new.id != old.id and not cited.keys().isdisjoint({old.id, new.id})
    ]
    return Answer(
        question=question,
        language=language,
        found=True,
        text=found_text(claims, citations, language),
        claims=claims,
        citations=citations,
        passages=passages,
        nearest=(),
        up_to=None,
        notices=(*proposal.notices, *notices),
        answered_by=proposal.answered_by,
        milliseconds=milliseconds,
    )


def not_found_answer(
    question: str,
    language: Language,
    passages: tuple[Passage, ...],
    up_to: dt.date | None,
    searched: str,
    proposal: Proposal,
    milliseconds: int,
) -> Answer:
    """The honest no; `searched` is empty when all releases were, see `Answer`."""
    nearest = tuple({p.release.id: p.release for p in passages}.values())[:NEAREST]
    return Answer(
        question=question,
        language=language,
        found=False,
        text=not_found_text(up_to, nearest, language, searched),
        claims=(),
        citations=(),
        passages=passages,
        nearest=nearest,
        up_to=up_to,
        notices=proposal.notices,
        answered_by=proposal.answered_by,
        milliseconds=milliseconds,
        searched=searched,
    )
