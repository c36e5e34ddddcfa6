"""Writing a generation: the difference to its base, or everything, into a staging folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Chunk, Release
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.lexical import build_lexical
from tanyahumas.index.lock import READERS
from tanyahumas.index.manifest import (
    FORMAT,
    IndexSettings,
    Manifest,
    Part,
    checksums,
    now_iso,
    write_manifest,
)
from tanyahumas.index.server import ChromaServer
from tanyahumas.index.sinks import FolderSink, ServerSink, Sink
from tanyahumas.index.verify import verify_in_subprocess
from tanyahumas.language.tokens import search_tokens

BLOCK = 1024  # chunks embedded and written together; sorted by length inside, so larger is faster


class Releases(Protocol):
    """What indexing needs of the registry."""

    def content_hashes(self) -> dict[str, str]: ...

    def indexable(self) -> Iterator[Release]: ...

    def cached_vectors(
        self, fingerprint: str, text_hashes: Sequence[str]
    ) -> Mapping[str, NDArray[np.float32]]: ...

    def store_vectors(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None: ...


class Progress(Protocol):
    """Told of the work: how many releases there are to do, and each block that is done."""

    def start(self, releases: int) -> None: ...

    def advance(self, releases: int) -> None: ...


Chunker = Callable[[Release], tuple[Chunk, ...]]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class IndexWork:
    """The parts that a run needs: how releases become chunks and vectors, and how the result is checked.

    `verify` raises IndexingError for a folder that must not be published. With a `server` the
    vectors go there instead of into the generation's folder.
    """

    store: GenerationStore
    releases: Releases
    settings: IndexSettings
    chunk: Chunker
    embed: Embed
    server: ChromaServer | None = None
    verify: Callable[[Path, ChromaServer | None], None] = verify_in_subprocess


@dataclass(frozen=True, slots=True)
class Difference:
    """What to take out of `base` and which releases to add; `add` None means all, for no base."""

    base: Path | None
    remove: tuple[str, ...]
    add: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Written:
    """Chunks that a generation holds, and vectors that were made for it anew."""

    chunks: int
    embedded: int


def write_generation(
    work: IndexWork, difference: Difference, staged: Path, progress: Progress, now: datetime
) -> Written:
    """Fill the staging folder and close every file; it is not yet checked.

    Raises:
        IndexingError: something cannot be written.
        OSError: so it is with a file that is no database.
    """
    _clone(difference.base, staged)
    catalog = Catalog(staged, create=True)
    sink = _sink(work, staged)
    try:
        sink.delete(catalog.remove_releases(difference.remove))
        embedded = _add(work, difference.add, catalog, sink, progress)
        stored = sink.finish(catalog)
        build_lexical(staged / Part.LEXICAL, catalog)
        chunks, releases = catalog.count(), len(catalog.content_hashes())
    finally:
        sink.close()
        catalog.close()
    shutil.copyfile(staged / Part.CATALOG, staged / Part.SPARE)
    manifest = Manifest(
        format=FORMAT,
        created=now_iso(now),
        chunks=chunks,
        releases=releases,
        settings=work.settings,
        files=checksums(staged),
        sentinels=stored.sentinels,
        collection=stored.collection,
    )
    write_manifest(staged, manifest)
    return Written(chunks, embedded)


def _sink(work: IndexWork, staged: Path) -> Sink:
    if work.server is not None:
        return ServerSink(work.server, work.settings, work.releases.cached_vectors)
    return FolderSink(staged / Part.VECTORS, work.settings.dimensions)


def _clone(base: Path | None, staged: Path) -> None:
    if base is not None:
        if (base / Part.VECTORS).is_dir():
            shutil.copytree(base / Part.VECTORS, staged / Part.VECTORS)
        shutil.copyfile(base / Part.CATALOG, staged / Part.CATALOG)
    (staged / READERS).touch()


def _add(
    work: IndexWork,
    wanted: frozenset[str] | None,
    catalog: Catalog,
    sink: Sink,
    progress: Progress,
) -> int:
    """Chunk, embed and write the wanted releases (all, when None); returns the vectors made anew."""
    releases = (r for r in work.releases.indexable() if wanted is None or r.id in wanted)
    progress.start(len(work.releases.content_hashes()) if wanted is None else len(wanted))
    embedded = 0
    for group in _groups(releases, work.chunk) if wanted is None or wanted else ():
        chunks = list(chain.from_iterable(group))
        text_hashes = [hashlib.sha256(c.embedded_text.encode()).hexdigest() for c in chunks]
        rows, new = _vectors_of(work, chunks, text_hashes)
        sink.add([c.id for c in chunks], rows)
        catalog.add(chunks, text_hashes, [search_tokens(c.embedded_text) for c in chunks])
        embedded += new
        progress.advance(len(group))
    return embedded


def _groups(releases: Iterable[Release], chunk: Chunker) -> Iterator[list[tuple[Chunk, ...]]]:
    """Whole releases' chunks, collected until there are about BLOCK of them."""
    group: list[tuple[Chunk, ...]] = []
    size = 0
    for release in releases:
        group.append(chunk(release))
        size += len(group[-1])
        if size >= BLOCK:
            yield group
            group, size = [], 0
    if group:
        yield group


def _vectors_of(
    work: IndexWork, chunks: Sequence[Chunk], text_hashes: Sequence[str]
) -> tuple[NDArray[np.float32], int]:
    """Vectors of the chunks, shape (n, d), from the cache where it has them; and how many were made."""
    fingerprint = work.settings.model_fingerprint
    known = dict(work.releases.cached_vectors(fingerprint, list(dict.fromkeys(text_hashes))))
    missing = {h: c.embedded_text for h, c in zip(text_hashes, chunks, strict=True) if h not in known}
    if missing:
        made = dict(zip(missing, work.embed(list(missing.values())), strict=True))
        work.releases.store_vectors(fingerprint, made)
        known.update(made)
    return np.stack([known[h] for h in text_hashes]).astype(np.float32), len(missing)
