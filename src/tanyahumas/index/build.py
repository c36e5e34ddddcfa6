"""Bring the index up to date: clone the live generation, apply the plan, verify, publish."""

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
from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.generation import (
    FORMAT,
    GenerationStore,
    IndexSettings,
    Manifest,
    checksums,
    now_iso,
    read_manifest,
    write_manifest,
)
from tanyahumas.index.lexical import build_lexical
from tanyahumas.index.lock import READERS, WriterLock, in_use
from tanyahumas.index.plan import Plan, make_plan
from tanyahumas.index.vectors import VectorStore
from tanyahumas.index.verify import verify_in_subprocess
from tanyahumas.language.tokens import search_tokens

BLOCK = 1024  # chunks embedded and written together; sorted by length inside, so larger is faster
REBUILD_SHARE = 0.5  # deleted rows stay in Chroma's graph: above this share a new one is built


class Releases(Protocol):
    """What indexing needs of the registry."""

    def content_hashes(self) -> dict[str, str]: ...

    def indexable(self) -> Iterator[Release]: ...

    def cached_vectors(
        self, fingerprint: str, text_hashes: Sequence[str]
    ) -> Mapping[str, NDArray[np.float32]]: ...

    def store_vectors(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None: ...


Chunker = Callable[[Release], tuple[Chunk, ...]]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


class Progress(Protocol):
    """Told of the work: how many releases there are to do, and each block that is done."""

    def start(self, releases: int) -> None: ...

    def advance(self, releases: int) -> None: ...


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did. `generation` is the live one afterwards; `embedded` counts new vectors."""

    plan: Plan
    generation: str | None
    chunks: int
    embedded: int


@dataclass(frozen=True, slots=True)
class IndexWork:
    """The parts that a run needs, and how releases become chunks and vectors."""

    store: GenerationStore
    releases: Releases
    settings: IndexSettings
    chunk: Chunker
    embed: Embed


def build_index(
    work: IndexWork, progress: Progress, now: datetime, *, rebuild: bool = False, dry_run: bool = False
) -> IndexReport:
    """Make the live generation hold what the registry holds.

    `rebuild` starts from nothing instead of the live generation; vectors still come from the
    cache. `dry_run` only plans. Nothing is published when there is nothing to do.

    Raises:
        BusyIndexError: another process is indexing.
        IndexingError: the data directory cannot be written, or the result failed its check;
            the live generation is as it was.
    """
    work.store.prepare()
    with WriterLock(work.store.root / "writer.lock"):
        base = None if rebuild else _usable_base(work)
        plan = make_plan(work.releases.content_hashes(), _indexed(base))
        if dry_run or (plan.is_empty and base is not None):
            return IndexReport(plan, work.store.current_name(), _count(base), 0)
        staged = work.store.staging()
        try:
            report = _build(work, plan, base, staged, progress, now)
        except OSError as failure:
            raise IndexingError(f"cannot write the index in {staged}: {failure.strerror}") from failure
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        _collect(work.store)
        return report


def _usable_base(work: IndexWork) -> Path | None:
    """The live generation, when it can be built upon."""
    name = work.store.current_name()
    folder = work.store.generations / name if name else None
    try:
        if folder is None or read_manifest(folder).settings != work.settings:
            return None
        _indexed(folder)
    except DamagedIndexError:
        return None
    return folder


def _indexed(base: Path | None) -> dict[str, str]:
    if base is None:
        return {}
    catalog = Catalog(base, create=False)
    try:
        return catalog.content_hashes()
    finally:
        catalog.close()


def _count(base: Path | None) -> int:
    return read_manifest(base).chunks if base else 0


def _build(
    work: IndexWork, plan: Plan, base: Path | None, staged: Path, progress: Progress, now: datetime
) -> IndexReport:
    gone = set(plan.remove) | set(plan.replace)
    if base is not None and len(gone) > REBUILD_SHARE * max(1, len(gone) + len(plan.keep)):
        base, gone = None, set()
    wanted = set(plan.add) | set(plan.replace) if base else None
    _clone(base, staged)
    catalog = Catalog(staged, create=True)
    vectors = VectorStore(staged / "chroma", work.settings.dimensions, create=True)
    try:
        vectors.delete(catalog.remove_releases(sorted(gone)))
        embedded = _add(work, wanted, catalog, vectors, progress)
        vectors.flush()
        build_lexical(staged / "lexical", catalog)
        chunks, releases = catalog.count(), len(catalog.content_hashes())
    finally:
        vectors.close()
        catalog.close()
    manifest = Manifest(FORMAT, now_iso(now), chunks, releases, work.settings, checksums(staged))
    write_manifest(staged, manifest)
    verify_in_subprocess(staged)
    return IndexReport(plan, work.store.publish(staged), chunks, embedded)


def _clone(base: Path | None, staged: Path) -> None:
    if base is None:
        (staged / "chroma").mkdir()
    else:
        shutil.copytree(base / "chroma", staged / "chroma")
        shutil.copy2(base / "catalog.sqlite", staged / "catalog.sqlite")
    (staged / READERS).touch()


def _add(
    work: IndexWork, wanted: set[str] | None, catalog: Catalog, vectors: VectorStore, progress: Progress
) -> int:
    """Chunk, embed and write the wanted releases (all, when None); returns the vectors made anew."""
    releases = (r for r in work.releases.indexable() if wanted is None or r.id in wanted)
    progress.start(len(work.releases.content_hashes()) if wanted is None else len(wanted))
    embedded = 0
    for group in _groups(releases, work.chunk):
        chunks = list(chain.from_iterable(group))
        text_hashes = [hashlib.sha256(c.embedded_text.encode()).hexdigest() for c in chunks]
        rows, new = _vectors_of(work, chunks, text_hashes)
        vectors.add([c.id for c in chunks], rows)
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


def _collect(store: GenerationStore) -> None:
    for folder in store.old():
        if not in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)
