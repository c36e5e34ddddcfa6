"""Releases are found as soon as the registry has them, before the next generation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tanyahumas.domain import ANYBODY
from tanyahumas.index import LiveIndex
from tanyahumas.index.fresh import MOST_RELEASES, NOTHING, FreshSource, find_fresh
from tanyahumas.ingest import index_path
from tanyahumas.retrieval import Retriever, understand
from tests.conftest import SilentProgress, make_release
from tests.index.fakes import NOW, SmallApp, chunk, embed, open_small, write_corpus

NEWS = {
    "donor": "Donor darah diikuti 80 pegawai.",
    "wisuda": "Universitas mewisuda 500 lulusan di aula.",
    "kkn": "Mahasiswa berangkat kuliah kerja nyata ke pesisir.",
}
BARU = make_release("baru", "Perpustakaan meminjamkan xilofon kepada mahasiswa.", title="Xilofon")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[SmallApp]:
    corpus = write_corpus(tmp_path / "corpus", NEWS)
    with open_small(tmp_path / "home") as opened:
        index_path(opened, corpus, SilentProgress())
        yield opened


def found(app: SmallApp, live: LiveIndex, question: str) -> list[str]:
    retriever = Retriever(live, app.registry, app.embedder)
    return [p.text for p in retriever.retrieve(understand(question, 200), ANYBODY, NOW, 3)]


def test_a_new_release_is_found_at_once(app: SmallApp) -> None:
    """By vectors and by words, and after publishing with the same score."""
    live = app.live_index()
    assert BARU.text not in found(app, live, "xilofon di perpustakaan")
    app.registry.sync([BARU], "/tempat-lain", "tester", NOW)
    assert found(app, live, "xilofon di perpustakaan")[0] == BARU.text
    vector = embed(["xilofon perpustakaan"])[0]
    with live.use() as index:
        near, worded = index.nearest(vector, 2)[0], index.matching({"xilofon": 1.0}, 2)
        assert (near[0].release_id, [entry.release_id for entry, _ in worded]) == ("baru", ["baru"])
        dense, lexical = index.among(["baru", "donor"], vector, {"xilofon": 1.0})
        assert ({e.release_id for e, _ in dense}, len(lexical)) == ({"baru", "donor"}, 1)
        assert [entry.release_id for entry in index.openings(["baru", "donor"])] == ["baru", "donor"]
    live.close()


def test_a_changed_and_a_removed_release_are_seen_at_once(app: SmallApp, tmp_path: Path) -> None:
    """The old wording is not found any more, nor is what was removed."""
    live = app.live_index()
    changed = replace(app.registry.get("donor"), text="Donor darah diundur ke bulan depan.")
    app.registry.sync([changed, app.registry.get("wisuda")], str(tmp_path / "corpus"), "tester", NOW)
    texts = found(app, live, "kapan donor darah dan kuliah kerja nyata?")
    assert texts[0] == changed.text
    assert {NEWS["donor"], NEWS["kkn"]} & set(texts) == set()
    live.close()


def test_words_weigh_as_in_a_published_index(app: SmallApp) -> None:
    """BM25 of a chunk computed here is what the arrays give for it."""
    live = app.live_index()
    source = FreshSource(
        stamp=lambda: 1,
        content_hashes=app.registry.content_hashes,
        versions=app.registry.versions,
        cached=app.registry.cached_vectors,
        chunk=app.chunk,
        embed=embed,
    )
    with live.use() as index:
        weights = {"donor": 1.0, "darah": 0.5, "rilis": 1.0}
        expected = {entry.id: score for entry, score in index.matching(weights, 9)}
        whole = find_fresh(source, NoChunks(), index.manifest.settings.model_fingerprint)
        usual = index.catalog.usual_length()
        scores = {
            e.id: s for e, s in whole.scores({"donor": 1.0, "darah": 0.5, "rilis": 1.0}, index.lexical, usual)
        }
    live.close()
    assert scores == pytest.approx(expected, rel=1e-4)


class NoChunks:
    """A catalog that holds nothing."""

    def content_hashes(self) -> dict[str, str]:
        return {}


def test_many_new_releases_wait_for_an_index_run(app: SmallApp) -> None:
    """A question does not embed a whole import."""
    live = app.live_index()
    many = [replace(BARU, id=f"baru-{n}", source=f"/lain/{n}") for n in range(MOST_RELEASES + 1)]
    app.registry.sync(many, "/lain", "tester", NOW)
    assert BARU.text not in found(app, live, "xilofon di perpustakaan")
    live.close()


def test_nothing_new_costs_nothing(app: SmallApp) -> None:
    """While the registry's stamp stays, neither hashes are read nor texts embedded."""
    asked: list[str] = []
    source = FreshSource(
        stamp=lambda: 7,
        content_hashes=lambda: asked.append("hashes") or app.registry.content_hashes(),  # type: ignore[func-returns-value]
        versions=app.registry.versions,
        cached=app.registry.cached_vectors,
        chunk=chunk,
        embed=lambda texts: np.zeros((len(texts), 64), np.float32),
    )
    live = LiveIndex(app.store, app.index_settings, fresh=source)
    for _ in range(3):
        with live.use() as index:
            assert index._fresh.entries == NOTHING.entries
    live.close()
    assert asked == ["hashes"]


def test_a_quick_start_answers_exactly_until_chroma_is_open(app: SmallApp) -> None:
    """The first searches are right without Chroma, the later ones with it, and nothing counts as damage."""
    live = app.live_index(quick=True)
    vector = embed(["donor darah"])[0]
    with live.use() as index:
        first = index.nearest(vector, 3)
        assert index._dense._store is None
        deadline = time.monotonic() + 60
        while index._dense._store is None and time.monotonic() < deadline:
            assert [entry for entry, _ in index.nearest(vector, 3)] == [entry for entry, _ in first]
        later = index.nearest(vector, 3)
        assert index._dense._exact is None
    assert [entry for entry, _ in later] == [entry for entry, _ in first]
    assert [score for _, score in later] == pytest.approx([score for _, score in first], abs=1e-4)
    assert not live.degraded
    live.close()


def test_a_quick_start_over_damage_is_degraded(app: SmallApp) -> None:
    """Checksums are compared all the same."""
    (app.store.current() / "chroma" / "chroma.sqlite3").write_bytes(b"")
    live = app.live_index(quick=True)
    assert found(app, live, "donor darah")[0] == NEWS["donor"]
    assert live.degraded
    live.close()
