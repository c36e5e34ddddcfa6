"""Imported releases and the index: what `index` does with and without reading a corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tanyahumas import ingest
from tanyahumas.app import App
from tanyahumas.cli import cli
from tanyahumas.config import Settings
from tanyahumas.domain import Release
from tanyahumas.errors import CorpusError
from tanyahumas.ingest import index_path, index_registry, plan_registry
from tests.conftest import SilentProgress, make_release
from tests.corpus.feeds.site import Site, rss
from tests.index.fakes import NOW, SmallApp, open_small, write_corpus

FEED = "https://kampus.example/feed"
Run = Callable[..., Result]


def imported(name: str) -> Release:
    return make_release(name, f"Kabar {name} dari situs.", source=f"{FEED}#{name}")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[SmallApp]:
    """One release of a corpus folder, indexed; two imported ones that are not indexed yet."""
    with open_small(tmp_path / "home") as opened:
        index_path(opened, write_corpus(tmp_path / "corpus", {"map": "Kabar dari map."}), SilentProgress())
        opened.registry.sync([imported("a"), imported("b")], FEED, "import", NOW, gone=())
        yield opened


def test_the_registry_is_indexed_without_reading_a_corpus(
    app: SmallApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is new is embedded, nothing is read, nothing of any source is removed."""

    def read(path: Path) -> None:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(ingest, "read_corpus", read)
    assert plan_registry(app).add == ("a", "b")
    run = index_registry(app, SilentProgress())
    assert (run.sync.added, run.sync.removed, run.sync.unchanged) == (("a", "b"), (), ("map",))
    assert (run.index.chunks, run.index.embedded) == (3, 2)
    assert index_registry(app, SilentProgress()).sync.unchanged == ("a", "b", "map")
    app.registry.withdraw("a", "rina", NOW)
    assert index_registry(app, SilentProgress()).sync.removed == ("a",)


def test_indexing_a_folder_keeps_and_indexes_what_was_imported(app: SmallApp, tmp_path: Path) -> None:
    """Imported releases are not in the folder, and yet are neither removed nor left out of the index."""
    run = index_path(app, tmp_path / "corpus", SilentProgress())
    assert (run.sync.added, run.sync.removed) == ((), ())
    assert run.index.plan.add == ("a", "b")
    assert app.registry.content_hashes().keys() == {"a", "b", "map"}


def test_an_empty_registry_has_nothing_to_index(tmp_path: Path) -> None:
    """The error names both ways to fill it."""
    with open_small(tmp_path) as app:
        with pytest.raises(CorpusError, match="holds no release") as raised:
            index_registry(app, SilentProgress())
        assert "tanyahumas import" in str(raised.value.remedy)
        assert app.store.current_name() is None


def test_when_the_last_release_is_withdrawn_the_index_is_emptied(app: SmallApp) -> None:
    """An empty registry empties an index that is there."""
    for name in ("a", "b", "map"):
        app.registry.withdraw(name, "rina", NOW)
    run = index_registry(app, SilentProgress())
    assert (run.sync.removed, run.index.chunks) == (("map",), 0)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program with the small model."""
    monkeypatch.setenv("TANYAHUMAS_HOME", str(tmp_path / "home"))

    @contextmanager
    def small(settings: Settings) -> Iterator[App]:
        with open_small(settings.home) as opened:
            yield opened

    monkeypatch.setattr("tanyahumas.commands.indexing.open_app", small)

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, catch_exceptions=False)

    return ran


def test_import_and_index_in_one_command(run: Run) -> None:
    """`import … --index` says what was imported and what the index holds; `index --registry` agrees."""
    site = Site()
    site.routes["/feed"] = (200, {}, rss([{"guid": "a"}, {"guid": "b"}]))
    options = ("--allow-private", "--delay", "0")
    first = run("import", "rss", f"{site.url}/feed", *options, "--index")
    site.routes["/feed"] = (200, {}, rss([{"guid": "c"}]))
    second = run("import", "rss", f"{site.url}/feed", *options, "--index", "--json")
    site.close()
    assert (first.exit_code, "2 added, 0 changed" in first.stdout) == (0, True)
    assert "index: " in first.stdout
    assert "tanyahumas index" not in first.stderr
    counts, index = map(json.loads, second.stdout.splitlines())
    assert (counts["added"], index["added"], index["unchanged"]) == (1, 1, 2)
    assert "0 to add, 0 to replace, 0 to remove, 3 to keep" in run("index", "--registry", "--dry-run").stdout
    assert "0 added, 0 changed, 0 removed, 3 unchanged" in run("index", "--registry").stdout


def test_a_folder_with_a_bad_file_is_indexed_too(run: Run, tmp_path: Path) -> None:
    """What was taken is indexed, and the exit code still tells of the file that was not."""
    folder = write_corpus(tmp_path / "rilis", {"baik": "Kabar dari map."})
    (folder / "kosong.txt").write_text("")
    result = run("import", "folder", str(folder), "--index")
    assert (result.exit_code, "1 rejected" in result.stdout, "index: 1 chunks" in result.stdout) == (
        3,
        True,
        True,
    )


@pytest.mark.parametrize("options", [["corpus"], ["--purge", "x"], ["--force"], ["--report", "x.json"]])
def test_the_registry_alone_goes_with_no_path(run: Run, options: list[str]) -> None:
    """`--registry` reads nothing, so that options about reading are a usage error."""
    result = run("index", "--registry", *options)
    assert (result.exit_code, "cannot be used together" in result.output) == (2, True)
