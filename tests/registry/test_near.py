"""Links between releases that share most of their wording."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from tanyahumas.domain import Release
from tanyahumas.registry import Registry
from tanyahumas.registry.near import COMPARED, KEYS
from tanyahumas.registry.schema import near, sketch_keys, sketches
from tanyahumas.registry.upkeep import purge

from .conftest import NOW, make_release

Sync = Callable[..., Any]
WORDS = [f"kata{i}" for i in range(300)]
BASE = " ".join(WORDS)
CORRECTED = BASE.replace("kata150", "lain")


def family() -> list[Release]:
    return [
        make_release("old", text=BASE, date=dt.date(2025, 1, 1)),
        make_release("alone", text=" ".join(reversed(WORDS))),
        make_release("new", text=CORRECTED, date=dt.date(2025, 1, 2)),
        make_release("undated", text=BASE + " akhir", date=None),
    ]


def linked(registry: Registry, id_: str) -> list[str]:
    return [release.id for release in registry.near_duplicates(id_)]


def left(registry: Registry) -> list[int]:
    """How many rows each of the three tables has."""
    with registry._database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (sketches, sketch_keys, near)
        ]


def test_linked_newest_first(registry: Registry, sync: Sync) -> None:
    """Releases that differ in a few words are linked, newest first; others stand alone."""
    sync(*family())
    assert linked(registry, "old") == ["new", "undated"]
    assert linked(registry, "undated") == ["new", "old"]
    assert linked(registry, "alone") == linked(registry, "zzz") == []
    assert [[r.id for r in group] for group in registry.near_groups()] == [["new", "old", "undated"]]


def test_links_grow_with_single_imports(registry: Registry) -> None:
    """Releases that come one by one are linked to those before as if they had come together."""
    for release in family():
        registry.sync([release], "https://a.example", "tests", NOW, gone=())
    assert linked(registry, "old") == ["new", "undated"]


def test_another_wording_is_linked_anew(registry: Registry, sync: Sync) -> None:
    """A release that was rewritten loses its links, one that became alike gets them; nothing is left over."""
    sync(*family())
    before = left(registry)
    sync(*(make_release(r.id, text="Sama sekali lain, tiga.") if r.id == "old" else r for r in family()))
    assert linked(registry, "old") == []
    assert linked(registry, "undated") == ["new"]
    sync(*family())
    assert linked(registry, "old") == ["new", "undated"]
    assert left(registry) == before


def test_a_change_of_life_changes_no_link(registry: Registry, sync: Sync) -> None:
    """Operators still see a withdrawn twin beside a release, but not among the groups."""
    sync(*family())
    registry.withdraw("new", "rina", NOW)
    assert linked(registry, "old") == ["new", "undated"]
    assert [[r.id for r in group] for group in registry.near_groups()] == [["old", "undated"]]


def test_removed_and_returned(registry: Registry, sync: Sync) -> None:
    """A release whose source is gone has no links, and has them again when it returns."""
    sync(*family())
    sync(*family()[1:])
    assert linked(registry, "undated") == ["new"]
    assert linked(registry, "old") == []
    sync(*family())
    assert linked(registry, "old") == ["new", "undated"]


def test_purged(registry: Registry, sync: Sync) -> None:
    """Nothing that was made of a purged release's words stays."""
    sync(*family())
    purge(registry, [release.id for release in family()], "rina", NOW)
    assert left(registry) == [0, 0, 0]


def test_what_was_never_linked_is_linked_on_demand(registry: Registry, sync: Sync) -> None:
    """After an upgrade or a killed run the missing links are made up for, once."""
    sync(*family())
    whole = left(registry)
    with registry._database.write() as connection:
        for table in (sketches, sketch_keys, near):
            connection.execute(delete(table))
    assert registry.link_near_duplicates() == 4
    assert left(registry) == whole
    assert registry.link_near_duplicates() == 0


@pytest.mark.parametrize("text", ["Isi.", "satu dua tiga empat lima enam"])
def test_short_texts(registry: Registry, sync: Sync, text: str) -> None:
    """The same few words are linked, other few words are not."""
    sync(make_release("a", text=text), make_release("b", text=text), make_release("c", text="Lain sekali."))
    assert (linked(registry, "a"), linked(registry, "c")) == (["b"], [])


def test_a_large_family_costs_no_square(registry: Registry, sync: Sync) -> None:
    """Of many releases alike each is compared with a bounded number, and all still hang together."""
    many = 3 * COMPARED
    sync(*(make_release(f"{i:04d}", text=f"{BASE} {i}") for i in range(many)))
    assert [len(group) for group in registry.near_groups()] == [many]
    rows, keys, links = left(registry)
    assert (rows, keys) == (many, many * KEYS)
    assert links <= 2 * many * COMPARED
