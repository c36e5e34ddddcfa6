"""Several parsing children at work at once, their results in the order of the files."""

from __future__ import annotations

import os
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from tanyahumas.corpus.parsing.extract import Extract, Refusal
from tanyahumas.corpus.parsing.extractor import Extractor

Found = list[Extract | Refusal]
Thing = TypeVar("Thing")
CHILDREN = max(1, min(2, os.cpu_count() or 1))
AHEAD = 2 * CHILDREN + 2


class ExtractorPool:
    """At most `CHILDREN` extractors, each started at its first use; a context manager."""

    def __init__(self) -> None:
        self._extractors = [Extractor() for _ in range(CHILDREN)]
        self._idle: queue.SimpleQueue[Extractor] = queue.SimpleQueue()
        for extractor in self._extractors:
            self._idle.put(extractor)
        self._threads = ThreadPoolExecutor(CHILDREN, thread_name_prefix="parsing")

    def __enter__(self) -> ExtractorPool:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for extractor in self._extractors:
            extractor.close()

    def start(self, kind: str, read: Callable[[], bytes]) -> Future[Found]:
        """Parse what `read` returns in the background; an error of `read` is that of the result."""
        return self._threads.submit(self._extract, kind, read)

    def _extract(self, kind: str, read: Callable[[], bytes]) -> Found:
        data = read()
        extractor = self._idle.get()
        try:
            return list(extractor.extract(kind, data))
        finally:
            self._idle.put(extractor)


def ahead(
    things: Iterable[Thing], start: Callable[[Thing], Future[Found] | None]
) -> Iterator[tuple[Thing, Future[Found] | None]]:
    """Each thing with what was started for it, while the next few are started already."""
    window: deque[tuple[Thing, Future[Found] | None]] = deque()
    for thing in things:
        window.append((thing, start(thing)))
        if len(window) > AHEAD:
            yield window.popleft()
    yield from window
