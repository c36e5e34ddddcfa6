"""Which sentences of the passages tell: by meaning and by words, as exact quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Passage, Quote, Release
from tanyahumas.language.calendar import MONTHS
from tanyahumas.language.sentences import sentence_spans
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.question import Question, QuestionType

Rarity = Callable[[Sequence[str]], list[float]]
Concept = tuple[set[str], float]  # tokens that may stand for a word of the question, and its weight

_MONTH_NAMES = {
    number: " ".join(name for name, month in MONTHS.items() if month == number) for number in range(1, 13)
}
READ = 5  # passages whose sentences are compared
# What a sentence must hold to answer a question of its type.
_NEEDS = {
    QuestionType.WHO: re.compile(r"\b[A-Z][\w'’.]+,? [A-Z][\w'’.]+"),
    QuestionType.WHEN: re.compile(r"\d"),
    QuestionType.HOW_MANY: re.compile(r"\d|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|sembilan|sepuluh)\b"),
}
NEED_WEIGHT = 0.02
OVERLAP_WEIGHT = 0.4
RANK_WEIGHT = 0.01
# Added to each rarity: in a small corpus rarities say little, and all words count alike.
EVEN_WEIGHT = 2.0


class SentenceEmbedder(Protocol):
    """What ranking needs of the embedding model."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_query(self, text: str) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage and how well it answers; comparable only within one question.

    `overlap` is the share of the question's words, by rarity, that it or its title holds; `rank`
    the place of its passage, counted from 0.
    """

    quote: Quote
    score: float
    overlap: float
    rank: int


class SentenceRanker:
    """Ranks the sentences nearest to the question, by meaning and by words."""

    def __init__(self, embedder: SentenceEmbedder, rarity: Rarity) -> None:
        """`rarity` gives the inverse document frequency of search tokens."""
        self._embedder = embedder
        self._rarity = rarity

    def rank(self, question: Question, passages: Sequence[Passage]) -> list[Scored]:
        """All sentences of the first passages, best first; [] without passages."""
        candidates = [(rank, quote) for rank, p in enumerate(passages[:READ]) for quote in _sentences(p)]
        if not candidates:
            return []
        similarity = self._similarity(question, [quote.text for _, quote in candidates])
        concepts = [(set(c), EVEN_WEIGHT + min(self._rarity(c))) for c in question.concepts]
        needed = _NEEDS.get(question.type)
        scored = []
        for (rank, quote), near in zip(candidates, similarity, strict=True):
            overlap = overlap_of(concepts, quote.release, quote.text)
            fits = needed is None or bool(needed.search(quote.text))
            score = float(near) + OVERLAP_WEIGHT * overlap + NEED_WEIGHT * fits - RANK_WEIGHT * rank
            scored.append(Scored(quote, score, overlap, rank))
        return sorted(scored, key=lambda s: -s.score)

    def _similarity(self, question: Question, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of the question and each sentence, shape (n,)."""
        vectors = self._embedder.embed_passages(sentences)
        cosines: NDArray[np.float32] = vectors @ self._embedder.embed_query(question.text)
        return cosines


def overlap_of(concepts: Sequence[Concept], release: Release, text: str) -> float:
    """Share of the concepts, by weight, that a part of a release holds with its title and days; 0 for none.

    What the title says need not be said again: in a release about the BP2MI signing the
    sentence that names the rector is nearer than one that names BP2MI once more.
    """
    held = _words_told(release, text)
    shared = sum(weight for tokens, weight in concepts if held & tokens)
    total = sum(weight for _, weight in concepts)
    return shared / total if total else 0.0


def question_overlap(question: Question, passage: Passage) -> float:
    """Share of the question's words, all alike, that a passage holds with its title and days; 0 for none."""
    return overlap_of([(set(c), 1.0) for c in question.concepts], passage.release, passage.text)


def _words_told(release: Release, text: str) -> set[str]:
    """Search tokens of a part of a release, its title, and the months and years of its days."""
    days = {day for day in (release.date, release.event_date) if day}
    dated = " ".join(f"{_MONTH_NAMES[day.month]} {day.year}" for day in days)
    return set(search_tokens(f"{release.title} {text} {dated}"))


def _sentences(passage: Passage) -> list[Quote]:
    return [
        Quote(passage.release, passage.start + start, passage.start + end)
        for start, end in sentence_spans(passage.text)
    ]
