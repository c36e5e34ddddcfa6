"""The one entrance for every user interface: a question in, an answer out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tanyahumas.answering.draft import Answerer, VerifiedClaim
from tanyahumas.answering.phrases import PHRASES, correction_notice, found_text, not_found_text
from tanyahumas.domain import (
    ANYBODY,
    Answer,
    AnsweredBy,
    Asker,
    Citation,
    Claim,
    Language,
    Passage,
    Release,
    Turn,
)
from tanyahumas.errors import AnsweringError
from tanyahumas.retrieval import Question, Retriever, understand

log = logging.getLogger(__name__)
NEAREST = 3
CORRECTION_CHARACTERS = 1500


class Asking(Protocol):
    """What user interfaces need; `Assistant` is the real one, tests pass small fakes."""

    def ask(self, question: str, asker: Asker = ANYBODY, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question; thread-safe, takes from 0.1 s to many seconds.

        Raises:
            QuestionError: the question is empty or too long.
            IndexingError: there is no index, or it cannot be used.
        """
        ...


class Releases(Protocol):
    """What the assistant needs of the registry beside what retrieval does."""

    def newest_date(self, asker: Asker, now: datetime) -> date | None: ...

    def corrections_of(
        self, ids: Iterable[str], asker: Asker, now: datetime
    ) -> Mapping[str, tuple[Release, ...]]: ...


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Verified claims and whose they are."""

    claims: tuple[VerifiedClaim, ...]
    answered_by: AnsweredBy
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assistant:
    """Retrieves, answers, verifies and words the answer.

    `chat` is None when no chat model is configured; `quotes` then answers alone, and it also
    does whenever `chat` fails. `k` passages are retrieved, `longest` characters are taken.
    """

    retriever: Retriever
    releases: Releases
    quotes: Answerer
    chat: Answerer | None
    clock: Callable[[], datetime]
    k: int
    longest: int

    def ask(self, question: str, asker: Asker = ANYBODY, history: Sequence[Turn] = ()) -> Answer:
        """See `Asking.ask`."""
        started = time.monotonic()
        understood = understand(question, self.longest)
        now = self.clock()
        passages = self.retriever.retrieve(understood, asker, now, self.k)
        corrections = self.releases.corrections_of({p.release.id for p in passages}, asker, now)
        shown = with_corrections(passages, corrections)
        proposal = self._propose(understood, shown)
        milliseconds = round((time.monotonic() - started) * 1000)
        if not proposal.claims:
            up_to = self.releases.newest_date(asker, now)
            return _not_found(question, understood.language, shown, up_to, proposal, milliseconds)
        return _found(question, understood.language, shown, corrections, proposal, milliseconds)

    def search(self, question: str, asker: Asker = ANYBODY, k: int | None = None) -> tuple[Passage, ...]:
        """Passages for a question, best first, without an answer; raises as `ask` does."""
        understood = understand(question, self.longest)
        return self.retriever.retrieve(understood, asker, self.clock(), k or self.k)

    def _propose(self, question: Question, passages: Sequence[Passage]) -> _Proposal:
        """The chat model's verified claims, else quotes, else nothing."""
        notices: tuple[str, ...] = ()
        if self.chat is not None and passages:
            try:
                claims = self.chat.answer(question, passages)
                return _Proposal(claims, AnsweredBy.CHAT_MODEL if claims else AnsweredBy.NOBODY, ())
            except AnsweringError as failure:
                log.warning("answering with quotes: %s", failure.message)
                notices = (PHRASES[question.language].fallback,)
        claims = self.quotes.answer(question, passages)
        return (
            _Proposal(claims, AnsweredBy.QUOTES, notices) if claims else _Proposal((), AnsweredBy.NOBODY, ())
        )


def with_corrections(
    passages: Sequence[Passage], corrections: Mapping[str, tuple[Release, ...]]
) -> tuple[Passage, ...]:
    """The passages, with the opening of each release that corrects one of them put before it."""
    found = {p.release.id for p in passages}
    shown: list[Passage] = []
    for passage in passages:
        for newer in corrections.get(passage.release.id, ()):
            if newer.id not in found:
                found.add(newer.id)
                end = min(len(newer.text), CORRECTION_CHARACTERS)
                shown.append(Passage(newer, 0, end, passage.score))
        shown.append(passage)
    return tuple(shown)


def _found(
    question: str,
    language: Language,
    passages: tuple[Passage, ...],
    corrections: Mapping[str, tuple[Release, ...]],
    proposal: _Proposal,
    milliseconds: int,
) -> Answer:
    cited = list({claim.quote.release.id: claim.quote.release for claim in proposal.claims}.values())
    numbers = {release.id: number for number, release in enumerate(cited, 1)}
    claims = tuple(Claim(c.text, c.quote, numbers[c.quote.release.id]) for c in proposal.claims)
    citations = tuple(Citation(number, release) for number, release in enumerate(cited, 1))
    notices = [
        correction_notice(old, new, language)
        for old in cited
        for new in corrections.get(old.id, ())
        if new.id != old.id
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


def _not_found(
    question: str,
    language: Language,
    passages: tuple[Passage, ...],
    up_to: date | None,
    proposal: _Proposal,
    milliseconds: int,
) -> Answer:
    nearest = tuple({p.release.id: p.release for p in passages}.values())[:NEAREST]
    return Answer(
        question=question,
        language=language,
        found=False,
        text=not_found_text(up_to, nearest, language),
        claims=(),
        citations=(),
        passages=passages,
        nearest=nearest,
        up_to=up_to,
        notices=proposal.notices,
        answered_by=proposal.answered_by,
        milliseconds=milliseconds,
    )
