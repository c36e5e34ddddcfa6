"""Follow-ups made understandable on their own by a chat model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tanyahumas.answering.calling import reply_of
from tanyahumas.domain import Turn
from tanyahumas.errors import AnsweringError

LONGEST = 400  # characters beside those of the question; a longer reply is no question


class ChatRewriter:
    """Asks any LangChain chat model for the question with what the earlier ones tell."""

    def __init__(self, model: Any, prompt: str, timeout: float) -> None:
        """`model` is a LangChain chat model; `prompt` has {history} and {question}."""
        self._model = model
        self._prompt = prompt
        self._timeout = timeout

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """The rewritten question, one line; `history` is oldest first.

        Raises:
            AnsweringError: the model did not reply in time, failed, or replied with no question.
        """
        earlier = "\n".join(f"- {' '.join(turn.question.split())}" for turn in history)
        prompt = self._prompt.format(history=earlier, question=question)
        return _one_question(reply_of(self._model, prompt, self._timeout), question)


def _one_question(reply: str, question: str) -> str:
    lines = [line.strip(" \"'“”`") for line in reply.splitlines() if line.strip()]
    if len(lines) != 1 or not lines[0] or len(lines[0]) > len(question) + LONGEST:
        raise AnsweringError("the chat model did not rewrite the question")
    return lines[0]
