import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.domain import ANYBODY, Release, Status
from tanyahumas.errors import UnknownReleaseError
from tanyahumas.registry import Registry

from .conftest import NOW, make_release

Sync = Callable[..., Any]


def test_everything_is_kept(registry: Registry, sync: Sync) -> None:
    """A release comes back from the registry exactly as it was read."""
    full = make_release(
        "berita#0", event_date=dt.date(2025, 5, 3), url="https://a.example", number="1/SP", byline="Humas",
        retelling=True, status=Status.CORRECTED, embargo_until=NOW, corrects="x", supersedes="y",
        language="en", audience=frozenset({"staf", "public"}), source="/rilis/a.jsonl#berita#0",
    )  # fmt: skip
    bare = make_release("b", date=None, place=None)
    assert sync(full, bare).added == ("b", "berita#0")
    assert registry.visible(["b", "berita#0"], ANYBODY, NOW) == {"b": bare, "berita#0": full}


def test_second_sync_changes_nothing(registry: Registry, sync: Sync) -> None:
    """Syncing the same releases again reports all as unchanged and writes no history."""
    sync(make_release("a"), make_release("b"))
    report = sync(make_release("a"), make_release("b"))
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), ("a", "b"))
    assert [entry.action for entry in registry.history("a")] == ["added"]


@pytest.mark.parametrize(
    "change",
    [{"text": "Baru."}, {"status": Status.WITHDRAWN}, {"language": "en"}, {"audience": frozenset({"staf"})}],
)
def test_change(registry: Registry, sync: Sync, change: dict[str, Any]) -> None:
    """A change of words, language or declared life cycle is taken over."""
    sync(make_release("a"))
    changed = make_release("a", **change)
    assert sync(changed).changed == ("a",)
    assert registry.get("a") == changed
    assert sync(changed).unchanged == ("a",)


def test_earlier_wording_can_still_be_shown(registry: Registry, sync: Sync) -> None:
    """Every wording stays available by its hash, with the life cycle of today."""
    old, new = make_release("a"), make_release("a", text="Baru.", status=Status.CORRECTED)
    sync(old)
    sync(new)
    found = registry.versions(
        [("a", old.content_hash), ("a", new.content_hash), ("a", "none"), ("z", "none")]
    )
    assert found == {
        ("a", old.content_hash): replace(old, status=Status.CORRECTED),
        ("a", new.content_hash): new,
    }


def test_removal_and_return(registry: Registry, sync: Sync) -> None:
    """A release whose source is gone is removed with its history kept, and may come back."""
    sync(make_release("a"), make_release("b"))
    assert sync(make_release("b")).removed == ("a",)
    assert registry.visible(["a"], ANYBODY, NOW) == {}
    assert registry.count() == 1
    with pytest.raises(UnknownReleaseError):
        registry.get("a")
    assert sync(make_release("b")).removed == ()
    assert sync(make_release("a"), make_release("b")).added == ("a",)
    assert [entry.action for entry in registry.history("a")] == ["added", "removed", "returned"]


def test_other_scopes_stay(registry: Registry, sync: Sync) -> None:
    """Only what lies under the scope can be removed: not its siblings, not a path that starts alike."""
    sources = ["/rilis/a.md", "/rilis-lama/b.md", "/rilis/c.jsonl#1", "/feed/d.md"]
    for number, source in enumerate(sources):
        sync(make_release(str(number), source=source), scope=source.split("#")[0])
    assert sync(scope="/rilis").removed == ("0", "2")
    assert set(registry.content_hashes()) == {"1", "3"}


def test_scope_may_be_one_file(registry: Registry, sync: Sync) -> None:
    """A .jsonl is the scope of its own lines."""
    sync(*(make_release(i, source=f"/rilis/a.jsonl#{i}") for i in "xyz"), scope="/rilis/a.jsonl")
    assert sync(make_release("x", source="/rilis/a.jsonl#x"), scope="/rilis/a.jsonl").removed == ("y", "z")


def test_id_held_by_another_file(registry: Registry, sync: Sync, tmp_path: Path) -> None:
    """Another text under a known id is a conflict while the first file exists; then it takes over."""
    first = tmp_path / "a.md"
    first.write_text("x")
    held = make_release("a", source=str(first))
    sync(held, scope=str(tmp_path))
    rival = make_release("a", text="Lain.")
    report = sync(rival)
    assert (report.added, report.changed, report.unchanged) == ((), (), ())
    assert str(first) in report.conflicts[0].reason
    assert registry.get("a") == held
    first.unlink()
    assert sync(rival).changed == ("a",)
    assert registry.get("a") == rival


def test_renamed_file(registry: Registry, sync: Sync) -> None:
    """A file that was renamed within the scope keeps its release."""
    sync(make_release("a"))
    moved = make_release("a", source="/rilis/baru/a.md")
    assert sync(moved).unchanged == ("a",)
    assert registry.get("a").source == "/rilis/baru/a.md"
    assert registry.listed("a").sources == ("/rilis/baru/a.md",)


def test_two_sources(registry: Registry, sync: Sync) -> None:
    """Copies are further sources; the release lives until the last of them is gone."""
    sync(make_release("a"), copies=[("a", "/rilis/b.md")])
    sync(make_release("a", source="/lain/a.md"), scope="/lain")
    assert registry.listed("a").sources == ("/lain/a.md", "/rilis/a.md", "/rilis/b.md")
    assert sync().removed == ()
    assert registry.get("a").source == "/lain/a.md"
    assert sync(scope="/lain").removed == ("a",)


def test_source_named_twice(registry: Registry, sync: Sync) -> None:
    """A copy that is the release's own source is no further source, at first sight and later."""
    for _ in range(2):
        sync(make_release("a"), copies=[("a", "/rilis/a.md"), ("a", "/rilis/b.md"), ("a", "/rilis/b.md")])
        assert registry.listed("a").sources == ("/rilis/a.md", "/rilis/b.md")


def test_count_under_a_path(registry: Registry, sync: Sync) -> None:
    """Releases are counted by where they lie, each once."""
    sync(make_release("a"), make_release("b"), copies=[("a", "/rilis/c.md")])
    sync(make_release("d", source="/rilis-lama/d.md"), scope="/rilis-lama")
    assert [registry.count_under(path) for path in ("/rilis", "/rilis/a.md", "/lain")] == [2, 1, 0]


def test_one_copy_changes(registry: Registry, sync: Sync, tmp_path: Path) -> None:
    """When a copy in another folder is edited, the first file's text stays, whichever is synced last."""
    first = tmp_path / "a.md"
    first.write_text("x")
    held = make_release("a", source=str(first))
    sync(held, scope=str(tmp_path))
    sync(make_release("a"))
    assert len(sync(make_release("a", text="Lain.")).conflicts) == 1
    assert sync(held, scope=str(tmp_path)).unchanged == ("a",)
    assert registry.listed("a").sources == (str(first),)


def test_first_source_changes_where_a_copy_was(registry: Registry, sync: Sync) -> None:
    """A source that moves from one release to another in one sync belongs to the new one."""
    sync(make_release("a"), make_release("b"))
    report = sync(make_release("a", source="/rilis/b.md"), make_release("c", source="/rilis/a.md"))
    assert (report.added, report.removed, report.unchanged) == (("c",), ("b",), ("a",))
    assert registry.listed("a").sources == ("/rilis/b.md",)


def test_same_id_twice_in_one_sync(registry: Registry, sync: Sync) -> None:
    """The first of two releases with one id wins."""
    report = sync(make_release("a"), make_release("a", text="Lain.", source="/rilis/b.md"))
    assert report.added == ("a",)
    assert len(report.conflicts) == 1


def test_operator_outlives_reindexing(registry: Registry, sync: Sync) -> None:
    """A withdrawal stays through syncs and edits until the source itself declares another status."""
    sync(make_release("a"))
    registry.withdraw("a", "rina", NOW)
    sync(make_release("a", text="Baru."))
    assert registry.get("a").status is Status.WITHDRAWN
    sync()
    sync(make_release("a", text="Baru."))
    assert registry.get("a").status is Status.WITHDRAWN
    sync(make_release("a", text="Baru.", status=Status.CORRECTED))
    assert registry.get("a").status is Status.CORRECTED


def test_reference_by_number_to_another_scope(registry: Registry, sync: Sync) -> None:
    """A correction finds the release that it names by number, also when that was read elsewhere."""
    correction = make_release("ralat", corrects="110/SP/2025", source="/lain/ralat.md")
    sync(correction, scope="/lain")
    assert registry.get("ralat").corrects == "110/SP/2025"
    sync(make_release("a", number="110/SP/2025"))
    assert sync(correction, scope="/lain").changed == ("ralat",)
    assert [r.id for r in registry.corrections_of(["a"], ANYBODY, NOW)["a"]] == ["ralat"]


def test_many(registry: Registry, sync: Sync) -> None:
    """Thousands of releases are one sync, and come back in pages without gaps."""
    many = [make_release(f"{i:05d}") for i in range(1203)]
    assert len(sync(*many).added) == 1203
    assert list(registry.indexable()) == many


def test_failed_sync_leaves_no_trace(registry: Registry, sync: Sync) -> None:
    """A sync that fails midway changes nothing."""
    broken: Release = make_release("b", embargo_until=dt.datetime(2025, 1, 1))  # noqa: DTZ001
    with pytest.raises(Exception, match="zone"):
        sync(make_release("a"), broken)
    assert registry.content_hashes() == {}
