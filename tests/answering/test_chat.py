"""Answers by a chat model: scripted replies, good and bad."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage

from tanyahumas.answering.chat import ChatAnswerer
from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.models import load_chat_model
from tanyahumas.domain import Passage
from tanyahumas.errors import AnsweringError, ConfigurationError
from tanyahumas.prompts import read_prompt
from tanyahumas.retrieval.question import understand
from tests.conftest import PROJECT, make_release

PASSAGES = [
    Passage(make_release("a", "Rektor diwakili Afner {Gus} Chandra."), 0, 36, 1.0),
    Passage(make_release("b", "Donor darah diikuti rektor dan 80 pegawai."), 0, 42, 0.5),
]
QUESTION = understand("who represented the rector {question}?", 1000)
PROMPT = read_prompt(PROJECT / "prompts", "answer")


class Listening(FakeListChatModel):
    """Keeps what it was sent."""

    heard: list[str] = []  # noqa: RUF012 - a pydantic field

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Any:
        self.heard.append(str(messages[-1].content))
        yield from super()._stream(messages, *args, **kwargs)


class Failing(FakeListChatModel):
    """Raises what a provider would, or takes its time."""

    seconds: float = 0.0

    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        time.sleep(self.seconds)
        raise RuntimeError("401: key sk-secret is wrong")


def answerer(reply: str, tokens: int = 3000) -> ChatAnswerer:
    return ChatAnswerer(FakeListChatModel(responses=[reply]), PROMPT, tokens, 5)


def reply(*claims: dict[str, object]) -> str:
    return json.dumps({"claims": list(claims)})


GOOD: dict[str, object] = {"text": "Afner did.", "quote": "diwakili Afner {Gus} Chandra", "passage": 1}


def test_a_verified_claim_is_kept() -> None:
    """Its quote has the offsets of the release."""
    (claim,) = answerer(reply(GOOD)).answer(QUESTION, PASSAGES)
    assert claim.text == "Afner did."
    assert (claim.quote.release.id, claim.quote.text) == ("a", "diwakili Afner {Gus} Chandra")


def test_the_model_reads_question_language_and_numbered_passages() -> None:
    """The rendered prompt holds them as they are, braces included."""
    model = Listening(responses=[reply(GOOD)])
    ChatAnswerer(model, PROMPT, 3000, 5).answer(QUESTION, PASSAGES)
    (heard,) = model.heard
    assert "Answer in English." in heard
    assert "[1] Judul rilis (2023-10-17)\nRektor diwakili Afner {Gus} Chandra." in heard
    assert "[2] Judul rilis" in heard
    assert heard.rstrip().endswith("Question: who represented the rector {question}?")
    assert '{"claims": [{"text":' in heard


def test_the_budget_leaves_whole_passages() -> None:
    """What does not fit is left out, the first is always there, and none is cut."""
    model = Listening(responses=[reply(GOOD)])
    ChatAnswerer(model, PROMPT, 30, 5).answer(QUESTION, PASSAGES)
    assert "Chandra." in model.heard[-1]
    assert "Donor" not in model.heard[-1]


def test_no_claims_is_an_honest_no() -> None:
    """An empty list is an answer, not a failure."""
    assert answerer(reply()).answer(QUESTION, PASSAGES) == ()


def test_a_reply_that_cannot_be_verified_fails() -> None:
    """Nothing unverified is ever returned."""
    with pytest.raises(AnsweringError, match="verified"):
        answerer(reply({**GOOD, "quote": "never written"})).answer(QUESTION, PASSAGES)


class Pieces(FakeListChatModel):
    """Streams one character at a time, and at the end fails or falls silent."""

    fails: bool = False
    silence: float = 0.0

    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        yield from super()._stream(*args, **kwargs)
        time.sleep(self.silence)
        if self.fails:
            raise RuntimeError("connection lost")


SECOND: dict[str, object] = {"text": "80 did.", "quote": "rektor dan 80 pegawai", "passage": 2}
INVENTED = {**GOOD, "quote": "never written"}


def test_verified_claims_are_told_while_the_reply_comes() -> None:
    """One more each time, those that fail never, and at last the same is returned."""
    told: list[tuple[VerifiedClaim, ...]] = []
    model = Pieces(responses=[reply(GOOD, INVENTED, SECOND)])
    claims = ChatAnswerer(model, PROMPT, 3000, 5).answer(QUESTION, PASSAGES, told.append)
    assert [[claim.text for claim in verified] for verified in told] == [
        ["Afner did."],
        ["Afner did.", "80 did."],
    ]
    assert told[-1] == claims


def test_half_a_stream_then_silence_is_not_waited_for() -> None:
    """The time covers the whole stream; what was told of it is not returned."""
    told: list[tuple[VerifiedClaim, ...]] = []
    model = Pieces(responses=[reply(GOOD)[:-2] + ","], silence=5)
    with pytest.raises(AnsweringError, match="within"):
        ChatAnswerer(model, PROMPT, 3000, 0.3).answer(QUESTION, PASSAGES, told.append)
    assert len(told) == 1


def test_half_a_stream_then_a_failure_fails() -> None:
    """What came before the failure is not an answer."""
    model = Pieces(responses=[reply(GOOD)[:-2]], fails=True)
    with pytest.raises(AnsweringError, match="RuntimeError"):
        ChatAnswerer(model, PROMPT, 3000, 5).answer(QUESTION, PASSAGES)


def test_tokens_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Estimated where the provider does not tell them; neither question nor reply is."""
    caplog.set_level("INFO")
    answerer(reply(GOOD)).answer(QUESTION, PASSAGES)
    (line,) = [record.getMessage() for record in caplog.records if "tokens" in record.getMessage()]
    assert line.startswith("chat model used about ")
    assert "Afner" not in caplog.text


def test_a_providers_failure_shows_no_secret() -> None:
    """The message names the kind of failure only."""
    failing = ChatAnswerer(Failing(responses=["x"]), PROMPT, 3000, 5)
    with pytest.raises(AnsweringError) as failure:
        failing.answer(QUESTION, PASSAGES)
    assert "RuntimeError" in str(failure.value)
    assert "sk-secret" not in str(failure.value)


def test_a_model_that_hangs_is_not_waited_for() -> None:
    """After the time given, the caller goes on."""
    hanging = ChatAnswerer(Failing(responses=["x"], seconds=3), PROMPT, 3000, 0.1)
    with pytest.raises(AnsweringError, match="within"):
        hanging.answer(QUESTION, PASSAGES)


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":x"])
def test_a_name_without_provider_is_refused(name: str) -> None:
    """The message shows the form that is asked for."""
    with pytest.raises(ConfigurationError, match="openai:"):
        load_chat_model(name, "", "", 5)


def test_a_provider_that_is_not_installed_is_named() -> None:
    """So is the extra that brings it."""
    with pytest.raises(ConfigurationError, match=r"not installed.*\[anthropic\]"):
        load_chat_model("anthropic:claude", "", "sk-secret", 5)
