"""One Chroma collection of vectors and chunk ids; the home of chromadb.

Chroma holds no text and no metadata: what a chunk is stands in the catalog, and whether
anybody may see it in the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.generation import REBUILD

COLLECTION = "chunks"
# Measured on 100,000 vectors of 384 dimensions: recall@50 against brute force is 0.996 with
# these and 0.884 with Chroma's defaults, at 4 to 7 ms a query.
HNSW: dict[str, Any] = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 400,
    "sync_threshold": 5000,
}
LEAST_THRESHOLD = 2  # Chroma takes no smaller one
BATCH = 5000  # Chroma takes at most 5,461 rows in one call


class VectorStore:
    """Vectors of one generation, by cosine.

    A panic of Chroma's native code derives from BaseException; it is caught here and
    becomes a DamagedIndexError, so that it never ends the process.
    """

    def __init__(self, folder: Path, dimensions: int, *, create: bool) -> None:
        """Open the store of vectors with so many dimensions in `folder`.

        Raises:
            DamagedIndexError: it cannot be opened, or has other settings than these.
        """
        self._folder = folder
        self._dimensions = dimensions
        with _ChromaErrors(folder):
            self._client = _open_client(folder)
            self._collection = self._open_collection(create)

    def _open_collection(self, create: bool) -> Any:
        if create:
            return self._client.get_or_create_collection(
                COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None
            )
        collection = self._client.get_collection(COLLECTION, embedding_function=None)
        found = collection.configuration["hnsw"]
        if any(found.get(name) != value for name, value in HNSW.items()):
            raise DamagedIndexError(f"the vectors in {self._folder} have other settings", REBUILD)
        return collection

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add rows; ids must be new."""
        with _ChromaErrors(self._folder):
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                self._collection.add(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        with _ChromaErrors(self._folder):
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity (-1 to 1), best first; [] when empty."""
        with _ChromaErrors(self._folder):
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        """Number of rows. Chroma does not notice a deleted HNSW folder here."""
        with _ChromaErrors(self._folder):
            return int(self._collection.count())

    def sample(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """Stored vectors of `ids`, in their order, shape (n, d)."""
        with _ChromaErrors(self._folder):
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        by_id = dict(zip(found["ids"], found["embeddings"], strict=True))
        return np.asarray([by_id[i] for i in ids], dtype=np.float32)

    def flush(self) -> None:
        """Write what Chroma keeps in its log into the HNSW files; to be called before publishing.

        Up to `sync_threshold` rows stay in the log, and every opening inserts them again:
        1.7 to 2.4 s for 2,000 rows of 384 dimensions, 0.04 s after this. Without it the
        files also hold memory that was never set, so that their checksums mean nothing.
        """
        with _ChromaErrors(self._folder):
            if self._collection.count() < LEAST_THRESHOLD:
                self._touch()
            self._set_threshold(LEAST_THRESHOLD)
            self.close()
            self._client = _open_client(self._folder)
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._collection.query(query_embeddings=[self._any_vector()], n_results=1, include=[])
            self._set_threshold(HNSW["sync_threshold"])

    def _touch(self) -> None:
        """Two operations that change nothing, for a collection with too few to be written."""
        self._collection.add(ids=["touch"], embeddings=[self._any_vector()])
        self._collection.delete(ids=["touch"])

    def _any_vector(self) -> NDArray[np.float32]:
        return np.full(self._dimensions, self._dimensions**-0.5, dtype=np.float32)

    def _set_threshold(self, rows: int) -> None:
        self._collection.modify(configuration={"hnsw": {"sync_threshold": rows}})

    def close(self) -> None:
        """Release files and threads; the store cannot be used afterwards."""
        self._client.close()


def _open_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, _env_file=None)
    return chromadb.PersistentClient(path=str(folder), settings=settings)


class _ChromaErrors:
    """Context that turns whatever Chroma raises into a DamagedIndexError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, _: Any) -> None:
        passing = (KeyboardInterrupt, SystemExit, DamagedIndexError, GeneratorExit)
        if raised is None or isinstance(raised, passing):
            return
        reason = f"{type(raised).__name__}: {raised}".splitlines()[0][:200]
        raise DamagedIndexError(f"the vectors in {self._folder} are damaged ({reason})", REBUILD) from raised
