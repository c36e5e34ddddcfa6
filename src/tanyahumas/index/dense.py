"""Nearest chunks, whatever state the vector store is in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.exact import ExactSearch
from tanyahumas.index.manifest import Manifest, Part
from tanyahumas.index.rows import Rows
from tanyahumas.index.server import ChromaServer, ServerRows
from tanyahumas.index.vectors import VectorStore

log = logging.getLogger(__name__)
# Rounding in the graph moves a stored vector's similarity to itself by less than this.
SELF_SIMILARITY = 0.999
Spare = Callable[[], ExactSearch | None]


class DenseSearch:
    """Chroma while it is sound; from the first sign of damage on exact search; without that, nothing."""

    def __init__(
        self, folder: Path, manifest: Manifest, server: ChromaServer | None, spare: Spare, *, sound: bool
    ) -> None:
        """`folder` is the generation's; its vectors are not opened unless they are `sound`. Never raises."""
        self._chunks = manifest.chunks
        self._spare = spare
        self._store: Rows | None = None
        self._dropped: Rows | None = None
        self._exact: ExactSearch | None = None
        self.problem = ""
        if not sound:
            self._give_up("its files are damaged")
            return
        try:
            self._store = open_rows(folder, manifest, server)
            check_sentinels(self._store, manifest)
        except DamagedIndexError as failure:
            self._give_up(failure.message)

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity, best first; [] when nothing can tell."""
        store = self._store
        if store is not None:
            try:
                found = store.query(vector, min(k, max(1, self._chunks)))
                if 2 * len(found) >= min(k, self._chunks):
                    return found
                self._give_up(f"only {len(found)} of {min(k, self._chunks)} rows came back")
            except DamagedIndexError as failure:
                self._give_up(failure.message)
        return self._exact.query(vector, k) if self._exact else []

    def similarities(self, ids: Sequence[str], vector: NDArray[np.float32]) -> dict[str, float]:
        """Cosine similarity of these chunks by id; those of which nothing can tell are absent."""
        store = self._store
        if store is not None:
            try:
                cosines = store.sample(ids) @ vector
                return dict(zip(ids, map(float, cosines), strict=True))
            except (DamagedIndexError, KeyError) as failure:
                self._give_up(str(failure))
        wanted = set(ids)
        found = self._exact.query(vector, self._chunks) if self._exact else []
        return {chunk_id: cosine for chunk_id, cosine in found if chunk_id in wanted}

    def _give_up(self, reason: str) -> None:
        """Never asks the store again; it is closed with the generation, for others may be in it."""
        self._exact = self._exact or self._spare()
        instead = "exact search over cached vectors" if self._exact else "word search alone"
        self.problem = f"vectors: {reason}; {instead} answers"
        self._dropped, self._store = self._store or self._dropped, None
        log.warning("%s", self.problem)

    def close(self) -> None:
        """Release files and threads."""
        for store in (self._store, self._dropped):
            if store is not None:
                store.close()


def open_rows(folder: Path, manifest: Manifest, server: ChromaServer | None) -> Rows:
    """The vectors of a generation for reading, from its folder or from the server.

    Raises:
        DamagedIndexError: they cannot be opened.
    """
    dimensions = manifest.settings.dimensions
    if not manifest.collection:
        return VectorStore(folder / Part.VECTORS, dimensions, create=False)
    if server is None:
        raise DamagedIndexError("its vectors are on a Chroma server", "set TANYAHUMAS_CHROMA_URL")
    return ServerRows(server, manifest.collection, dimensions, create=False)


def check_sentinels(store: Rows, manifest: Manifest) -> None:
    """Ask with vectors that are known to be stored.

    Raises:
        DamagedIndexError: one of them is not found.
    """
    for chunk_id, vector in manifest.sentinels.items():
        nearest = store.query(np.asarray(vector, dtype=np.float32), 1)
        if not nearest or nearest[0][1] < SELF_SIMILARITY:
            raise DamagedIndexError(f"the stored vector of chunk {chunk_id} does not find itself")
