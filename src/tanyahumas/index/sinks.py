"""Where a new generation's vectors go: into its folder, or to a Chroma server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.index.catalog import Catalog
from tanyahumas.index.exact import CachedVectors
from tanyahumas.index.manifest import IndexSettings
from tanyahumas.index.rows import Rows
from tanyahumas.index.server import ChromaServer, fill
from tanyahumas.index.vectors import VectorStore, compact

SENTINELS = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """The collection on the server ("" for the folder), and the vectors of a few chunks by id."""

    collection: str
    sentinels: dict[str, list[float]]


class Sink(Protocol):
    """Takes the rows of a generation."""

    def delete(self, ids: Sequence[str]) -> None: ...

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None: ...

    def finish(self, catalog: Catalog) -> Stored: ...

    def close(self) -> None: ...


class FolderSink:
    """A Chroma folder, made or gone on with."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._rows = VectorStore(folder, dimensions, create=True)
        self.delete, self.add, self.close = self._rows.delete, self._rows.add, self._rows.close

    def finish(self, catalog: Catalog) -> Stored:
        """Write everything to the files, which then stay as they are."""
        self._rows.flush()
        sentinels = _sentinels(catalog, self._rows)
        self._rows.close()
        compact(self._folder)
        return Stored("", sentinels)


class ServerSink:
    """A collection that is filled from the cache at the end, when its content and so its name is known."""

    def __init__(self, server: ChromaServer, settings: IndexSettings, cached: CachedVectors) -> None:
        self._server, self._settings, self._cached = server, settings, cached

    def delete(self, ids: Sequence[str]) -> None:
        """Nothing was written yet."""

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """The vectors are in the cache."""

    def finish(self, catalog: Catalog) -> Stored:
        """Fill the collection, if no other machine has."""
        rows = fill(self._server, self._settings, catalog, self._cached)
        return Stored(rows.name, _sentinels(catalog, rows))

    def close(self) -> None:
        """Nothing is held."""


def _sentinels(catalog: Catalog, rows: Rows) -> dict[str, list[float]]:
    """Vectors of a few chunks, evenly spread; {} for an empty index."""
    ids = list(catalog.text_hashes())
    chosen = ids[:: max(1, len(ids) // SENTINELS)][:SENTINELS]
    return {
        chunk_id: [round(float(x), 6) for x in row]
        for chunk_id, row in zip(chosen, rows.sample(chosen), strict=True)
    }
