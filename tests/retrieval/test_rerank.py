"""The rerank step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import ANYBODY, EVERYTHING, Asker, Passage, Scope, Turn
from tanyahumas.retrieval.conversation import Thread
from tanyahumas.retrieval.found import Followed, Found
from tanyahumas.retrieval.question import Question, understand
from tanyahumas.retrieval.rerank import RERANKED, PairReranker, RerankingRetriever
from tests.conftest import make_release

PASSAGES = tuple(Passage(make_release(f"r{n}"), 0, 6, float(-n)) for n in range(30))
NOW = datetime(2025, 1, 1, tzinfo=UTC)


class Finding:
    """Finds the same passages every time."""

    def __init__(self, *, lists: bool = False, settled: bool = False) -> None:
        self._lists = lists
        self._settled = settled

    def search(
        self,
        question: Question,
        asker: Asker,
        now: datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        return Found(PASSAGES[:k], None, True, self._lists, self._lists, self._settled)

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: datetime, longest: int
    ) -> Followed:
        return Followed(question, None)


class Backwards:
    """Turns the order round."""

    def rerank(self, question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        return tuple(reversed(passages))


def found(k: int, finding: Finding | None = None) -> list[str]:
    retriever = RerankingRetriever(finding or Finding(), Backwards())
    return [p.release.id for p in retriever.retrieve(understand("apa", 10), ANYBODY, NOW, k)]


def test_the_first_fifteen_are_looked_at_again() -> None:
    """However few are asked for, a passage from place fifteen can come first."""
    assert found(2) == ["r14", "r13"]


def test_what_stands_below_keeps_its_place() -> None:
    """Asked for more, the rest follows in the search's order."""
    ids = found(20)
    assert ids[:RERANKED] == [f"r{n}" for n in reversed(range(RERANKED))]
    assert ids[RERANKED:] == [f"r{n}" for n in range(RERANKED, 20)]


def test_an_order_settled_stays() -> None:
    """The newest, and a list of a period, are not put into an order by relevance."""
    assert found(3, Finding(settled=True)) == ["r0", "r1", "r2"]
    assert found(20, Finding(lists=True, settled=True))[:2] == ["r0", "r1"]


def test_follow_ups_are_passed_on() -> None:
    """The conversation is the inner retriever's business."""
    question = understand("apa", 10)
    followed = RerankingRetriever(Finding(), Backwards()).follow(question, (), ANYBODY, NOW, 10)
    assert followed == Followed(question, None)


class Scoring:
    """Scores by a list; keeps what it was given."""

    def __init__(self, scores: Sequence[float]) -> None:
        self._scores = scores
        self.read: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.read = list(passages)
        return np.array(self._scores[: len(passages)], np.float32)


def test_a_pair_model_orders_by_its_own_scores() -> None:
    """The search's scores count for nothing; equal scores keep the search's order; titles are read."""
    model = Scoring([0.1, 0.9, 0.1])
    ranked = PairReranker(model).rerank(understand("apa", 10), PASSAGES[:3])
    assert [p.release.id for p in ranked] == ["r1", "r0", "r2"]
    assert [p.score for p in ranked] == [np.float32(0.9), np.float32(0.1), np.float32(0.1)]
    assert model.read[0] == f"{PASSAGES[0].release.title}\n{PASSAGES[0].text}"
    assert PairReranker(model).rerank(understand("apa", 10), ()) == ()
