"""What an answerer proposes, before verification and before it becomes an `Answer`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tanyahumas.domain import Passage, Quote
from tanyahumas.retrieval.question import Question


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A statement with the words that are said to bear it.

    `passage` counts from 1 in the passages shown; `quote` should be an exact part of it.
    """

    text: str
    quote: str
    passage: int


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """A statement whose quote was found; `text` is empty when the quote speaks for itself."""

    text: str
    quote: Quote


OnClaims = Callable[[tuple[VerifiedClaim, ...]], None]


class Answerer(Protocol):
    """Turns passages into verified claims; () when they do not tell."""

    def answer(self, question: Question, passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]: ...


class StreamingAnswerer(Protocol):
    """An `Answerer` that tells, while it is at it, which claims it has verified so far."""

    def answer(
        self, question: Question, passages: Sequence[Passage], on_claims: OnClaims | None = None
    ) -> tuple[VerifiedClaim, ...]: ...
