"""Plans, going back, giving back space, and takedowns that leave nothing on disk."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tanyahumas.cli import cli
from tanyahumas.commands.indexing import plan_text
from tanyahumas.commands.upkeep import purge_releases
from tanyahumas.domain import ANYBODY
from tanyahumas.errors import CorpusError, IndexingError, UnknownReleaseError
from tanyahumas.index import LiveIndex, build_index
from tanyahumas.index.upkeep import prune, roll_back
from tanyahumas.ingest import index_path, plan_path
from tanyahumas.registry.upkeep import count_within
from tests.conftest import SilentProgress, make_release
from tests.index.fakes import NOW, FakeReleases, make_work, open_small, write_corpus

NEWS = {f"berita-{n}": f"Kabar nomor {n} tentang kampus." for n in range(3)}
SECRET = "Sandi rahasia xyloglukan disebut dalam naskah."


def test_a_dry_run_shows_the_plan_and_changes_nothing(tmp_path: Path) -> None:
    """Added, replaced and removed releases are named; registry and index stay."""
    corpus = write_corpus(tmp_path / "corpus", NEWS)
    with open_small(tmp_path / "home") as app:
        first = index_path(app, corpus, SilentProgress())
        before = app.registry.content_hashes()
        write_corpus(corpus, {"berita-0": NEWS["berita-0"], "berita-1": "Lain.", "baru": "Kabar baru."})
        _, plan = plan_path(app, corpus)
        assert plan_text(plan).splitlines() == [
            "+ baru",
            "~ berita-1",
            "- berita-2",
            "1 to add, 1 to replace, 1 to remove, 1 to keep; nothing was changed",
        ]
        assert (app.registry.content_hashes(), app.store.current_name()) == (before, first.index.generation)
        assert index_path(app, corpus, SilentProgress()).index.plan == plan


def test_a_shrunken_corpus_is_refused(tmp_path: Path) -> None:
    """Fewer than half of ten or more releases need --force; a dry run says so too."""
    corpus = write_corpus(tmp_path / "corpus", {f"r{n}": f"Kabar {n}." for n in range(10)})
    with open_small(tmp_path / "home") as app:
        index_path(app, corpus, SilentProgress())
        assert count_within(app.registry, str(corpus)) == 10
        assert count_within(app.registry, str(corpus / "r1.md")) == 1
        assert count_within(app.registry, str(tmp_path / "corp")) == 0
        write_corpus(corpus, NEWS)
        for attempt in (plan_path, lambda a, c: index_path(a, c, SilentProgress())):
            with pytest.raises(CorpusError, match="--force"):
                attempt(app, corpus)
        assert app.registry.count() == 10
        assert index_path(app, corpus, SilentProgress(), force=True).index.chunks == 3


def test_rolling_back_lets_the_older_index_answer(tmp_path: Path) -> None:
    """The pointer moves back at once for open readers; the next run brings it up to date again."""
    releases = FakeReleases([make_release("satu", "Kabar satu.")])
    work = make_work(tmp_path, releases)
    first = build_index(work, SilentProgress(), NOW)
    releases.held["dua"] = make_release("dua", "Kabar dua.")
    build_index(work, SilentProgress(), NOW)
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        assert index.catalog.count() == 2
    assert roll_back(work.store, work.settings)[0] == first.generation
    with live.use() as index:
        assert index.catalog.count() == 1
    live.close()
    again = build_index(work, SilentProgress(), NOW)
    assert (again.plan.add, again.embedded, again.chunks) == (("dua",), 0, 2)


def test_rolling_back_skips_what_does_not_fit(tmp_path: Path) -> None:
    """Without a sound older index of the same model nothing changes."""
    releases = FakeReleases([make_release()])
    work = make_work(tmp_path, releases)
    build_index(work, SilentProgress(), NOW)
    other = replace(work, settings=replace(work.settings, model_fingerprint="model-b"))
    live = build_index(other, SilentProgress(), NOW)
    with pytest.raises(IndexingError, match="no older index"):
        roll_back(other.store, other.settings)
    (work.store.generations / "g000001" / "catalog.sqlite").write_bytes(b"x")
    with pytest.raises(IndexingError, match="no older index"):
        roll_back(work.store, work.settings)
    assert work.store.current_name() == live.generation


def test_pruning_keeps_the_live_index_and_open_ones(tmp_path: Path) -> None:
    """Older generations go, but not one that a process reads."""
    work = make_work(tmp_path, FakeReleases([make_release()]))
    build_index(work, SilentProgress(), NOW)
    live = LiveIndex(work.store, work.settings)
    with live.use():
        build_index(work, SilentProgress(), NOW, rebuild=True)
        build_index(work, SilentProgress(), NOW, rebuild=True)
        done = prune(work.store)
        assert (done.names, done.kept, done.size > 0) == (("g000002",), ("g000001",), True)
    live.close()
    assert prune(work.store).names == ("g000001",)
    assert work.store.names() == ["g000003"]


def places_of(home: Path, words: bytes) -> list[str]:
    """Every file under the data directory that holds the words, in any case."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path) for path in files if re.search(words, path.read_bytes(), re.IGNORECASE)]


def rows(file: Path, sql: str) -> list[str]:
    """The first column of a query on a SQLite file."""
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute(sql)]


def test_a_purged_release_is_gone_from_every_file(tmp_path: Path) -> None:
    """Neither its words nor its vector are left in registry, cache, indexes or free pages."""
    corpus, home = tmp_path / "corpus", tmp_path / "home"
    with open_small(home) as app:
        for wording in ("Versi lama xyloglukan.", SECRET):
            write_corpus(corpus, {**NEWS, "rahasia": wording})
            index_path(app, corpus, SilentProgress())
        catalog = app.store.current() / "catalog.sqlite"
        hashes = rows(catalog, "SELECT text_hash FROM chunks WHERE release_id = 'rahasia'")
        (vector,) = app.registry.cached_vectors("hashed-words", hashes).values()
        assert places_of(home, re.escape(vector.tobytes()))
        assert len(places_of(home, b"xyloglukan")) >= 3
        live = LiveIndex(app.store, app.index_settings)
        with live.use():  # a process that has the old index open
            assert purge_releases(app, ["rahasia"]) == [str(corpus / "rahasia.md")]
        live.close()
        assert app.registry.visible(["rahasia"], ANYBODY, NOW) == {}
    actions = rows(home / "registry.sqlite", "SELECT action FROM history WHERE release_id = 'rahasia'")
    assert actions == ["added", "changed", "purged"]
    assert places_of(home, b"xyloglukan") == []
    assert places_of(home, re.escape(vector.tobytes())) == []
    assert len(app.store.names()) == 1


def test_purging_again_ends_what_a_crash_left(tmp_path: Path) -> None:
    """The same release may be purged twice, an unknown one is an error, and others stay."""
    corpus = write_corpus(tmp_path / "corpus", {**NEWS, "rahasia": SECRET})
    with open_small(tmp_path / "home") as app:
        index_path(app, corpus, SilentProgress())
        (corpus / "rahasia.md").unlink()
        assert purge_releases(app, ["rahasia"]) == []
        assert purge_releases(app, ["rahasia"]) == []
        with pytest.raises(UnknownReleaseError, match="tak-ada"):
            purge_releases(app, ["berita-0", "tak-ada"])
        assert app.registry.content_hashes().keys() == NEWS.keys()
        assert index_path(app, corpus, SilentProgress()).index.embedded == 0


@pytest.mark.parametrize(
    "options", [["--rollback", "--prune"], ["--purge", "x", "corpus"], ["--dry-run", "--rebuild"]]
)
def test_options_that_contradict_each_other_are_refused(options: list[str]) -> None:
    """It is a usage error, before anything is read."""
    result = CliRunner().invoke(cli, ["index", *options])
    assert (result.exit_code, "cannot be used together" in result.output) == (2, True)
