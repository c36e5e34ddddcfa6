"""What operators do with whole generations: go back to an older one, give back space."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.disk import size_of
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.lock import WriterLock, in_use
from tanyahumas.index.manifest import IndexSettings, Manifest, damage, read_manifest
from tanyahumas.index.removal import remove_generations
from tanyahumas.index.server import ChromaServer


@dataclass(frozen=True, slots=True)
class Pruned:
    """Names of generations that were deleted, oldest first, and the bytes that they took.

    `kept` are those that a running process has open.
    """

    names: tuple[str, ...]
    size: int
    kept: tuple[str, ...]


def roll_back(store: GenerationStore, expected: IndexSettings) -> tuple[str, Manifest]:
    """Make the newest older generation that is sound, and fits the model, the live one.

    The next index run brings it up to date again. What was withdrawn meanwhile stays hidden.

    Raises:
        BusyIndexError: another process is indexing.
        IndexingError: there is none.
    """
    store.prepare()
    with WriterLock(store.lock_path):
        for folder in store.older():
            try:
                manifest = read_manifest(folder)
            except DamagedIndexError:
                continue
            if manifest.settings == expected and not damage(folder, manifest):
                store.point_to(folder.name)
                return folder.name, manifest
    raise IndexingError("there is no older index to go back to", "tanyahumas index --rebuild")


def prune(store: GenerationStore, server: ChromaServer | None = None, *, even_open: bool = False) -> Pruned:
    """Delete every generation but the live one, and what was set aside as damaged.

    One that a running process has open is kept, unless `even_open`: then that process goes on
    with what it has in memory until its next question, which opens the live one.

    Raises:
        BusyIndexError: another process is indexing.
    """
    store.prepare()
    with WriterLock(store.lock_path):
        store.clear_leftovers()
        current = store.current_name()
        others = [store.generations / name for name in store.names() if name != current]
        kept = [folder for folder in others if not even_open and in_use(folder)]
        gone = [folder for folder in [*others, *_set_aside(store)] if folder not in kept]
        size = sum(size_of(folder) for folder in gone)
        remove_generations(store, gone, server)
    return Pruned(tuple(f.name for f in gone), size, tuple(f.name for f in kept))


def text_hashes(store: GenerationStore) -> frozenset[str]:
    """Hashes of every text that the live generation was made of.

    Raises:
        MissingIndexError: nothing has been published.
        DamagedIndexError: its catalog cannot be read.
    """
    catalog = Catalog(store.current(), create=False)
    try:
        return frozenset(catalog.text_hashes().values())
    finally:
        catalog.close()


def _set_aside(store: GenerationStore) -> list[Path]:
    return sorted(store.damaged.iterdir()) if store.damaged.is_dir() else []
