"""The order of passages by search, reader and words together.

Weights are fitted on development questions by the likelihood of the right passage among its rivals
(`training/rerank.py`, docs/models.md), and divided by that of the search's score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tanyahumas.answering.choosing import held
from tanyahumas.answering.quotes import question_overlap
from tanyahumas.answering.reader import Reading
from tanyahumas.answering.reading import Reads
from tanyahumas.domain import Passage
from tanyahumas.retrieval.question import Question

# Of the search's score (z-scores, summed), the reader's margin as a share of 8, and the overlap.
WEIGHTS = (1.0, 2.7, 2.7)
WEIGHTS_ENGLISH = (1.0, 2.9, 3.5)


class ReadingReranker:
    """Reranks by the search's score, the reader's margin, and the share of the question's words."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """By the weighted sum of `signs_of`, best first; () for none."""
        if not passages:
            return ()
        readings = self._reader.read(question.text, [passage.text for passage in passages])
        weights = WEIGHTS_ENGLISH if question.language == "en" else WEIGHTS
        scored = [
            replace(p, score=sum(w * s for w, s in zip(weights, signs_of(question, p, r), strict=True)))
            for p, r in zip(passages, readings, strict=True)
        ]
        return tuple(sorted(scored, key=lambda passage: -passage.score))


def signs_of(question: Question, passage: Passage, reading: Reading) -> tuple[float, float, float]:
    """The search's score; the reader's margin, -1 to 1; the share of the question's words, 0 to 1.

    All words count alike, and those of title and days count as the passage's.
    """
    margin = held(reading.span_score - reading.null_score)
    return passage.score, margin, question_overlap(question, passage)
