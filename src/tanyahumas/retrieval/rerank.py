"""A second look at the best candidates: whatever can judge question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import EVERYTHING, Asker, Passage, Scope, Turn
from tanyahumas.retrieval.conversation import Thread
from tanyahumas.retrieval.found import Followed, Found, Searching
from tanyahumas.retrieval.question import Question

RERANKED = 15  # candidates that are looked at again; what stands below keeps its place


class Reranker(Protocol):
    """Puts passages into a better order."""

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The same passages, best first, with scores in falling order."""
        ...


class ScoresPairs(Protocol):
    """What is needed of a model that reads question and passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]: ...


class PairReranker:
    """Reranks by the scores of a model that was trained for it, and by nothing else."""

    def __init__(self, model: ScoresPairs) -> None:
        self._model = model

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages by the model's score, best first, title before the text; () for none.

        Raises:
            EmbeddingError: the model cannot be loaded.
        """
        scores = self._model.scores(question.text, [f"{p.release.title}\n{p.text}" for p in passages])
        scored = [replace(p, score=float(score)) for p, score in zip(passages, scores, strict=True)]
        return tuple(sorted(scored, key=lambda passage: -passage.score))


class RerankingRetriever:
    """A retriever whose first fifteen passages a reranker has put into order."""

    def __init__(self, retriever: Searching, reranker: Reranker) -> None:
        self.inner = retriever
        self._reranker = reranker

    def retrieve(self, question: Question, asker: Asker, now: datetime, k: int) -> tuple[Passage, ...]:
        """The passages of `search` without a conversation."""
        return self.search(question, asker, now, k).passages

    def search(
        self,
        question: Question,
        asker: Asker,
        now: datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        """See `Retriever.search`; also raises what the reranker raises. A settled order stays."""
        found = self.inner.search(question, asker, now, max(k, RERANKED), thread, scope)
        if found.lists:
            return found
        passages = found.passages
        if not found.settled:
            passages = (*self._reranker.rerank(question, passages[:RERANKED]), *passages[RERANKED:])
        return replace(found, passages=passages[:k])

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: datetime, longest: int
    ) -> Followed:
        """See `Retriever.follow`."""
        return self.inner.follow(question, history, asker, now, longest)
