"""Follow-ups rewritten by a chat model: scripted replies, good and bad."""

from __future__ import annotations

import time
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage

from tanyahumas.answering.rewriting import ChatRewriter
from tanyahumas.domain import Turn
from tanyahumas.errors import AnsweringError
from tanyahumas.prompts import read_prompt
from tests.conftest import PROJECT

PROMPT = read_prompt(PROJECT / "prompts", "rewrite")
HISTORY = [Turn("siapa yang mewakili {rektor}\ndi BP2MI?", ("a",)), Turn("kapan itu?", ())]


class Listening(FakeListChatModel):
    """Keeps what it was sent."""

    heard: list[str] = []  # noqa: RUF012 - a pydantic field

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Any:
        self.heard.append(str(messages[-1].content))
        yield from super()._stream(messages, *args, **kwargs)


class Failing(FakeListChatModel):
    """Raises with a secret in its text, or sleeps."""

    seconds: float = 0

    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        time.sleep(self.seconds)
        raise RuntimeError("key sk-secret")


def test_the_model_reads_the_questions_in_order() -> None:
    """Each earlier question is one line, braces and all, and the reply is cleaned of quotes."""
    model = Listening(responses=['"di mana penandatanganan BP2MI?"\n'])
    assert ChatRewriter(model, PROMPT, 5).rewrite("di mana?", HISTORY) == "di mana penandatanganan BP2MI?"
    assert "- siapa yang mewakili {rektor} di BP2MI?\n- kapan itu?\n" in model.heard[0]
    assert model.heard[0].rstrip().endswith("Last question: di mana?")


@pytest.mark.parametrize("reply", ["", "  \n ", "satu\ndua", "x" * 1000])
def test_what_is_no_question_is_refused(reply: str) -> None:
    """Nothing, several lines or an essay: the caller follows by rules."""
    with pytest.raises(AnsweringError):
        ChatRewriter(Listening(responses=[reply]), PROMPT, 5).rewrite("di mana?", HISTORY)


@pytest.mark.parametrize("seconds", [0, 1])
def test_failures_are_translated_without_secrets(seconds: float) -> None:
    """An error and a late reply become an AnsweringError that repeats nothing."""
    with pytest.raises(AnsweringError) as raised:
        ChatRewriter(Failing(responses=[""], seconds=seconds), PROMPT, 0.2).rewrite("di mana?", HISTORY)
    assert "secret" not in str(raised.value)
