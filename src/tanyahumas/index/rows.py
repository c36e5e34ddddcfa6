"""What can be done with rows of vectors in a Chroma collection, wherever it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.manifest import MEND, REBUILD

HNSW: dict[str, Any] = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "sync_threshold": 5000,
}
# Candidates that a search keeps, by the size of the graph. Recall@50 against brute force, 200 questions:
# 0.998 with 400 of 11,805 vectors; of 119,808 vectors 0.974 with 400 (8 ms), 0.994 with 800 (11 ms),
# 0.996 with 1000 (14 ms), 0.998 with 1200 (15 ms).
LEAST_SEARCHED, MOST_SEARCHED = 400, 1600
ROWS_PER_SEARCHED = 120
BATCH = 5000  # Chroma takes at most 5,461 rows in one call


def searched(rows: int) -> int:
    """How many candidates a search keeps (Chroma's `ef_search`) in a graph of so many rows."""
    return min(MOST_SEARCHED, max(LEAST_SEARCHED, rows // ROWS_PER_SEARCHED))


def configuration(rows: int) -> dict[str, Any]:
    """Chroma's configuration of a collection that will have so many rows."""
    return {"hnsw": {**HNSW, "ef_search": searched(rows)}}


class Rows:
    """Vectors of one generation, by cosine, with chunk ids.

    A panic of Chroma's native code derives from BaseException; it is caught here and
    becomes an error of ours, so that it never ends the process.
    """

    def __init__(self, place: str, dimensions: int, *, writing: bool) -> None:
        """`place` is named in messages; subclasses set `_collection`."""
        self._place = place
        self._dimensions = dimensions
        self._guard = ChromaErrors(place, writing=writing)
        self._collection: Any = None

    def close(self) -> None:
        """Release what is held; the rows cannot be used afterwards."""

    def _check_settings(self) -> None:
        found = self._collection.configuration.get("hnsw")
        if found and any(found.get(name) != value for name, value in HNSW.items()):
            raise DamagedIndexError(f"the vectors in {self._place} have other settings", REBUILD)

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add rows; ids must be new."""
        with self._guard:
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                self._collection.add(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored. Their vectors stay in the graph's files."""
        with self._guard:
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity (-1 to 1), best first; [] when empty."""
        with self._guard:
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        """Number of rows. Chroma does not notice a deleted HNSW folder here."""
        with self._guard:
            return int(self._collection.count())

    def sample(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """Stored vectors of `ids`, in their order, shape (n, d); (0, d) for none."""
        if not ids:
            return np.empty((0, self._dimensions), dtype=np.float32)
        with self._guard:
            found = self._collection.get(ids=list(ids), include=["embeddings"])
            by_id = dict(zip(found["ids"], found["embeddings"], strict=True))
            return np.asarray([by_id[i] for i in ids], dtype=np.float32)


class ChromaErrors:
    """Context that turns whatever Chroma raises into an error of ours."""

    def __init__(self, place: str, *, writing: bool) -> None:
        self._place = place
        self._writing = writing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, _: Any) -> None:
        if raised is None or isinstance(
            raised, KeyboardInterrupt | SystemExit | IndexingError | GeneratorExit
        ):
            return
        reason = f"{type(raised).__name__}: {raised}".splitlines()[0][:200]
        if self._writing:
            raise IndexingError(
                f"cannot write the vectors in {self._place} ({reason})",
                "free some disk space, then repeat the command",
            ) from raised
        raise DamagedIndexError(f"the vectors in {self._place} cannot be used ({reason})", MEND) from raised
