"""Answers by a chat model, verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanyahumas.answering.calling import reply_of
from tanyahumas.answering.draft import OnClaims, VerifiedClaim
from tanyahumas.answering.orders import without_orders
from tanyahumas.answering.replies import finished_claims, parse_claims
from tanyahumas.answering.righting import righted_claims
from tanyahumas.answering.verification import verify
from tanyahumas.chunking import count_tokens
from tanyahumas.domain import Passage, Release
from tanyahumas.errors import AnsweringError
from tanyahumas.retrieval.question import Question

LANGUAGE_NAMES = {"id": "Indonesian", "en": "English"}


class ChatAnswerer:
    """Asks any LangChain chat model and keeps of its reply what its quotes bear."""

    def __init__(self, model: Any, prompt: str, context_tokens: int, timeout: float) -> None:
        """`model` is a LangChain chat model; `prompt` has {language}, {passages} and {question}."""
        self._model = model
        self._prompt = prompt
        self._context_tokens = context_tokens
        self._timeout = timeout

    def answer(
        self, question: Question, passages: Sequence[Passage], on_claims: OnClaims | None = None
    ) -> tuple[VerifiedClaim, ...]:
        """Verified claims; () when the model says that the passages do not tell.

        In place of a claim that a release among the passages corrects, its right words are told.

        `on_claims` is called in this thread, while the reply comes, with all claims verified
        so far, whenever there is one more. When the reply then breaks off, they are not returned.

        Raises:
            AnsweringError: it did not reply in time, failed, replied with no claims of the
                asked form, or nothing that it said could be verified.
        """
        chosen = self._within_budget(passages)
        releases = [passage.release for passage in passages]
        progress = _Progress(question, chosen, releases, on_claims) if on_claims else None
        reply = reply_of(self._model, self._rendered(question, chosen), self._timeout, progress)
        drafts = parse_claims(reply)
        verified = verify(drafts, chosen, question)
        if drafts and not verified:
            raise AnsweringError("nothing that the chat model said could be verified")
        return righted_claims(verified, releases)

    def _within_budget(self, passages: Sequence[Passage]) -> list[Passage]:
        """Whole passages, best first, while they fit; always one."""
        chosen: list[Passage] = []
        left = self._context_tokens
        for passage in passages:
            left -= count_tokens(_shown(0, passage))
            if chosen and left < 0:
                break
            chosen.append(passage)
        return chosen

    def _rendered(self, question: Question, passages: Sequence[Passage]) -> str:
        shown = "\n\n".join(_shown(n, p) for n, p in enumerate(passages, 1))
        language = LANGUAGE_NAMES[question.language]
        return self._prompt.format(language=language, passages=shown, question=question.text)


class _Progress:
    """Tells of each further claim that is complete and verified."""

    def __init__(
        self,
        question: Question,
        passages: Sequence[Passage],
        releases: Sequence[Release],
        on_claims: OnClaims,
    ) -> None:
        self._question = question
        self._passages = passages
        self._releases = releases
        self._on_claims = on_claims
        self._closed = 0
        self._told = 0

    def __call__(self, reply: str) -> None:
        closed = reply.count("}")
        if closed == self._closed:  # no claim can have been completed
            return
        self._closed = closed
        verified = verify(finished_claims(reply), self._passages, self._question, quiet=True)
        if len(verified) > self._told:
            self._told = len(verified)
            self._on_claims(righted_claims(verified, self._releases))


def _shown(number: int, passage: Passage) -> str:
    release = passage.release
    date = release.date.isoformat() if release.date else "no date"
    return f"[{number}] {release.title} ({date})\n{without_orders(passage)}"
