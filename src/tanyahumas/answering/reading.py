"""Answers by the extractive reader: a short answer, and the sentence that says it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.quotes import Scored
from tanyahumas.answering.reader import Reading
from tanyahumas.domain import Passage, Quote
from tanyahumas.retrieval.question import Question, QuestionType

# Chosen on development data (docs/models.md). Scores of fusion are z-scores; the reader's margin
# (span minus null) spans about -12 to 12.
RERANK_WEIGHT = 0.2
MARGIN_SHARE = 0.02
MARGIN_BOUND = 8.0
READ = 5  # passages whose sentences are compared
# Below it no release tells. English questions share fewer words with Indonesian releases.
LEAST_SCORE = {"id": 1.10, "en": 1.00}
# A second release is shown beside the first when it answers nearly as surely, in other words.
SECOND_WITHIN = 0.02
REMEMBERED = 512
# Types whose answer is said by whole sentences rather than by a short span.
_BY_SENTENCE = frozenset({QuestionType.WHY, QuestionType.HOW, QuestionType.LIST})
_DEGREES = re.compile(r"(?:,? (?:[A-Z][A-Za-z]{0,4}\.)+(?:[A-Z][A-Za-z]{0,4})?\b\.?)+")
_UNIT = re.compile(r" [a-z]{3,}\b")


class Reads(Protocol):
    """What is needed of the reader."""

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]: ...


class RanksSentences(Protocol):
    """What is needed of the quotes answerer."""

    def rank(self, question: Question, passages: Sequence[Passage]) -> list[Scored]: ...


class RememberingReader:
    """Reads each pair of question and passage once, though reranking and answering both ask."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self._lock = Lock()
        self._held: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """See `Reader.read`."""
        with self._lock:
            missing = [text for text in dict.fromkeys(passages) if (question, text) not in self._held]
        made = dict(zip(missing, self._reader.read(question, missing), strict=True)) if missing else {}
        with self._lock:
            found = {text: made.get(text) or self._held[question, text] for text in passages}
            self._held.update({(question, text): reading for text, reading in made.items()})
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
        return [found[text] for text in passages]


class ReadingReranker:
    """Reranks by the search's score and the reader's margin together."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Score = search score + 0.2 * (span score - null score), best first; () for none."""
        if not passages:
            return ()
        readings = self._reader.read(question.text, [passage.text for passage in passages])
        scored = [
            replace(p, score=p.score + RERANK_WEIGHT * (r.span_score - r.null_score))
            for p, r in zip(passages, readings, strict=True)
        ]
        return tuple(sorted(scored, key=lambda passage: -passage.score))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence, how well it answers, and the reader's span where that lies in it."""

    quote: Quote
    score: float
    span: tuple[int, int] | None


class ReadingAnswerer:
    """Picks the sentence that words, meaning and reader together find best, and the reader's span in it."""

    def __init__(self, reader: Reads, sentences: RanksSentences) -> None:
        self._reader = reader
        self._sentences = sentences

    def answer(self, question: Question, passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]:
        """The best sentence, and of another release one nearly as good that says otherwise; () for none."""
        candidates = self._candidates(question, passages)
        if not candidates or candidates[0].score < LEAST_SCORE[question.language]:
            return ()
        best, *others = candidates
        second = _contradicting(best, others)
        return tuple(_claim(question, c) for c in (best, second) if c is not None)

    def _candidates(self, question: Question, passages: Sequence[Passage]) -> list[_Candidate]:
        """Sentences of the first passages, best first."""
        chosen = list(passages[:READ])
        readings = self._reader.read(question.text, [p.text for p in chosen])
        found = [_judged(scored, chosen, readings) for scored in self._sentences.rank(question, chosen)]
        return sorted(found, key=lambda candidate: -candidate.score)


def _judged(scored: Scored, passages: Sequence[Passage], readings: Sequence[Reading]) -> _Candidate:
    """Sentence score + 0.2 * margin / 10, the margin held to ±8; −8 for a sentence without the span."""
    for passage, reading in zip(passages, readings, strict=True):
        start, end = passage.start + reading.start, passage.start + reading.end
        quote = scored.quote
        if passage.release.id == quote.release.id and quote.start <= start < end <= quote.end:
            margin = reading.span_score - reading.null_score
            bounded = max(-MARGIN_BOUND, min(MARGIN_BOUND, margin))
            return _Candidate(quote, scored.score + MARGIN_SHARE * bounded, (start, end))
    return _Candidate(scored.quote, scored.score - MARGIN_SHARE * MARGIN_BOUND, None)


def _contradicting(best: _Candidate, others: Sequence[_Candidate]) -> _Candidate | None:
    """The first sentence of another release that answers as surely, and in other words."""
    for other in others:
        if other.score < best.score - SECOND_WITHIN:
            return None
        if other.quote.release.id != best.quote.release.id and other.span and best.span:
            said, also = _words(best), _words(other)
            if said not in also and also not in said:
                return other
    return None


def _words(candidate: _Candidate) -> str:
    assert candidate.span is not None
    return candidate.quote.release.text[slice(*candidate.span)].lower()


def _claim(question: Question, candidate: _Candidate) -> VerifiedClaim:
    quote = candidate.quote
    if candidate.span is None or question.type in _BY_SENTENCE:
        return VerifiedClaim("", quote)
    start, end = _completed(question, quote.release.text, *candidate.span)
    return VerifiedClaim(quote.release.text[start : min(end, quote.end)], quote)


def _completed(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """A name with the degrees that follow it, a bare number with its unit."""
    if question.type is QuestionType.WHO and (degrees := _DEGREES.match(text, end)):
        end = degrees.end()
    if question.type is QuestionType.HOW_MANY and text[start:end].strip().isdigit():
        unit = _UNIT.match(text, end)
        end = unit.end() if unit else end
    return start, end
