"""Nearest chunks, whatever state the vector store is in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
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
QUICK_CHUNKS = 20_000
QUICK_SEARCHES = 4  # more than one question makes
Spare = Callable[[], ExactSearch | None]


class DenseSearch:
    """Chroma while it is sound; from the first sign of damage on exact search; without that, nothing."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        server: ChromaServer | None,
        spare: Spare,
        *,
        sound: bool,
        quick: bool,
    ) -> None:
        """`folder` is the generation's; its vectors are not opened unless they are `sound`. Never raises.

        `quick` begins with exact search where there are not many chunks, and opens Chroma in
        the background when the first few searches are done: importing and opening it takes
        0.7 s of processor time, making an exact search of 12,000 chunks 0.1 s.
        """
        self._chunks = manifest.chunks
        self._spare = spare
        self._open_store = partial(open_rows, folder, manifest, server)
        self._manifest = manifest
        self._lock = threading.Lock()
        self._closed = False
        self._store: Rows | None = None
        self._dropped: Rows | None = None
        self._exact: ExactSearch | None = None
        self._exact_searches = 0
        self.problem = ""
        if not sound:
            self._give_up("its files are damaged")
        elif not (quick and self._begin_exactly()):
            self._open()

    def _begin_exactly(self) -> bool:
        """Whether exact search can do for the first searches."""
        if 0 < self._chunks <= QUICK_CHUNKS:
            self._exact = self._spare()
            if self._exact is not None and len(self._exact) == self._chunks:
                self._exact_searches = QUICK_SEARCHES
        return self._exact_searches > 0

    def _count_exact(self) -> None:
        with self._lock:
            ending = self._exact_searches == 1
            self._exact_searches = max(0, self._exact_searches - 1)
        if ending:
            threading.Thread(target=self._open, name="chroma", daemon=True).start()

    def _open(self) -> None:
        try:
            store = self._open_store()
            check_sentinels(store, self._manifest)
        except DamagedIndexError as failure:
            self._give_up(failure.message)
            return
        with self._lock:
            if not self._closed:
                self._store, self._exact = store, None
                return
        store.close()

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity, best first; [] when nothing can tell."""
        self._count_exact()
        exact, store = self._exact, self._store  # in this order: Chroma comes before exact search goes
        if store is not None:
            try:
                found = store.query(vector, min(k, max(1, self._chunks)))
                if 2 * len(found) >= min(k, self._chunks):
                    return found
                self._give_up(f"only {len(found)} of {min(k, self._chunks)} rows came back")
            except DamagedIndexError as failure:
                self._give_up(failure.message)
        exact = self._exact or exact
        return exact.query(vector, k) if exact else []

    def similarities(self, ids: Sequence[str], vector: NDArray[np.float32]) -> dict[str, float]:
        """Cosine similarity of these chunks by id; those of which nothing can tell are absent."""
        exact, store = self._exact, self._store  # in this order: Chroma comes before exact search goes
        if store is not None:
            try:
                cosines = store.sample(ids) @ vector
                return dict(zip(ids, map(float, cosines), strict=True))
            except (DamagedIndexError, KeyError) as failure:
                self._give_up(str(failure))
        wanted = set(ids)
        exact = self._exact or exact
        found = exact.query(vector, self._chunks) if exact else []
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
        with self._lock:
            self._closed = True
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
