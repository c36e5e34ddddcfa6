"""Ask every question of a set and keep what came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from tanyahumas.assistant import Assistant
from tanyahumas.domain import Answer, Passage, Quote
from tanyahumas.evals.datasets import EvalQuestion

SEARCHED = 30  # passages; at most three are of one release, so ten releases are among them
RANKED = 10

TextOf = Callable[[str], str]


class Asked(Protocol):
    """What is measured; `Assistant` is the real one."""

    def search(self, question: str, *, k: int) -> tuple[Passage, ...]: ...

    def ask(self, question: str) -> Answer: ...


At = Callable[[datetime | None], Asked]


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: the statements (or quotes), the cited ids, and how many quotes were exact.

    A quote is exact when it stands, with its very offsets, in what `TextOf` gives for its release.
    """

    found: bool
    said: str
    cited: tuple[str, ...]
    quotes: int
    exact_quotes: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Record:
    """One question with the ids of the ten best releases, best first; `reply` is None if only searched.

    `milliseconds` is the time of the search, None where the question was asked before: the
    reader remembers what it has just read, so the search would look faster than it is.
    """

    question: EvalQuestion
    ranked: tuple[str, ...]
    milliseconds: float | None
    reply: Reply | None


def clocked(assistant: Assistant) -> At:
    """The assistant as it is at a time, or at the real one for None."""
    return lambda now: assistant if now is None else replace(assistant, clock=lambda: now)


def run(
    at: At,
    questions: Sequence[EvalQuestion],
    text_of: TextOf,
    *,
    answered: bool,
    progress: Callable[[], None] = lambda: None,
) -> tuple[Record, ...]:
    """Search for each question, ask it before if `answered`, in order; `progress` is called after each.

    `text_of` gives the text of a release from a source that the answerer did not hand over.
    One question is asked before the clock runs, so that loading models is not measured.

    Raises:
        IndexingError: there is no index, or it cannot be used.
    """
    if questions:
        _record(at, questions[0], text_of, answered)
    records = []
    for question in questions:
        records.append(_record(at, question, text_of, answered))
        progress()
    return tuple(records)


def _record(at: At, question: EvalQuestion, text_of: TextOf, answered: bool) -> Record:
    assistant = at(question.now)
    reply = _ask(assistant, question.text, text_of) if answered else None
    started = time.perf_counter()
    passages = assistant.search(question.text, k=SEARCHED)
    took = (time.perf_counter() - started) * 1000
    ranked = tuple(dict.fromkeys(passage.release.id for passage in passages))[:RANKED]
    return Record(question, ranked, None if answered else took, reply)


def _ask(assistant: Asked, question: str, text_of: TextOf) -> Reply:
    started = time.perf_counter()
    answer = assistant.ask(question)
    return reply_of(answer, text_of, (time.perf_counter() - started) * 1000)


def reply_of(answer: Answer, text_of: TextOf, milliseconds: float) -> Reply:
    """What the metrics need of an answer."""
    return Reply(
        found=answer.found,
        said=" ".join(claim.text or claim.quote.text for claim in answer.claims),
        cited=tuple(citation.release.id for citation in answer.citations),
        quotes=len(answer.claims),
        exact_quotes=sum(_is_exact(claim.quote, text_of) for claim in answer.claims),
        milliseconds=milliseconds,
    )


def _is_exact(quote: Quote, text_of: TextOf) -> bool:
    return bool(quote.text) and text_of(quote.release.id)[quote.start : quote.end] == quote.text
