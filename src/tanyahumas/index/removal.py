"""Deleting generations, with their collections on a server that no other one names."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.manifest import read_manifest
from tanyahumas.index.server import ChromaServer, drop


def remove_generations(store: GenerationStore, folders: Sequence[Path], server: ChromaServer | None) -> None:
    """Delete these folders, best effort; the others' collections stay."""
    kept = [store.generations / name for name in store.names() if store.generations / name not in folders]
    collections = _collections(folders) - _collections(kept)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    if server is not None and collections:
        drop(server, collections)


def _collections(folders: Sequence[Path]) -> set[str]:
    names = set()
    for folder in folders:
        with suppress(DamagedIndexError):
            names.add(read_manifest(folder).collection)
    return names - {""}
