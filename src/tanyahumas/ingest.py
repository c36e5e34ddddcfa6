"""From a path to an index: reading, registry and index, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tanyahumas.app import App, actor, utc_now
from tanyahumas.corpus import Problem, Reading, read_corpus
from tanyahumas.errors import CorpusError
from tanyahumas.index import IndexReport, Plan, Progress, build_index, plan_index
from tanyahumas.registry import Conflict, Registry, SyncReport
from tanyahumas.registry.upkeep import count_within, preview

SHRUNK_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class IndexRun:
    """Everything that one `index` did: reading, registry, index."""

    reading: Reading
    sync: SyncReport
    index: IndexReport

    @property
    def problems(self) -> tuple[Problem | Conflict, ...]:
        """Everything that somebody should know, rejected or not."""
        return (*self.reading.problems, *self.sync.conflicts)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """Problems whose file or line did not become a release: somebody must act."""
        return tuple(problem for problem in self.reading.problems if problem.rejected)


def index_path(
    app: App,
    path: Path,
    progress: Progress,
    *,
    rebuild: bool = False,
    force: bool = False,
    on_reading: Callable[[Reading], None] = lambda _: None,
) -> IndexRun:
    """Read a corpus, bring the registry in line with it, then the index with the registry.

    `on_reading` is told what was read before anything is done with it. Releases of other
    paths stay; releases of this path that are gone from it are removed.

    Raises:
        CorpusError: there is no such path, it holds no release, or far fewer than before
            (unless `force`).
        IndexingError: the index cannot be built; the live one is as it was.
    """
    reading = read_corpus(path)
    on_reading(reading)
    scope = str(path.resolve())
    _refuse_shrinking(app.registry, reading, scope, force)
    sync = app.registry.sync(reading.releases, scope, actor(), utc_now(), reading.copies)
    return IndexRun(reading, sync, build_index(app.index_work, progress, utc_now(), rebuild=rebuild))


def index_registry(app: App, progress: Progress, *, rebuild: bool = False) -> IndexRun:
    """Bring the index in line with what the registry holds, without reading any corpus.

    Raises:
        CorpusError: the registry is empty, and so is the index.
        IndexingError: the index cannot be built; the live one is as it was.
    """
    if not app.registry.count() and app.store.current_name() is None:
        raise CorpusError(
            "the registry holds no release", "tanyahumas index PATH, or tanyahumas import --help"
        )
    made = build_index(app.index_work, progress, utc_now(), rebuild=rebuild)
    plan = made.plan
    return IndexRun(Reading((), ()), SyncReport(plan.add, plan.replace, plan.remove, plan.keep, ()), made)


def plan_registry(app: App) -> Plan:
    """What `index_registry` would do; changes nothing."""
    return plan_index(app.index_work, app.registry.content_hashes())


def plan_path(app: App, path: Path, *, force: bool = False) -> tuple[Reading, Plan]:
    """What `index_path` would do to the index; changes nothing, and raises as it does."""
    reading = read_corpus(path)
    scope = str(path.resolve())
    _refuse_shrinking(app.registry, reading, scope, force)
    _, wanted = preview(app.registry, reading.releases, scope, utc_now(), reading.copies)
    return reading, plan_index(app.index_work, wanted)


def _refuse_shrinking(registry: Registry, reading: Reading, scope: str, force: bool) -> None:
    if force:
        return
    before = count_within(registry, scope)
    found = len(reading.releases)
    if not found:
        known = f", {before} were indexed from there" if before else ""
        first = "; ".join(f"; {p.source}: {p.reason}" for p in reading.problems[:1])
        raise CorpusError(
            f"no release in {scope}{known}{first}",
            "put releases there (docs/corpus.md)" + ("; --force removes the indexed ones" if before else ""),
        )
    if before >= 10 and found < SHRUNK_SHARE * before:
        raise CorpusError(
            f"{scope} holds {found} releases, {before} were indexed from there: nothing was changed",
            "restore the files, or confirm with --force",
        )
