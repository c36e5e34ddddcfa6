"""Index runs that are killed, and two at once."""

from __future__ import annotations

from pathlib import Path

from tests.index.killing import BUSY, DONE, builder, corpus_of, kill_loop, look


def test_killed_runs_leave_a_whole_index(tmp_path: Path) -> None:
    """After each of 20 kills all releases of one state are there, none is mixed, none is lost."""
    seen = list(kill_loop(tmp_path, 20, seed=7))
    assert [s for s in seen if s.state is None or not s.whole] == []
    assert len(seen) == 20
    with builder(tmp_path) as build:
        build.start(99)
        assert build.codes() == [DONE]
    assert look(tmp_path, range(99, 100)).whole
    assert look(tmp_path, range(99, 100)).state == 99
    assert not list((tmp_path / "index" / "generations").glob("building-*"))


def test_two_writers_at_once_do_no_harm(tmp_path: Path) -> None:
    """One of them builds, the other ends at once or comes after it; the index is whole."""
    with builder(tmp_path) as build:
        build.start(1, 2)
        codes = build.codes()
    assert set(codes) <= {DONE, BUSY}
    assert DONE in codes
    seen = look(tmp_path, range(1, 3))
    assert (seen.whole, seen.state in (1, 2)) == (True, True)
    assert len(corpus_of(1).held) == 12
