"""What a search and a look at the conversation give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tanyahumas.domain import EVERYTHING, Asker, Passage, Scope, Turn
from tanyahumas.retrieval.conversation import Thread
from tanyahumas.retrieval.periods import Period
from tanyahumas.retrieval.question import Question


@dataclass(frozen=True, slots=True)
class Found:
    """Passages for a question, best first, and the days that were searched for it.

    `period` is None when the question named no days, or only a year in a name. `within` tells
    whether any visible release lies in it. `topicless` tells that releases of a period, or
    the latest, were asked for as such; `lists` that the passages are those: their openings,
    newest first, at most 20. `settled` tells that a reranker must leave the order
    alone: it is one by date, or days and few words of topic have decided it, or a follow-up
    goes on about a release cited before. `about` is the id of the release that the scope names,
    or else of the one cited before that the follow-up most likely is about; None without.
    """

    passages: tuple[Passage, ...]
    period: Period | None
    within: bool
    topicless: bool
    lists: bool
    settled: bool
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """A question as an answerer reads it, and what its search takes along; None for a new topic."""

    question: Question
    thread: Thread | None


class Searching(Protocol):
    """A retriever as the assistant sees it."""

    def search(
        self,
        question: Question,
        asker: Asker,
        now: datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        """See `Retriever.search`."""
        ...

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: datetime, longest: int
    ) -> Followed:
        """See `Retriever.follow`."""
        ...
