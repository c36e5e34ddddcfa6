"""The one entrance for every user interface: a question in, an answer out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tanyahumas.domain import ANYBODY, Answer, Asker, Turn


class Asking(Protocol):
    """What user interfaces need; `Assistant` is the real one, tests pass small fakes."""

    def ask(self, question: str, asker: Asker = ANYBODY, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question; thread-safe, takes from 0.1 s to many seconds.

        Raises:
            QuestionError: the question is empty or too long.
            IndexingError: there is no index, or it cannot be used.
        """
        ...
