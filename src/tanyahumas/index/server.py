"""Vectors on a Chroma server, for more than one machine.

A generation's collection is named by what it holds: model, chunk ids, and thereby every text.
So machines that index the same registry meet in one collection, the first fills it, and its
metadata say in one call that it is complete; until then nobody opens it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.exact import CachedVectors
from tanyahumas.index.manifest import MEND, IndexSettings
from tanyahumas.index.rows import BATCH, Rows, configuration
from tanyahumas.index.vectors import open_remote

PREFIX = "tanyahumas-"
COMPLETE = "complete"
READING, WRITING = 5.0, 120.0  # seconds that one call may take


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """A server's URL, and the headers that a proxy before it wants."""

    url: str
    headers: Mapping[str, str]


class ServerRows(Rows):
    """One collection on a server."""

    def __init__(
        self, server: ChromaServer, name: str, dimensions: int, *, create: bool, rows: int = 0
    ) -> None:
        """Open it; with `create` to be filled with so many rows, without only if it is complete.

        Raises:
            DamagedIndexError: it is missing or incomplete, or the server does not answer.
            IndexingError: so it is when it shall be written.
        """
        super().__init__(f"{name} on {server.url}", dimensions, writing=create)
        self.name = name
        with self._guard:
            self._client = open_remote(server.url, server.headers, WRITING if create else READING)
            if create:
                self._collection = self._client.get_or_create_collection(
                    name, configuration=configuration(rows), embedding_function=None
                )
            else:
                self._collection = self._client.get_collection(name, embedding_function=None)
                self._check_settings()
        if not create and self.complete is None:
            raise DamagedIndexError(f"the collection {self._place} is not complete", MEND)

    @property
    def complete(self) -> int | None:
        """How many rows it was finished with; None while it is being filled."""
        rows = (self._collection.metadata or {}).get(COMPLETE)
        return None if rows is None else int(rows)

    def finish(self, rows: int) -> None:
        """Say that it holds all its rows.

        Raises:
            IndexingError: it does not.
        """
        if (found := self.count()) != rows:
            raise IndexingError(f"the collection {self._place} has {found} rows instead of {rows}", MEND)
        with self._guard:
            self._collection.modify(metadata={COMPLETE: rows})


def collection_name(settings: IndexSettings, chunk_ids: Iterable[str]) -> str:
    """The name that an index of these chunks has on every machine."""
    held = "\n".join([settings.model_fingerprint, str(settings.dimensions), *sorted(chunk_ids)])
    return PREFIX + hashlib.sha256(held.encode()).hexdigest()[:40]


def fill(
    server: ChromaServer, settings: IndexSettings, catalog: Catalog, cached: CachedVectors
) -> ServerRows:
    """The collection of all chunks of `catalog`, filled from the cache unless another machine did so.

    Adding a row that is there already changes nothing, so a fill that was killed is simply repeated.
    """
    hashes = catalog.text_hashes()
    name = collection_name(settings, hashes)
    rows = ServerRows(server, name, settings.dimensions, create=True, rows=len(hashes))
    if rows.complete is None:
        items = list(hashes.items())
        for start in range(0, len(items), BATCH):
            part = items[start : start + BATCH]
            vectors = cached(settings.model_fingerprint, [text_hash for _, text_hash in part])
            rows.add([i for i, _ in part], np.stack([vectors[text_hash] for _, text_hash in part]))
        rows.finish(len(items))
    return rows


def drop(server: ChromaServer, names: Iterable[str]) -> None:
    """Delete collections; what is gone already, or cannot be reached, is passed over."""
    with suppress(Exception):  # a server that is down: its collections are in nobody's way
        client = open_remote(server.url, server.headers, READING)
        for name in names:
            with suppress(Exception):
                client.delete_collection(name)
