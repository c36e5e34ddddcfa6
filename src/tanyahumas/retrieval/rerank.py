"""A second look at the best candidates: whatever can judge question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tanyahumas.domain import Asker, Passage
from tanyahumas.retrieval.question import Question

RERANKED = 15  # candidates that are looked at again; what stands below keeps its place


class Reranker(Protocol):
    """Puts passages into a better order."""

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The same passages, best first, with scores in falling order."""
        ...


class Retrieves(Protocol):
    """What is looked at again: see `Retriever.retrieve`."""

    def retrieve(self, question: Question, asker: Asker, now: datetime, k: int) -> tuple[Passage, ...]: ...


class RerankingRetriever:
    """A retriever whose first fifteen passages a reranker has put into order."""

    def __init__(self, retriever: Retrieves, reranker: Reranker) -> None:
        self._retriever = retriever
        self._reranker = reranker

    def retrieve(self, question: Question, asker: Asker, now: datetime, k: int) -> tuple[Passage, ...]:
        """See `Retriever.retrieve`; also raises what the reranker raises."""
        found = self._retriever.retrieve(question, asker, now, max(k, RERANKED))
        head = self._reranker.rerank(question, found[:RERANKED])
        return (*head, *found[RERANKED:])[:k]
