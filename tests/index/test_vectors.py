"""The settings of the graph: how widely it is searched grows with it, whoever goes on with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index import rows
from tanyahumas.index.vectors import VectorStore

DIMENSIONS = 8


def vectors(count: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(1).normal(size=(count, DIMENSIONS)).astype(np.float32)
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def written(folder: Path, start: int, end: int) -> None:
    store = VectorStore(folder, DIMENSIONS, create=True)
    store.add([f"c{n}" for n in range(start, end)], vectors(end)[start:end])
    store.flush()
    store.close()


def setting(folder: Path, name: str) -> int:
    store = VectorStore(folder, DIMENSIONS, create=False)
    try:
        return int(store._collection.configuration["hnsw"][name])
    finally:
        store.close()


def test_a_larger_graph_is_searched_more_widely_within_limits() -> None:
    assert [rows.searched(n) for n in (0, 11_805, 119_808, 10_000_000)] == [400, 400, 998, 1600]


def test_a_graph_that_grows_is_searched_more_widely_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "ROWS_PER_SEARCHED", 1)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    written(first, 0, 500)
    assert setting(first, "ef_search") == 500
    shutil.copytree(first, second)
    written(second, 500, 800)
    assert setting(second, "ef_search") == 800
    assert setting(second, "sync_threshold") == rows.HNSW["sync_threshold"]
    store = VectorStore(second, DIMENSIONS, create=False)
    assert [store.query(vectors(800)[n], 1)[0][0] for n in (0, 499, 799)] == ["c0", "c499", "c799"]
    store.close()


def test_a_graph_of_another_build_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(rows.HNSW, "max_neighbors", 8)
        written(tmp_path, 0, 10)
    with pytest.raises(DamagedIndexError, match="other settings"):
        VectorStore(tmp_path, DIMENSIONS, create=False)
