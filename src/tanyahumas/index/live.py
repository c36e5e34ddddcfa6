"""The live generation, opened for questions and swapped when a newer one is published."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tanyahumas.errors import DamagedIndexError, ModelMismatchError
from tanyahumas.index.exact import CachedVectors
from tanyahumas.index.fresh import FreshSource
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.manifest import REBUILD, IndexSettings
from tanyahumas.index.opened import OpenIndex
from tanyahumas.index.server import ChromaServer

log = logging.getLogger(__name__)
RETRY = 60.0  # seconds between attempts to open a damaged generation again


class LiveIndex:
    """Always the newest published generation; looks at the pointer once a question.

    An older generation is closed when the last question that uses it has ended. Where the
    live one cannot be opened at all, the newest older one that can answers in its place.
    """

    def __init__(
        self,
        store: GenerationStore,
        expected: IndexSettings,
        cached: CachedVectors | None = None,
        server: ChromaServer | None = None,
        fresh: FreshSource | None = None,
        *,
        quick: bool = False,
    ) -> None:
        """Nothing is opened yet; `expected` is what the index must have been built with.

        `cached` gives the vectors that exact search needs while Chroma's are damaged or its
        `server` does not answer. With `fresh`, releases are found as soon as the registry has
        them, before the next generation is published. `quick` answers the first question of a
        process before Chroma is loaded.
        """
        self._store = store
        self._expected = expected
        self._cached = cached
        self._server = server
        self._fresh = fresh
        self._quick = quick
        self._lock = threading.Lock()
        self._open: OpenIndex | None = None
        self._name: str | None = None
        self._opened_at = 0.0
        self._users: dict[int, int] = {}

    @contextmanager
    def use(self) -> Iterator[OpenIndex]:
        """The live generation for the length of one question.

        Raises:
            MissingIndexError: nothing has been indexed.
            ModelMismatchError: it was built by another model or chunking.
            DamagedIndexError: it cannot be opened, nor can an older one.
        """
        with self._lock:
            index = self._newest()
            if self._fresh is not None:
                index.refresh(self._fresh)
            self._users[id(index)] = self._users.get(id(index), 0) + 1
        try:
            yield index
        finally:
            self._leave(index)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is damaged in the generation that answers now; () when all is well or none is open."""
        index = self._open
        return index.problems if index is not None else ()

    @property
    def degraded(self) -> bool:
        """Whether stand-ins answer; see `OpenIndex.degraded`."""
        return bool(self.problems)

    def close(self) -> None:
        """Close the generation; questions under way keep theirs until they end."""
        with self._lock:
            index, self._open, self._name = self._open, None, None
            if index is not None and not self._users.get(id(index)):
                index.close()

    def _newest(self) -> OpenIndex:
        name = self._store.current_name()
        if self._open is None or name != self._name or self._is_due():
            opened = self._open_one()
            previous, self._open, self._name = self._open, opened, name
            self._opened_at = time.monotonic()
            if previous is not None and not self._users.get(id(previous)):
                previous.close()
        return self._open

    def _is_due(self) -> bool:
        return self.degraded and time.monotonic() - self._opened_at > RETRY

    def _open_one(self) -> OpenIndex:
        try:
            return self._checked(self._store.current())
        except DamagedIndexError as failure:
            for folder in self._store.older():
                try:
                    opened = self._checked(folder)
                except (DamagedIndexError, ModelMismatchError):
                    continue
                opened.note(f"{failure.message}; the older index {folder.name} answers")
                log.warning("%s", opened.problems[-1])
                return opened
            raise

    def _checked(self, folder: Path) -> OpenIndex:
        opened = OpenIndex(folder, self._cached, self._server, quick=self._quick)
        if opened.manifest.settings != self._expected:
            opened.close()
            raise ModelMismatchError(
                "the index was built with another embedding model or chunk size than the settings name",
                REBUILD,
            )
        return opened

    def _leave(self, index: OpenIndex) -> None:
        with self._lock:
            self._users[id(index)] -= 1
            if not self._users[id(index)]:
                del self._users[id(index)]
                if index is not self._open:
                    index.close()
