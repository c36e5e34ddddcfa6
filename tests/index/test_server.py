"""Vectors on a real Chroma server on loopback: two machines, a server that is gone, going back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tanyahumas.config import Settings
from tanyahumas.errors import ConfigurationError, IndexingError
from tanyahumas.index import ChromaServer, IndexWork, LiveIndex, build_index
from tanyahumas.index.manifest import read_manifest
from tanyahumas.index.upkeep import prune, roll_back
from tanyahumas.index.vectors import open_remote
from tests.conftest import SilentProgress, make_release
from tests.index.fakes import NOW, FakeReleases, embed, make_work
from tests.index.servers import running_chroma

CAMPUS = [
    make_release("wisuda", "Universitas mewisuda 500 lulusan di aula."),
    make_release("donor", "Donor darah diikuti 80 pegawai."),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with running_chroma(tmp_path_factory.mktemp("server")) as started:
        yield started


def on(server: ChromaServer | None, home: Path, releases: FakeReleases) -> IndexWork:
    return replace(make_work(home, releases), server=server)


def live_of(work: IndexWork) -> LiveIndex:
    return LiveIndex(work.store, work.settings, work.releases.cached_vectors, work.server)


def nearest(live: LiveIndex, words: str) -> list[str]:
    with live.use() as index:
        return [entry.release_id for entry, _ in index.nearest(embed([words])[0], 5)]


def collections(server: ChromaServer) -> set[str]:
    return {c.name for c in open_remote(server.url, server.headers, 5.0).list_collections()}


def test_two_machines_share_one_collection(server: ChromaServer, tmp_path: Path) -> None:
    """The first fills it, the second finds it complete; both answer from it, and keep no vectors."""
    releases = FakeReleases(CAMPUS)
    before = collections(server)
    works = [on(server, tmp_path / name, releases) for name in ("a", "b")]
    for work in works:
        assert build_index(work, SilentProgress(), NOW).chunks == 2
        live = live_of(work)
        assert (nearest(live, "donor darah")[0], live.problems) == ("donor", ())
        live.close()
        assert not (work.store.current() / "chroma").exists()
    names = {read_manifest(work.store.current()).collection for work in works}
    assert collections(server) - before == names
    assert len(names) == 1


def test_readers_swap_and_old_collections_go(server: ChromaServer, tmp_path: Path) -> None:
    """A changed corpus is a new collection; rolling back finds the old one, pruning deletes it."""
    releases = FakeReleases([*CAMPUS, make_release("kkn", "Kuliah kerja nyata di pesisir.")])
    work = on(server, tmp_path, releases)
    build_index(work, SilentProgress(), NOW)
    first = read_manifest(work.store.current()).collection
    live = live_of(work)
    assert "kkn" in nearest(live, "kuliah kerja nyata")
    del releases.held["kkn"]
    assert build_index(work, SilentProgress(), NOW).embedded == 0
    assert "kkn" not in nearest(live, "kuliah kerja nyata")
    roll_back(work.store, work.settings)
    assert "kkn" in nearest(live, "kuliah kerja nyata")
    build_index(work, SilentProgress(), NOW)
    live.close()
    prune(work.store, server)
    assert first not in collections(server)
    live = live_of(work)
    assert (nearest(live, "donor darah")[0], live.degraded) == ("donor", False)
    live.close()


def test_a_server_that_is_gone_is_answered_around(tmp_path: Path) -> None:
    """Under a running process and at a start, exact search answers and says so; indexing is an error."""
    releases = FakeReleases(CAMPUS)
    with running_chroma(tmp_path / "server") as server:
        work = on(server, tmp_path / "home", releases)
        build_index(work, SilentProgress(), NOW)
        live = live_of(work)
        assert nearest(live, "donor darah")[0] == "donor"
    assert (nearest(live, "donor darah")[0], live.degraded) == ("donor", True)
    live.close()
    fresh = live_of(work)
    assert (nearest(fresh, "donor darah")[0], fresh.degraded) == ("donor", True)
    fresh.close()
    releases.held["baru"] = make_release("baru", "Perpustakaan buka malam.")
    with pytest.raises(IndexingError, match="cannot write the vectors"):
        build_index(work, SilentProgress(), NOW)
    assert work.store.names() == ["g000001"]


def test_an_incomplete_or_lost_collection_is_not_believed(server: ChromaServer, tmp_path: Path) -> None:
    """Its rows are not asked; a rebuild fills it again."""
    work = on(
        server, tmp_path, FakeReleases([make_release("sendiri", "Rilis sendirian tentang perpustakaan.")])
    )
    build_index(work, SilentProgress(), NOW)
    name = read_manifest(work.store.current()).collection
    client = open_remote(server.url, server.headers, 5.0)
    client.delete_collection(name)
    client.create_collection(name, embedding_function=None)
    live = live_of(work)
    assert (nearest(live, "perpustakaan"), live.degraded) == (["sendiri"], True)
    live.close()
    client.delete_collection(name)
    build_index(work, SilentProgress(), NOW, rebuild=True)
    live = live_of(work)
    assert (nearest(live, "perpustakaan"), live.degraded) == (["sendiri"], False)
    live.close()


def test_moving_to_a_server_and_back_embeds_nothing(server: ChromaServer, tmp_path: Path) -> None:
    """Setting or unsetting the URL is a rebuild from the cache; in between exact search answers."""
    releases = FakeReleases(CAMPUS)
    here, there = on(None, tmp_path, releases), on(server, tmp_path, releases)
    assert build_index(here, SilentProgress(), NOW).embedded == 2
    moved = build_index(there, SilentProgress(), NOW)
    assert (moved.embedded, len(moved.plan.add)) == (0, 2)
    live = live_of(here)
    assert (nearest(live, "donor darah")[0], live.degraded) == ("donor", True)
    assert build_index(here, SilentProgress(), NOW).embedded == 0
    assert (nearest(live, "donor darah")[0], live.degraded) == ("donor", False)
    live.close()


def test_headers_are_read_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a proxy wants them; what is no header is named without its value."""
    monkeypatch.setenv("TANYAHUMAS_CHROMA_HEADERS", "Authorization: Bearer a:b; X-Team: humas")
    assert Settings().chroma_header_fields == {"Authorization": "Bearer a:b", "X-Team": "humas"}
    monkeypatch.setenv("TANYAHUMAS_CHROMA_HEADERS", "rahasia")
    with pytest.raises(ConfigurationError, match="CHROMA_HEADERS") as refused:
        _ = Settings().chroma_header_fields
    assert "rahasia" not in str(refused.value)
