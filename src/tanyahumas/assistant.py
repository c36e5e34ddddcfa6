"""The one entrance for every user interface: a question in, an answer out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from tanyahumas.answering.corrections import with_corrections
from tanyahumas.answering.digest import digest
from tanyahumas.answering.draft import Answerer, VerifiedClaim
from tanyahumas.answering.phrases import PHRASES, correction_notice, found_text, not_found_text, period_notice
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
from tanyahumas.errors import AnsweringError, QuestionError
from tanyahumas.retrieval import Followed, Found, Question, Searching, understand

log = logging.getLogger(__name__)
NEAREST = 3
REMEMBERED = 5  # exchanges


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


class Rewriter(Protocol):
    """Makes a follow-up understandable on its own."""

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """The question with what it takes from the exchanges before it, oldest first.

        Raises:
            AnsweringError: it cannot tell; the caller then follows by rules.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Verified claims and whose they are."""

    claims: tuple[VerifiedClaim, ...]
    answered_by: AnsweredBy
    notices: tuple[str, ...]


NOTHING = _Proposal((), AnsweredBy.NOBODY, ())


@dataclass(frozen=True, slots=True)
class Assistant:
    """Retrieves, answers, verifies and words the answer.

    `chat` is None when no chat model is configured; `quotes` then answers alone, and it also
    does whenever `chat` fails; so it is with `rewriter` and follow-ups. `k` passages are
    retrieved, `longest` characters are taken.
    """

    retriever: Searching
    releases: Releases
    quotes: Answerer
    chat: Answerer | None
    clock: Callable[[], datetime]
    k: int
    longest: int
    rewriter: Rewriter | None = None

    def ask(self, question: str, asker: Asker = ANYBODY, history: Sequence[Turn] = ()) -> Answer:
        """See `Asking.ask`."""
        started = time.monotonic()
        understood = understand(question, self.longest)
        now = self.clock()
        followed = self._follow(understood, history, asker, now)
        found = self.retriever.search(followed.question, asker, now, self.k, followed.thread)
        corrections = self.releases.corrections_of({p.release.id for p in found.passages}, asker, now)
        shown = found.passages if found.lists else with_corrections(found.passages, corrections)
        proposal = self._propose(followed.question, shown, found)
        milliseconds = round((time.monotonic() - started) * 1000)
        if not proposal.claims:
            up_to = self.releases.newest_date(asker, now)
            return _not_found(question, understood.language, shown, up_to, proposal, milliseconds)
        return _found(question, understood.language, shown, corrections, proposal, milliseconds)

    def search(self, question: str, asker: Asker = ANYBODY, k: int | None = None) -> tuple[Passage, ...]:
        """Passages for a question, best first, without an answer; raises as `ask` does."""
        understood = understand(question, self.longest)
        return self.retriever.search(understood, asker, self.clock(), k or self.k).passages

    def _follow(self, question: Question, history: Sequence[Turn], asker: Asker, now: datetime) -> Followed:
        """A follow-up rewritten by the chat model, else with what it takes from the conversation."""
        if not history:
            return Followed(question, None)
        if self.rewriter is not None:
            try:
                rewritten = understand(self.rewriter.rewrite(question.text, history), self.longest)
                return Followed(replace(rewritten, language=question.language), None)
            except (AnsweringError, QuestionError) as failure:
                log.warning("following up without the chat model: %s", failure.message)
        return self.retriever.follow(question, history[-REMEMBERED:], asker, now, self.longest)

    def _propose(self, question: Question, passages: Sequence[Passage], found: Found) -> _Proposal:
        """Claims, and what is to be said about the days that were searched."""
        nothing = found.topicless and not found.lists
        proposal = NOTHING if nothing else self._claims(question, passages, found)
        if found.period is None or (found.within and not found.lists):
            return proposal
        notice = period_notice(
            found.period, question.language, within=found.within, found=bool(proposal.claims)
        )
        return replace(proposal, notices=(*proposal.notices, notice))

    def _claims(self, question: Question, passages: Sequence[Passage], found: Found) -> _Proposal:
        """The chat model's verified claims, else quotes, else nothing."""
        notices: tuple[str, ...] = ()
        if self.chat is not None and passages:
            try:
                claims = self.chat.answer(question, passages)
                return _Proposal(claims, AnsweredBy.CHAT_MODEL if claims else AnsweredBy.NOBODY, ())
            except AnsweringError as failure:
                log.warning("answering with quotes: %s", failure.message)
                notices = (PHRASES[question.language].fallback,)
        claims = digest(passages) if found.lists else self.quotes.answer(question, passages)
        return _Proposal(claims, AnsweredBy.QUOTES, notices) if claims else NOTHING


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
    shown = {release.id: release for release in (*cited, *(p.release for p in passages))}
    notices = [
        correction_notice(old, new, language)
        for old in shown.values()
        for new in corrections.get(old.id, ())
        if new.id != old.id and not numbers.keys().isdisjoint({old.id, new.id})
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
