"""Vectors in a folder: one Chroma collection; the home of chromadb.

Chroma holds no text and no metadata: what a chunk is stands in the catalog, and whether
anybody may see it in the registry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.index.private import SQLITE, PrivateCopy
from tanyahumas.index.rows import HNSW, ChromaErrors, Rows, configuration, searched

COLLECTION = "chunks"
LEAST_THRESHOLD = 2  # Chroma takes no smaller one


class VectorStore(Rows):
    """Vectors of one generation in its own folder."""

    def __init__(self, folder: Path, dimensions: int, *, create: bool) -> None:
        """Open the store of vectors with so many dimensions in `folder`.

        With `create` it is made if need be and may be written; without, it is only read, by
        way of a private copy.

        Raises:
            DamagedIndexError: it cannot be opened, or has other settings than these.
            IndexingError: it cannot be written.
        """
        super().__init__(str(folder), dimensions, writing=create)
        self._private: PrivateCopy | None = None
        with self._guard:
            self._private = None if create else PrivateCopy(folder)
            self._folder = self._private.folder if self._private else folder
            try:
                self._client = _open_client(self._folder)
                self._open_collection(create)
            except BaseException:
                self._remove_private()
                raise

    def _open_collection(self, create: bool) -> None:
        if create:
            self._collection = self._client.get_or_create_collection(
                COLLECTION, configuration=configuration(0), embedding_function=None
            )
        else:
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._check_settings()

    def flush(self) -> None:
        """Write what Chroma keeps in its log into the HNSW files; to be called before publishing.

        Up to `sync_threshold` rows stay in the log, and every opening inserts them again:
        1.7 to 2.4 s for 2,000 rows of 384 dimensions, 0.04 s after this. Without it the
        files also hold memory that was never set, so that their checksums mean nothing. How widely
        the graph is searched is set here too, for its size is known only now.
        Without rows there are no HNSW files, and nothing is done.
        """
        with self._guard:
            rows = self._collection.count()
            if not rows:
                return
            if rows < LEAST_THRESHOLD:
                self._touch()
            self._configure(sync_threshold=LEAST_THRESHOLD, ef_search=searched(rows))
            self._client.close()
            self._client = _open_client(self._folder)
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._collection.query(query_embeddings=[self._any_vector()], n_results=1, include=[])
            self._configure(sync_threshold=HNSW["sync_threshold"])

    def _touch(self) -> None:
        """Two operations that change nothing, for a collection with too few to be written."""
        self._collection.add(ids=["touch"], embeddings=[self._any_vector()])
        self._collection.delete(ids=["touch"])

    def _any_vector(self) -> NDArray[np.float32]:
        return np.full(self._dimensions, self._dimensions**-0.5, dtype=np.float32)

    def _configure(self, **settings: int) -> None:
        self._collection.modify(configuration={"hnsw": settings})

    def close(self) -> None:
        """Release files and threads; the store cannot be used afterwards."""
        self._client.close()
        self._remove_private()

    def _remove_private(self) -> None:
        if self._private is not None:
            self._private.remove()


def compact(folder: Path) -> None:
    """Give back what Chroma's emptied log holds: 12.6 to 2.3 MB for 11,805 rows. No client may be open."""
    with ChromaErrors(str(folder), writing=True):
        connection = sqlite3.connect(folder / SQLITE, isolation_level=None)
        try:
            connection.execute("VACUUM")
        finally:
            connection.close()


def _open_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, _env_file=None)
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def open_remote(url: str, headers: Mapping[str, str], seconds: float) -> Any:
    """A client of a Chroma server; no call of it takes longer than so many seconds."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, _env_file=None)
    client: Any = chromadb.HttpClient(host=url, headers=dict(headers), settings=settings)
    client._server._session.timeout = seconds  # Chroma itself sets none
    return client
