"""The live generation, opened for questions and swapped when a newer one is published."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import ModelMismatchError
from tanyahumas.index.catalog import Catalog, Entry
from tanyahumas.index.generation import REBUILD, GenerationStore, IndexSettings, Manifest, read_manifest
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.index.lock import ReaderLock
from tanyahumas.index.vectors import VectorStore


class OpenIndex:
    """One generation, open for searching. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open a published generation.

        Raises:
            DamagedIndexError: parts of it are missing or unreadable.
        """
        self.manifest: Manifest = read_manifest(folder)
        self._reader = ReaderLock(folder)
        self.catalog = Catalog(folder, create=False)
        self.lexical = LexicalIndex(folder / "lexical")
        self.vectors = VectorStore(folder / "chroma", self.manifest.settings.dimensions, create=False)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Entry, float]]:
        """Entries with cosine similarity to `vector`, shape (d,), best first; at most k."""
        found = self.vectors.query(vector, k)
        entries = self.catalog.by_ids([chunk_id for chunk_id, _ in found])
        return [(entries[chunk_id], score) for chunk_id, score in found if chunk_id in entries]

    def matching(self, weights: Mapping[str, float], k: int) -> list[tuple[Entry, float]]:
        """Entries with BM25 score for weighted tokens, best first; at most k; [] when none is known."""
        found = self.lexical.search(weights, k)
        entries: Mapping[int, Entry] = self.catalog.by_numbers([number for number, _ in found])
        return [(entries[number], score) for number, score in found]

    def close(self) -> None:
        """Release files and threads."""
        self.vectors.close()
        self.catalog.close()
        self._reader.release()


class LiveIndex:
    """Always the newest published generation; looks at the pointer once a question.

    An older generation is closed when the last question that uses it has ended.
    """

    def __init__(self, store: GenerationStore, expected: IndexSettings) -> None:
        """Nothing is opened yet; `expected` is what the index must have been built with."""
        self._store = store
        self._expected = expected
        self._lock = threading.Lock()
        self._open: OpenIndex | None = None
        self._name: str | None = None
        self._users: dict[int, int] = {}

    @contextmanager
    def use(self) -> Iterator[OpenIndex]:
        """The live generation for the length of one question.

        Raises:
            MissingIndexError: nothing has been indexed.
            ModelMismatchError: it was built by another model or chunking.
            DamagedIndexError: it cannot be opened.
        """
        with self._lock:
            index = self._newest()
            self._users[id(index)] = self._users.get(id(index), 0) + 1
        try:
            yield index
        finally:
            self._leave(index)

    def close(self) -> None:
        """Close the generation; questions under way keep theirs until they end."""
        with self._lock:
            index, self._open, self._name = self._open, None, None
            if index is not None and not self._users.get(id(index)):
                index.close()

    def _newest(self) -> OpenIndex:
        folder = self._store.current()
        if self._open is None or folder.name != self._name:
            opened = OpenIndex(folder)
            self._check(opened)
            previous, self._open, self._name = self._open, opened, folder.name
            if previous is not None and not self._users.get(id(previous)):
                previous.close()
        return self._open

    def _check(self, opened: OpenIndex) -> None:
        if opened.manifest.settings != self._expected:
            opened.close()
            raise ModelMismatchError(
                "the index was built with another embedding model or chunk size than the settings name",
                REBUILD,
            )

    def _leave(self, index: OpenIndex) -> None:
        with self._lock:
            self._users[id(index)] -= 1
            if not self._users[id(index)]:
                del self._users[id(index)]
                if index is not self._open:
                    index.close()
