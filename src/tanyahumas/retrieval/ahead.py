"""Work that runs beside other work: the question's vector is made while its words are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 8  # questions; the next wait for a thread


@contextmanager
def ahead(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin `work` in a thread; what is given waits for its result, or raises what it raised.

    Nothing is left running behind: the block ends when the work has ended.
    """
    future = _threads().submit(work)
    try:
        yield future.result
    finally:
        if not future.cancel():
            future.exception()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "embedding")
