"""Index runs: what is done, what is kept, and what a failure leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import bm25s
import pytest

from tanyahumas.errors import BusyIndexError, IndexingError, MissingIndexError, ModelMismatchError
from tanyahumas.index import GenerationStore, IndexReport, LiveIndex, build_index, plan_index
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.generation import KEPT_FOR_ROLLBACK
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.index.lock import WriterLock
from tanyahumas.index.manifest import damage, read_manifest
from tanyahumas.index.verify import verify_in_subprocess
from tests.conftest import SilentProgress, make_release
from tests.index.fakes import NOW, FakeReleases, embed, make_work

CAMPUS = [
    make_release("wisuda", "Universitas mewisuda 500 lulusan di aula."),
    make_release("kkn", "Mahasiswa berangkat kuliah kerja nyata ke pesisir."),
    make_release("donor", "Donor darah diikuti 80 pegawai."),
]


def run(home: Path, releases: FakeReleases, **options: bool) -> IndexReport:
    return build_index(make_work(home, releases), SilentProgress(), NOW, **options)


def found(home: Path, question: str) -> list[str]:
    """Release ids by both searches, best first by vectors."""
    work = make_work(home, FakeReleases([]))
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        near = index.nearest(embed([question])[0], 10)
        worded = index.matching(dict.fromkeys(question.lower().split(), 1.0), 10)
    live.close()
    return list(dict.fromkeys(entry.release_id for entry, _ in [*near, *worded]))


def test_everything_is_found_after_the_first_run(tmp_path: Path) -> None:
    """Each release is found by its own words, by vectors and by BM25."""
    report = run(tmp_path, FakeReleases(CAMPUS))
    assert (len(report.plan.add), report.embedded) == (3, report.chunks)
    assert found(tmp_path, "donor darah")[0] == "donor"
    work = make_work(tmp_path, FakeReleases([]))
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        assert [entry.release_id for entry, _ in index.matching({"lulus": 1.0}, 5)] == ["wisuda"]
        assert index.matching({"takdikenal": 1.0}, 5) == []
    live.close()


def test_certain_releases_are_searched_one_by_one(tmp_path: Path) -> None:
    """All chunks of the releases named are scored, and no others; their openings come in order."""
    run(tmp_path, FakeReleases(CAMPUS))
    work = make_work(tmp_path, FakeReleases([]))
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        vector = embed(["donor darah"])[0]
        near, worded = index.among(["kkn", "donor", "nobody"], vector, {"darah": 1.0, "lulus": 1.0})
        everywhere = {entry.id: score for entry, score in index.nearest(vector, 10)}
        assert {entry.release_id for entry, _ in near} == {"kkn", "donor"}
        assert all(score == pytest.approx(everywhere[entry.id], abs=1e-5) for entry, score in near)
        assert [entry.release_id for entry, _ in worded] == ["donor"]
        assert worded == [hit for hit in index.matching({"darah": 1.0}, 5) if hit[0].release_id == "donor"]
        assert index.among([], vector, {"darah": 1.0}) == ([], [])
        openings = index.openings(["donor", "nobody", "wisuda"])
        assert [(entry.release_id, entry.position) for entry in openings] == [("donor", 0), ("wisuda", 0)]
        assert {"donor", "darah"} <= set(index.lexical.vocabulary)
    live.close()


def test_an_unchanged_corpus_publishes_nothing(tmp_path: Path) -> None:
    """The second run keeps the generation and embeds nothing."""
    releases = FakeReleases(CAMPUS)
    first, second = run(tmp_path, releases), run(tmp_path, releases)
    assert second.generation == first.generation
    assert (second.plan.is_empty, len(second.plan.keep), second.embedded) == (True, 3, 0)


def test_only_what_changed_is_embedded(tmp_path: Path) -> None:
    """A changed, an added and a removed release leave the others as they are."""
    releases = FakeReleases([*CAMPUS, *(make_release(f"lain-{n}", f"Berita nomor {n}.") for n in range(9))])
    run(tmp_path, releases)
    releases.held["wisuda"] = replace(CAMPUS[0], text="Universitas mewisuda 512 lulusan di lapangan.")
    releases.held["baru"] = make_release("baru", "Perpustakaan buka malam.")
    del releases.held["kkn"]
    report = run(tmp_path, releases)
    plan = report.plan
    assert (plan.add, plan.replace, plan.remove, len(plan.keep)) == (("baru",), ("wisuda",), ("kkn",), 10)
    assert report.embedded == 2
    assert found(tmp_path, "perpustakaan buka malam")[0] == "baru"
    assert "kkn" not in found(tmp_path, "mahasiswa berangkat kuliah kerja nyata ke pesisir")


def test_rebuilding_embeds_nothing_again(tmp_path: Path) -> None:
    """Vectors of known texts come from the cache."""
    releases = FakeReleases(CAMPUS)
    first = run(tmp_path, releases)
    again = run(tmp_path, releases, rebuild=True)
    assert again.generation != first.generation
    assert (again.chunks, again.embedded) == (first.chunks, 0)


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    """It says what a run would do and leaves no generation."""
    work = make_work(tmp_path, FakeReleases(CAMPUS))
    plan = plan_index(work, work.releases.content_hashes())
    assert plan.add == ("donor", "kkn", "wisuda")
    assert work.store.names() == []


def test_an_emptied_corpus_gives_an_empty_index(tmp_path: Path) -> None:
    """With no release left, nothing is found and nothing fails."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    releases.held.clear()
    assert run(tmp_path, releases).chunks == 0
    assert found(tmp_path, "donor darah") == []


def test_one_chunk_is_an_index(tmp_path: Path) -> None:
    """The smallest index is written whole, and reading it changes none of its files."""
    run(tmp_path, FakeReleases(CAMPUS[2:]))
    assert found(tmp_path, "donor darah") == ["donor"]
    folder = GenerationStore(tmp_path).current()
    assert damage(folder, read_manifest(folder)) == ()


def test_old_generations_are_collected(tmp_path: Path) -> None:
    """Two stay for rollback beside the live one."""
    releases = FakeReleases(CAMPUS)
    for _ in range(5):
        run(tmp_path, releases, rebuild=True)
    store = GenerationStore(tmp_path)
    assert store.names() == ["g000003", "g000004", "g000005"]
    assert len(store.names()) == KEPT_FOR_ROLLBACK + 1


def test_an_open_generation_is_not_collected(tmp_path: Path) -> None:
    """A reader keeps its generation until it lets go."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    work = make_work(tmp_path, releases)
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        for _ in range(4):
            run(tmp_path, releases, rebuild=True)
        assert "g000001" in work.store.names()
        assert index.catalog.count() == 3
    live.close()
    run(tmp_path, releases, rebuild=True)
    assert "g000001" not in work.store.names()


def test_readers_swap_to_a_new_generation(tmp_path: Path) -> None:
    """An open index answers from the newest generation at the next question."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    work = make_work(tmp_path, releases)
    live = LiveIndex(work.store, work.settings)
    with live.use() as before:
        releases.held["baru"] = make_release("baru", "Perpustakaan buka malam.")
        run(tmp_path, releases)
        assert before.catalog.count() == 3
        with live.use() as after:
            assert after.catalog.count() == 4
    live.close()


def test_the_manifest_tells_damage(tmp_path: Path) -> None:
    """A changed and a missing file are named; an untouched generation has none."""
    run(tmp_path, FakeReleases(CAMPUS))
    folder = GenerationStore(tmp_path).current()
    manifest = read_manifest(folder)
    assert damage(folder, manifest) == ()
    (folder / "lexical" / "numbers.npy").write_bytes(b"x")
    (folder / "catalog.sqlite").unlink()
    assert [d.text for d in damage(folder, manifest)] == [
        "catalog.sqlite is missing",
        "lexical/numbers.npy has changed",
    ]


def test_asking_without_an_index_names_the_command(tmp_path: Path) -> None:
    """Nothing indexed is a clear error, not an empty answer."""
    work = make_work(tmp_path, FakeReleases([]))
    with (
        pytest.raises(MissingIndexError, match="tanyahumas index"),
        LiveIndex(work.store, work.settings).use(),
    ):
        pass


def test_asking_with_another_model_is_refused(tmp_path: Path) -> None:
    """An index of another model is named, and stays as it is."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    other = make_work(tmp_path, releases, fingerprint="model-b")
    with pytest.raises(ModelMismatchError, match="--rebuild"), LiveIndex(other.store, other.settings).use():
        pass
    assert found(tmp_path, "donor darah")[0] == "donor"


def test_indexing_with_another_model_builds_anew(tmp_path: Path) -> None:
    """All releases are embedded by the new model, and questions with it are answered."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    other = make_work(tmp_path, releases, fingerprint="model-b")
    assert build_index(other, SilentProgress(), NOW).embedded == 3
    with LiveIndex(other.store, other.settings).use() as index:
        assert index.manifest.settings.model_fingerprint == "model-b"


def test_a_second_writer_is_turned_away(tmp_path: Path) -> None:
    """It ends at once and names the holder's pid."""
    releases = FakeReleases(CAMPUS)
    work = make_work(tmp_path, releases)
    work.store.prepare()
    lock = WriterLock(work.store.root / "writer.lock")
    with lock, pytest.raises(BusyIndexError, match=f"pid {os.getpid()}"):
        run(tmp_path, releases)
    assert run(tmp_path, releases).chunks == 3


def test_a_killed_writer_leaves_the_index_usable(tmp_path: Path) -> None:
    """Its lock is free, its leftovers are removed, the live generation answers."""
    releases = FakeReleases(CAMPUS)
    run(tmp_path, releases)
    script = (
        "import sys, time; from pathlib import Path; from tanyahumas.index.lock import WriterLock\n"
        "root = Path(sys.argv[1]); lock = WriterLock(root / 'writer.lock').__enter__()\n"
        "(root / 'generations' / 'building-1').mkdir(); print('ready', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        writer.send_signal(signal.SIGKILL)
    releases.held["baru"] = make_release("baru", "Perpustakaan buka malam.")
    assert run(tmp_path, releases).chunks == 4
    assert not list((tmp_path / "index" / "generations").glob("building-*"))


def test_a_failed_check_publishes_nothing(tmp_path: Path) -> None:
    """Vectors that are not numbers are noticed by the checking process; the live generation stays."""
    releases = FakeReleases(CAMPUS)
    first = run(tmp_path, releases)
    broken = replace(
        make_work(tmp_path, releases, fingerprint="broken"),
        embed=lambda t: embed(t) * float("nan"),
        verify=verify_in_subprocess,
    )
    with pytest.raises(IndexingError):
        build_index(broken, SilentProgress(), NOW)
    assert GenerationStore(tmp_path).current_name() == first.generation


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_directory_is_named(tmp_path: Path) -> None:
    """The message says which folder, and how to choose another."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(IndexingError, match="TANYAHUMAS_HOME"):
            run(tmp_path, FakeReleases(CAMPUS))
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_place_of_the_data_directory_is_named(tmp_path: Path) -> None:
    """So is a path that cannot be a folder."""
    (tmp_path / "index").write_text("x")
    with pytest.raises(IndexingError, match="TANYAHUMAS_HOME"):
        run(tmp_path, FakeReleases(CAMPUS))


def test_progress_counts_every_release(tmp_path: Path) -> None:
    """The bar ends full."""
    progress = SilentProgress()
    build_index(make_work(tmp_path, FakeReleases(CAMPUS)), progress, NOW)
    assert (progress.total, progress.done) == (3, 3)


def test_words_are_scored_as_by_bm25s(tmp_path: Path) -> None:
    """The arrays, read without the library, give its scores."""
    run(tmp_path, FakeReleases(CAMPUS))
    folder = GenerationStore(tmp_path).current()
    catalog = Catalog(folder, create=False)
    lists = dict(catalog.token_lists())
    catalog.close()
    model = bm25s.BM25()
    model.index(list(lists.values()), show_progress=False)
    index = LexicalIndex.open(folder / "lexical")
    tokens = ["donor", "darah", "pegawai"]
    found = dict(index.search(dict.fromkeys(tokens, 1.0), 10))
    expected = dict(zip(lists, model.get_scores(tokens), strict=True))
    assert found == pytest.approx({number: score for number, score in expected.items() if score > 0})
    assert found
    assert index.scores_of(dict.fromkeys(tokens, 2.0), list(lists)) == pytest.approx(
        [2 * score for score in expected.values()]
    )
