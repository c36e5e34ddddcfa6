"""Every kind of damage: noticed, named, answered around, set aside and mended by the next run."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tanyahumas.commands.doctor import index_finding
from tanyahumas.domain import ANYBODY
from tanyahumas.errors import DamagedIndexError
from tanyahumas.index import LiveIndex
from tanyahumas.ingest import index_path
from tanyahumas.retrieval import Retriever, understand
from tests.conftest import PROJECT, SilentProgress
from tests.index.fakes import NOW, SmallApp, embed, open_small, write_corpus

NEWS = {
    "donor": "Donor darah diikuti 80 pegawai.",
    "wisuda": "Universitas mewisuda 500 lulusan di aula.",
    "kkn": "Mahasiswa berangkat kuliah kerja nyata ke pesisir.",
}
QUESTION = "Siapa saja yang ikut donor darah?"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("original")
    corpus = write_corpus(folder / "corpus", NEWS)
    with open_small(folder / "home") as app:
        index_path(app, corpus, SilentProgress())
    return folder


@pytest.fixture
def app(original: Path, tmp_path: Path) -> Iterator[SmallApp]:
    """An indexed corpus that a test may damage."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    with open_small(tmp_path / "home") as opened:
        yield opened


def asked(live: LiveIndex, app: SmallApp) -> list[str]:
    """Release ids that retrieval finds, best first."""
    passages = Retriever(live, app.registry, app.embedder).retrieve(
        understand(QUESTION, 100), ANYBODY, NOW, 3
    )
    return [passage.release.id for passage in passages]


@contextmanager
def opened(app: SmallApp, *, cached: bool = True) -> Iterator[LiveIndex]:
    live = LiveIndex(app.store, app.index_settings, app.registry.cached_vectors if cached else None)
    try:
        yield live
    finally:
        live.close()


def flip(path: Path, at: float) -> None:
    """Turn over 100 bytes at a share of the file's length."""
    data = bytearray(path.read_bytes())
    start = int(len(data) * at)
    data[start : start + 100] = bytes(255 - byte for byte in data[start : start + 100])
    path.write_bytes(data)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def graph(folder: Path) -> Path:
    return next(path for path in (folder / "chroma").iterdir() if path.is_dir())


def leave_one_catalog(folder: Path) -> None:
    for name in ("chroma", "lexical"):
        shutil.rmtree(folder / name)
    (folder / "catalog.sqlite").unlink()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing HNSW folder": (lambda f: shutil.rmtree(graph(f)), "data_level0.bin is missing"),
    "emptied database": (lambda f: (f / "chroma" / "chroma.sqlite3").write_bytes(b""), "chroma.sqlite3 has"),
    "missing database": (lambda f: (f / "chroma" / "chroma.sqlite3").unlink(), "chroma.sqlite3 is missing"),
    "flipped page": (lambda f: flip(f / "chroma" / "chroma.sqlite3", 0.3), "chroma.sqlite3 has changed"),
    "flipped vectors": (lambda f: flip(graph(f) / "data_level0.bin", 0.0), "data_level0.bin has changed"),
    "halved vectors": (lambda f: halve(graph(f) / "data_level0.bin"), "data_level0.bin has changed"),
    "missing catalog": (lambda f: (f / "catalog.sqlite").unlink(), "catalog.sqlite is missing"),
    "halved catalog": (lambda f: halve(f / "catalog.sqlite"), "catalog.sqlite has changed"),
    "flipped catalog": (lambda f: flip(f / "catalog.sqlite", 0.5), "catalog.sqlite has changed"),
    "missing word index": (lambda f: shutil.rmtree(f / "lexical"), "lexical/data.csc.index.npy is missing"),
    "halved word index": (
        lambda f: halve(f / "lexical" / "vocab.index.json"),
        "vocab.index.json has changed",
    ),
    "everything but one catalog": (
        lambda f: [
            shutil.rmtree(f / "lexical"),
            shutil.rmtree(f / "chroma"),
            (f / "catalog.sqlite").unlink(),
        ],
        "catalog.sqlite is missing",
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named_and_questions_are_answered(app: SmallApp, kind: str) -> None:
    """What was found before is found with the damage, and operators can read what is wrong."""
    break_it, named = DAMAGE[kind]
    break_it(app.store.current())
    with opened(app) as live:
        assert asked(live, app)[0] == "donor"
        assert any(named in problem for problem in live.problems)
    found = index_finding(app)
    assert (named in found.state, found.remedy) == (True, "tanyahumas index")


@pytest.mark.parametrize(
    "kind", ["halved vectors", "missing catalog", "missing word index", "missing manifest"]
)
def test_the_next_run_sets_damage_aside_and_mends_it(app: SmallApp, tmp_path: Path, kind: str) -> None:
    """Even with an unchanged corpus; nothing is embedded again, and open readers swap to the new index."""
    folder = app.store.current()
    break_it = DAMAGE[kind][0] if kind in DAMAGE else lambda f: (f / "manifest.json").unlink()
    with opened(app) as live:
        asked(live, app)
        break_it(folder)
        report = index_path(app, tmp_path / "corpus", SilentProgress()).index
        assert (len(report.damaged) > 0, report.embedded, report.chunks) == (True, 0, 3)
        assert (asked(live, app)[0], live.degraded) == ("donor", False)
    assert [path.name for path in app.store.damaged.iterdir()] == [folder.name]
    assert app.store.names() == ["g000002"]
    assert index_finding(app).remedy == ""


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_under_a_running_process_changes_no_answer(app: SmallApp, kind: str) -> None:
    """What was open before keeps answering, question after question."""
    with opened(app) as live:
        assert asked(live, app)[0] == "donor"
        DAMAGE[kind][0](app.store.current())
        assert [asked(live, app)[0] for _ in range(3)] == ["donor"] * 3


def test_word_search_answers_alone_without_cached_vectors(app: SmallApp) -> None:
    """With neither Chroma nor the cache, `nearest` gives nothing, and says that it is degraded."""
    shutil.rmtree(graph(app.store.current()))
    with opened(app, cached=False) as live:
        assert asked(live, app)[0] == "donor"
        with live.use() as index:
            assert index.nearest(embed([QUESTION])[0], 3) == []
            assert index.degraded
            assert "word search alone" in index.problems[-1]


def test_exact_search_finds_what_chroma_finds(app: SmallApp) -> None:
    """The stand-in has the same order and the same similarities."""
    vector = embed(["darah"])[0]
    with opened(app) as live, live.use() as index:
        before = index.nearest(vector, 3)
    shutil.rmtree(graph(app.store.current()))
    with opened(app) as live, live.use() as index:
        after = index.nearest(vector, 3)
    assert [entry for entry, _ in after] == [entry for entry, _ in before]
    assert [score for _, score in after] == pytest.approx([score for _, score in before], abs=1e-4)


def test_an_older_index_answers_when_the_live_one_cannot(app: SmallApp, tmp_path: Path) -> None:
    """Both catalogs lost: the generation before answers, and that is said."""
    write_corpus(tmp_path / "corpus", {**NEWS, "baru": "Perpustakaan buka malam."})
    index_path(app, tmp_path / "corpus", SilentProgress())
    for name in ("catalog.sqlite", "spare.sqlite"):
        (app.store.current() / name).unlink()
    with opened(app) as live:
        assert asked(live, app)[0] == "donor"
        assert "the older index g000001 answers" in live.problems[-1]


def test_when_nothing_can_be_opened_it_is_an_error(app: SmallApp) -> None:
    """Never an empty result: the message names the mending command."""
    for name in ("catalog.sqlite", "spare.sqlite"):
        halve(app.store.current() / name)
    with opened(app) as live, pytest.raises(DamagedIndexError, match="tanyahumas index"):
        asked(live, app)


def test_a_foreign_lock_stops_nobody(app: SmallApp, tmp_path: Path) -> None:
    """Another process that holds Chroma's file exclusively delays neither questions nor an index run."""
    script = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); time.sleep(300)"
    )
    command = [sys.executable, "-c", script, str(app.store.current() / "chroma" / "chroma.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            with opened(app) as live:
                assert (asked(live, app)[0], live.degraded) == ("donor", False)
                write_corpus(tmp_path / "corpus", {**NEWS, "baru": "Perpustakaan buka malam."})
                assert index_path(app, tmp_path / "corpus", SilentProgress()).index.chunks == 4
                assert (asked(live, app)[0], live.degraded) == ("donor", False)
        finally:
            holder.kill()


def test_no_room_for_temporary_files(app: SmallApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma cannot be opened then; exact search answers."""
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    with opened(app) as live:
        assert (asked(live, app)[0], live.degraded) == ("donor", True)


def limited_files() -> None:
    """As on a full disk: no file may grow beyond 16 kB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))


def test_a_full_disk_leaves_the_live_index(app: SmallApp, tmp_path: Path) -> None:
    """The run ends with a message, without a traceback; questions are answered as before."""
    script = (
        "import sys; from pathlib import Path; from tests.index.fakes import *\n"
        "from tests.conftest import SilentProgress, make_release\n"
        "from tanyahumas.errors import IndexingError; from tanyahumas.index import build_index\n"
        "with open_small(Path(sys.argv[1])) as app:\n"
        "    releases = FakeReleases([make_release(f'r{n}', f'Kabar {n} ' * 50) for n in range(50)])\n"
        "    try:\n        build_index(replace(app.index_work, releases=releases), SilentProgress(), NOW)\n"
        "    except IndexingError as error:\n        print('SAID', error)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "home")]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=PROJECT, preexec_fn=limited_files, check=False
    )
    assert "SAID cannot write" in done.stdout, done.stdout + done.stderr[-2000:]
    assert app.store.names() == ["g000001"]
    with opened(app) as live:
        assert (asked(live, app)[0], live.degraded) == ("donor", False)


def test_nothing_is_written_into_a_published_index(app: SmallApp, original: Path) -> None:
    """Questions leave every byte and every file of it as it was."""
    with opened(app) as live:
        asked(live, app)
        folder = app.store.current()
        before = original / "home" / "index" / "generations" / folder.name
        files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
        assert sorted(files) == sorted(p.relative_to(before) for p in before.rglob("*") if p.is_file())
        assert all((folder / name).read_bytes() == (before / name).read_bytes() for name in files)


def test_private_copies_of_killed_processes_are_removed(
    app: SmallApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The next opening clears them; those of living processes stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with opened(app) as live:
        asked(live, app)
        left = tmp_path / "tanyahumas-index-left"
        left.mkdir()
        for folder in tmp_path.glob("tanyahumas-index-*"):
            os.utime(folder, (1, 1))
        with opened(app) as other:
            asked(other, app)
            assert len(list(tmp_path.glob("tanyahumas-index-*"))) == 2
    assert not list(tmp_path.glob("tanyahumas-index-*"))
