"""Answers by a chat model, verified; with `retrieval.langchain` the home of LangChain."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

from tanyahumas.answering.draft import DraftClaim, VerifiedClaim
from tanyahumas.answering.verification import verify
from tanyahumas.chunking import count_tokens
from tanyahumas.domain import Passage
from tanyahumas.errors import AnsweringError, ConfigurationError
from tanyahumas.retrieval.question import Question

log = logging.getLogger(__name__)
LANGUAGE_NAMES = {"id": "Indonesian", "en": "English"}
LONGEST_REPLY = 100_000
LONGEST_STATEMENT = 600


class ChatAnswerer:
    """Asks any LangChain chat model and keeps of its reply what its quotes bear."""

    def __init__(self, model: Any, prompt: str, context_tokens: int, timeout: float) -> None:
        """`model` is a LangChain chat model; `prompt` has {language}, {passages} and {question}."""
        self._model = model
        self._prompt = prompt
        self._context_tokens = context_tokens
        self._timeout = timeout

    def answer(self, question: Question, passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]:
        """Verified claims; () when the model says that the passages do not tell.

        Raises:
            AnsweringError: it did not reply in time, failed, replied with no JSON of the
                asked form, or nothing that it said could be verified.
        """
        chosen = self._within_budget(passages)
        drafts = parse_claims(self._reply(question, chosen))
        verified = verify(drafts, chosen)
        if drafts and not verified:
            raise AnsweringError("nothing that the chat model said could be verified")
        return verified

    def _within_budget(self, passages: Sequence[Passage]) -> list[Passage]:
        """Whole passages, best first, while they fit; always one."""
        chosen: list[Passage] = []
        left = self._context_tokens
        for passage in passages:
            left -= count_tokens(_shown(0, passage))
            if chosen and left < 0:
                break
            chosen.append(passage)
        return chosen

    def _reply(self, question: Question, passages: Sequence[Passage]) -> str:
        from langchain_core.prompts import ChatPromptTemplate

        shown = "\n\n".join(_shown(n, p) for n, p in enumerate(passages, 1))
        chain = ChatPromptTemplate.from_messages([("human", self._prompt)]) | self._model
        values = {"language": LANGUAGE_NAMES[question.language], "passages": shown, "question": question.text}
        try:
            reply = _within_seconds(lambda: chain.invoke(values), self._timeout)
        except TimeoutError:
            raise AnsweringError(f"the chat model did not reply within {self._timeout:g} s") from None
        except Exception as failure:  # each provider raises its own; its text may hold a key
            raise AnsweringError(f"the chat model failed ({type(failure).__name__})") from None
        _log_usage(reply)
        return str(getattr(reply, "text", reply))[:LONGEST_REPLY]


def _within_seconds(call: Callable[[], Any], seconds: float) -> Any:
    """Run in a daemon thread, so that a call that hangs neither blocks nor keeps the process."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as failure:  # handed to the caller
            future.set_exception(failure)

    Thread(target=run, daemon=True, name="chat-model").start()
    return future.result(timeout=seconds)


def _shown(number: int, passage: Passage) -> str:
    release = passage.release
    date = release.date.isoformat() if release.date else "no date"
    return f"[{number}] {release.title} ({date})\n{passage.text}"


def _log_usage(reply: Any) -> None:
    usage = getattr(reply, "usage_metadata", None) or {}
    tokens = (usage.get("input_tokens", "?"), usage.get("output_tokens", "?"))
    log.info("chat model used %s tokens in, %s out", *tokens)


def parse_claims(reply: str) -> list[DraftClaim]:
    """Claims of a reply; tolerates Markdown fences, text around the JSON and a cut end.

    Raises:
        AnsweringError: there is no JSON object with a list `claims`.
    """
    from langchain_core.utils.json import parse_json_markdown

    begin = reply.find("{")
    try:
        value = parse_json_markdown(reply[begin:]) if begin >= 0 else None
    except ValueError:
        value = None
    claims = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(claims, list):
        raise AnsweringError("the chat model did not reply with claims")
    return [draft for claim in claims if (draft := _draft(claim))]


def _draft(claim: Any) -> DraftClaim | None:
    if not isinstance(claim, dict):
        return None
    text, quote, passage = claim.get("text"), claim.get("quote"), claim.get("passage")
    if isinstance(passage, str) and passage.strip("[] ").isdigit():
        passage = int(passage.strip("[] "))
    if not (isinstance(text, str) and isinstance(quote, str) and isinstance(passage, int)):
        return None
    return DraftClaim(" ".join(text.split())[:LONGEST_STATEMENT], quote, passage)


def load_chat_model(name: str, base_url: str, api_key: str, timeout: float) -> Any:
    """A chat model by `provider:name`, by LangChain's `init_chat_model`.

    Raises:
        ConfigurationError: the name has no provider, the provider's package is missing, or
            the provider refuses the settings; the message never holds the key.
    """
    from langchain.chat_models import init_chat_model

    provider, separator, model = name.partition(":")
    if not (provider and separator and model):
        raise ConfigurationError(
            f"TANYAHUMAS_CHAT_MODEL is {name!r}, without a provider", "name it like openai:gpt-4o-mini"
        )
    options: dict[str, Any] = {"temperature": 0, "timeout": timeout, "max_retries": 0}
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key
    if provider == "ollama":
        options = {key: value for key, value in options.items() if key in {"temperature", "base_url"}}
    try:
        return init_chat_model(model, model_provider=provider, **options)
    except ImportError:
        raise ConfigurationError(
            f"the package for {provider} is not installed",
            f"pip install --constraint constraints.txt 'tanyahumas[{provider}]'",
        ) from None
    except Exception as failure:  # each provider raises its own; its text may hold a key
        raise ConfigurationError(
            f"TANYAHUMAS_CHAT_MODEL={name} was refused ({type(failure).__name__})",
            "check TANYAHUMAS_CHAT_API_KEY and TANYAHUMAS_CHAT_BASE_URL",
        ) from None
