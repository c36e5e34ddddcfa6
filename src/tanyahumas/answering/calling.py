"""Calls of a chat model within a time, their failures translated and their tokens logged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from tanyahumas.chunking import count_tokens
from tanyahumas.errors import AnsweringError

log = logging.getLogger(__name__)
LONGEST_REPLY = 8_000  # characters; more is not waited for, and mending takes quadratic time
# Of the time for one question; the rest is for the answer, so that both together stay within it.
REWRITING_SHARE = 0.25
_END = object()


def reply_of(model: Any, prompt: str, seconds: float, heard: Callable[[str], None] | None = None) -> str:
    """The reply of a LangChain chat model, at most 8,000 characters.

    `heard` is called with the reply so far whenever more of it has come.

    Raises:
        AnsweringError: it was not complete after `seconds`, or the model failed.
    """
    reply, usage = "", None
    try:
        for chunk in _within(lambda: model.stream(prompt), seconds):
            usage = _added(usage, getattr(chunk, "usage_metadata", None))
            if text := _text(chunk):
                reply += text
                if heard:
                    heard(reply)
            if len(reply) > LONGEST_REPLY:
                break
    except TimeoutError:
        raise AnsweringError(f"the chat model did not reply within {seconds:g} s") from None
    except _ModelError as failure:
        raise AnsweringError(f"the chat model failed ({failure})") from None
    _log_usage(usage, prompt, reply)
    return reply[:LONGEST_REPLY]


class _ModelError(Exception):
    """What a provider raised, by its kind only: its text may hold a key."""


def _within(stream: Callable[[], Iterator[Any]], seconds: float) -> Iterator[Any]:
    """Items made in a daemon thread, so that a call that hangs neither blocks nor keeps the process.

    The thread stops at the next item when nobody listens any more.
    """
    items: SimpleQueue[Any] = SimpleQueue()
    unheard = Event()

    def run() -> None:
        try:
            for item in stream():
                items.put(item)
                if unheard.is_set():
                    return
            items.put(_END)
        except BaseException as failure:  # handed to the listener
            items.put(_ModelError(type(failure).__name__))

    Thread(target=run, daemon=True, name="chat-model").start()
    end = time.monotonic() + seconds
    try:
        while (item := _next(items, end)) is not _END:
            yield item
    finally:
        unheard.set()


def _next(items: SimpleQueue[Any], end: float) -> Any:
    try:
        item = items.get(timeout=max(0.0, end - time.monotonic()))
    except Empty:
        raise TimeoutError from None
    if isinstance(item, _ModelError):
        raise item
    return item


def _text(chunk: Any) -> str:
    return str(getattr(chunk, "text", chunk))


def _added(usage: tuple[int, int] | None, more: Any) -> tuple[int, int] | None:
    """Tokens in and out so far; providers tell them in one chunk or in several."""
    if not more:
        return usage
    known = usage or (0, 0)
    return known[0] + int(more.get("input_tokens", 0)), known[1] + int(more.get("output_tokens", 0))


def _log_usage(usage: tuple[int, int] | None, prompt: str, reply: str) -> None:
    if usage:
        log.info("chat model used %d tokens in, %d out", *usage)
    else:
        log.info("chat model used about %d tokens in, %d out", count_tokens(prompt), count_tokens(reply))
