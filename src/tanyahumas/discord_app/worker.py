"""The one crossing from the event loop to blocking work: few threads, a bounded queue."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from tanyahumas.errors import TanyahumasError

T = TypeVar("T")


class QueueFullError(TanyahumasError):
    """More calls wait than the queue takes."""


class Worker:
    """Runs blocking calls in `threads` threads; at most `waiting` further calls wait."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._room = threads + waiting
        self._pending = 0
        self._lock = threading.Lock()

    @property
    def pending(self) -> int:
        """Calls that run or wait."""
        return self._pending

    async def run(self, call: Callable[[], T]) -> T:
        """The result of `call()`.

        Raises:
            QueueFullError: no room; the call was not taken.
        """
        with self._lock:
            if self._pending >= self._room:
                raise QueueFullError("too many questions are waiting")
            self._pending += 1
        future = self._pool.submit(call)
        # Counted by the thread's own future: the loop's may be cancelled while the thread runs on.
        future.add_done_callback(self._leave)
        return await asyncio.wrap_future(future)

    def _leave(self, _: Future[Any]) -> None:
        with self._lock:
            self._pending -= 1

    def close(self) -> None:
        """Take no more calls; those that wait are dropped, those that run are left to end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
