"""Bring the index up to date: clone the live generation, apply the plan, verify, publish."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.lock import WriterLock, in_use
from tanyahumas.index.manifest import IndexSettings, damage, read_manifest
from tanyahumas.index.plan import Plan, make_plan
from tanyahumas.index.removal import remove_generations
from tanyahumas.index.writing import Difference, IndexWork, Progress, write_generation

log = logging.getLogger(__name__)
REBUILD_SHARE = 0.5  # deleted rows stay in Chroma's graph: above this share a new one is built


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did. `generation` is the live one afterwards; `embedded` counts new vectors.

    `damaged` says what was wrong with the generation that was live before, and has been set
    aside; () when nothing was.
    """

    plan: Plan
    generation: str | None
    chunks: int
    embedded: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Base:
    """The live generation before a run: its folder if it can be built upon, else what is wrong."""

    name: str | None
    folder: Path | None
    damaged: tuple[str, ...]


def build_index(work: IndexWork, progress: Progress, now: datetime, *, rebuild: bool = False) -> IndexReport:
    """Make the live generation hold what the registry holds.

    `rebuild` starts from nothing instead of the live generation, and so does a run that finds
    that one damaged; vectors still come from the cache. Nothing is published when there is
    nothing to do.

    Raises:
        BusyIndexError: another process is indexing.
        IndexingError: the data directory cannot be written, or the result failed its check;
            the live generation is as it was.
    """
    work.store.prepare()
    with WriterLock(work.store.lock_path):
        base = _examine(work.store, work.settings, on_server=work.server is not None)
        usable = None if rebuild else base.folder
        plan = make_plan(work.releases.content_hashes(), _indexed(usable))
        if plan.is_empty and usable is not None:
            work.store.clear_leftovers()
            return IndexReport(plan, base.name, read_manifest(usable).chunks, 0, ())
        report = _publish(work, plan, usable, base.damaged, progress, now)
        if base.damaged and base.name and (work.store.generations / base.name).is_dir():
            work.store.set_aside(base.name)
        _collect(work)
        return report


def plan_index(work: IndexWork, wanted: Mapping[str, str]) -> Plan:
    """What a run would do for these content hashes by release id; changes nothing."""
    base = _examine(work.store, work.settings, on_server=work.server is not None)
    return make_plan(wanted, _indexed(base.folder))


def _examine(store: GenerationStore, settings: IndexSettings, *, on_server: bool) -> _Base:
    try:
        name = store.current_name()
        if name is None:
            return _Base(None, None, ())
        folder = store.current()
        manifest = read_manifest(folder)
        if manifest.settings != settings or bool(manifest.collection) != on_server:
            return _Base(name, None, ())
        found = damage(folder, manifest)
        return _Base(name, None if found else folder, tuple(d.text for d in found))
    except DamagedIndexError as failure:
        return _Base(_name(store), None, (failure.message,))


def _name(store: GenerationStore) -> str | None:
    try:
        return store.current_name()
    except DamagedIndexError:
        return None


def _indexed(base: Path | None) -> dict[str, str]:
    if base is None:
        return {}
    catalog = Catalog(base, create=False)
    try:
        return catalog.content_hashes()
    finally:
        catalog.close()


def _publish(
    work: IndexWork,
    plan: Plan,
    base: Path | None,
    damaged: tuple[str, ...],
    progress: Progress,
    now: datetime,
) -> IndexReport:
    """Build upon the base; where that fails without a word of the disk, from nothing."""
    difference = _difference(plan, base)
    try:
        return _attempt(work, plan, difference, damaged, progress, now)
    except IndexingError as failure:
        if difference.base is None or isinstance(failure.__cause__, OSError):
            raise
        log.warning("%s; building anew from the registry", failure.message)
        return _attempt(work, plan, Difference(None, (), None), damaged, progress, now)


def _difference(plan: Plan, base: Path | None) -> Difference:
    gone = (*plan.remove, *plan.replace)
    if base is None or len(gone) > REBUILD_SHARE * max(1, len(gone) + len(plan.keep)):
        return Difference(None, (), None)
    return Difference(base, gone, frozenset((*plan.add, *plan.replace)))


def _attempt(
    work: IndexWork,
    plan: Plan,
    difference: Difference,
    damaged: tuple[str, ...],
    progress: Progress,
    now: datetime,
) -> IndexReport:
    try:
        staged = work.store.staging()
        try:
            written = write_generation(work, difference, staged, progress, now)
            work.verify(staged, work.server)
            name = work.store.publish(staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as failure:
        raise IndexingError(
            f"cannot write the index in {work.store.root}: {failure.strerror or failure}",
            "free some disk space or make the folder writable, then repeat the command",
        ) from failure
    return IndexReport(plan, name, written.chunks, written.embedded, damaged)


def _collect(work: IndexWork) -> None:
    gone = [folder for folder in work.store.old() if not in_use(folder)]
    remove_generations(work.store, gone, work.server)
