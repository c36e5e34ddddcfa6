"""The one entrance for every user interface: a question in, an answer out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from tanyahumas.answering.assembly import NOTHING, Proposal, claims_text, found_answer, not_found_answer
from tanyahumas.answering.corrections import with_corrections
from tanyahumas.answering.digest import digest
from tanyahumas.answering.draft import Answerer, OnClaims, StreamingAnswerer
from tanyahumas.answering.phrases import PHRASES, period_notice, scope_words
from tanyahumas.answering.summary import summary
from tanyahumas.domain import (
    ANYBODY,
    EVERYTHING,
    Answer,
    AnsweredBy,
    Asker,
    Language,
    Passage,
    Release,
    Scope,
    Turn,
)
from tanyahumas.errors import AnsweringError, QuestionError, UnknownReleaseError
from tanyahumas.retrieval import Followed, Found, Question, Searching, understand

log = logging.getLogger(__name__)
REMEMBERED = 5  # exchanges
OnProgress = Callable[[str], None]
# Both languages, told by an opening and not, and a word that no release holds: each loads something.
WARMING = ("rektr yang melantik siapa?", "who opened the ceremony?")


class Asking(Protocol):
    """What user interfaces need; `Assistant` is the real one, tests pass small fakes."""

    def ask(
        self,
        question: str,
        asker: Asker = ANYBODY,
        history: Sequence[Turn] = (),
        scope: Scope = EVERYTHING,
        on_progress: OnProgress | None = None,
    ) -> Answer:
        """Answer one question from the releases in `scope`; thread-safe, takes from 0.1 s to many seconds.

        `on_progress` is called in this thread, while a chat model replies, with the text of all
        claims verified so far; the answer may still turn out otherwise.

        Raises:
            QuestionError: the question is empty or too long.
            UnknownReleaseError: the scope names a release that `asker` may not see, or none.
            IndexingError: there is no index, or it cannot be used.
        """
        ...

    def warm(self) -> None:
        """Load models and index, so that no question waits for them; raises what `ask` raises."""
        ...

    @property
    def problems(self) -> tuple[str, ...]:
        """What is damaged in the index, for operators; () when all is well, or nothing was asked yet."""
        ...


class Releases(Protocol):
    """What the assistant needs of the registry beside what retrieval does."""

    def visible(self, ids: Iterable[str], asker: Asker, now: datetime) -> Mapping[str, Release]: ...

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
class Assistant:
    """Retrieves, answers, verifies and words the answer.

    `chat` is None when no chat model is configured; `quotes` then answers alone, and it also
    does whenever `chat` fails; so it is with `rewriter` and follow-ups. `k` passages are
    retrieved, `longest` characters are taken. `damage` tells what is damaged in the index.
    """

    retriever: Searching
    releases: Releases
    quotes: Answerer
    chat: StreamingAnswerer | None
    clock: Callable[[], datetime]
    k: int
    longest: int
    rewriter: Rewriter | None = None
    damage: Callable[[], tuple[str, ...]] = lambda: ()

    def ask(
        self,
        question: str,
        asker: Asker = ANYBODY,
        history: Sequence[Turn] = (),
        scope: Scope = EVERYTHING,
        on_progress: OnProgress | None = None,
    ) -> Answer:
        """See `Asking.ask`."""
        started = time.monotonic()
        understood = understand(question, self.longest)
        now = self.clock()
        only = self._only(scope, asker, now)
        followed = self._follow(understood, history, asker, now)
        found = self.retriever.search(followed.question, asker, now, self.k, followed.thread, scope)
        corrections = self.releases.corrections_of({p.release.id for p in found.passages}, asker, now)
        corrected = found.passages if found.lists else with_corrections(found.passages, corrections)
        shown = tuple(passage for passage in corrected if scope.holds(passage.release))
        language = understood.language
        on_claims = _telling(on_progress, language) if on_progress else None
        proposal = self._propose(followed.question, shown, found, on_claims)
        seen = self._still_seen(shown, asker)
        if len(seen) < len(shown):
            shown = seen
            corrections = self.releases.corrections_of({p.release.id for p in shown}, asker, self.clock())
            proposal = replace(self, chat=None)._propose(followed.question, shown, found, None)
        if self.problems:
            proposal = replace(proposal, notices=(*proposal.notices, PHRASES[language].degraded))
        milliseconds = round((time.monotonic() - started) * 1000)
        if proposal.claims:
            return found_answer(question, language, shown, corrections, proposal, milliseconds)
        searched = scope_words(scope, only, language)
        up_to = None if searched else self.releases.newest_date(asker, now)
        return not_found_answer(question, language, shown, up_to, searched, proposal, milliseconds)

    def search(
        self, question: str, asker: Asker = ANYBODY, k: int | None = None, scope: Scope = EVERYTHING
    ) -> tuple[Passage, ...]:
        """Passages for a question, best first, without an answer; raises as `ask` does."""
        understood, now = understand(question, self.longest), self.clock()
        self._only(scope, asker, now)
        return self.retriever.search(understood, asker, now, k or self.k, None, scope).passages

    def warm(self) -> None:
        """See `Asking.warm`; the chat model is not asked."""
        for text in WARMING:
            question = understand(text, self.longest)
            found = self.retriever.search(question, ANYBODY, self.clock(), self.k)
            self.quotes.answer(question, found.passages)

    @property
    def problems(self) -> tuple[str, ...]:
        """See `Asking.problems`."""
        return self.damage()

    def _still_seen(self, passages: Sequence[Passage], asker: Asker) -> tuple[Passage, ...]:
        """Those of releases that may be seen now that the answer is made: a chat model takes its time."""
        visible = self.releases.visible({p.release.id for p in passages}, asker, self.clock())
        return tuple(passage for passage in passages if passage.release.id in visible)

    def _only(self, scope: Scope, asker: Asker, now: datetime) -> Release | None:
        """The one release of a scope; None if it names none.

        Raises:
            UnknownReleaseError: `asker` may not see it, or there is none; which is not told.
        """
        if scope.release_id is None:
            return None
        release = self.releases.visible([scope.release_id], asker, now).get(scope.release_id)
        if release is None:
            raise UnknownReleaseError(f"no release has the id {scope.release_id}", "tanyahumas releases list")
        return release

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

    def _propose(
        self, question: Question, passages: Sequence[Passage], found: Found, on_claims: OnClaims | None
    ) -> Proposal:
        """Claims, and what is to be said about the days that were searched."""
        nothing = found.topicless and not found.lists
        proposal = NOTHING if nothing else self._claims(question, passages, found, on_claims)
        if found.period is None or (found.within and not found.lists):
            return proposal
        notice = period_notice(
            found.period, question.language, within=found.within, found=bool(proposal.claims)
        )
        return replace(proposal, notices=(*proposal.notices, notice))

    def _claims(
        self, question: Question, passages: Sequence[Passage], found: Found, on_claims: OnClaims | None
    ) -> Proposal:
        """The chat model's verified claims, else quotes, else nothing."""
        notices: tuple[str, ...] = ()
        if self.chat is not None and passages:
            try:
                claims = self.chat.answer(question, passages, on_claims)
                return Proposal(claims, AnsweredBy.CHAT_MODEL if claims else AnsweredBy.NOBODY, ())
            except AnsweringError as failure:
                log.warning("answering with quotes: %s", failure.message)
                notices = (PHRASES[question.language].fallback,)
        told = digest(passages) if found.lists else summary(question, passages, found.about)
        claims = told or self.quotes.answer(question, passages)
        return Proposal(claims, AnsweredBy.QUOTES, notices) if claims else NOTHING


def _telling(on_progress: OnProgress, language: Language) -> OnClaims:
    """Tells claims as text."""
    return lambda claims: on_progress(claims_text(claims, language))
