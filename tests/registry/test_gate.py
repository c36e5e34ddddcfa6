import datetime as dt
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from tanyahumas.domain import ANYBODY, Asker, Status
from tanyahumas.errors import RegistryError, UnknownReleaseError
from tanyahumas.registry import Registry, open_registry
from tanyahumas.registry.upkeep import purge

from .conftest import NOW, make_release

Sync = Callable[..., Any]
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize("status", list(Status))
def test_status(registry: Registry, sync: Sync, status: Status) -> None:
    """Everything but a withdrawn release can be seen."""
    sync(make_release("a", status=status))
    assert bool(registry.visible(["a"], ANYBODY, NOW)) is (status is not Status.WITHDRAWN)
    assert registry.count() == len(registry.content_hashes()) == int(status is not Status.WITHDRAWN)


@pytest.mark.parametrize(("now", "seen"), [(NOW - SECOND, False), (NOW, True), (NOW + SECOND, True)])
def test_embargo(registry: Registry, sync: Sync, now: dt.datetime, seen: bool) -> None:
    """Before its time nothing of an embargoed release is told, from its time on everything."""
    makassar = dt.timezone(dt.timedelta(hours=8))
    sync(
        make_release("old", date=dt.date(2024, 1, 1)),
        make_release("a", title="Rahasia", embargo_until=NOW.astimezone(makassar), corrects="old"),
    )
    assert ("a" in registry.visible(["a"], ANYBODY, now)) is seen
    assert bool(registry.search_titles("Rahasia", ANYBODY, now, 5)) is seen
    assert bool(registry.corrections_of(["old"], ANYBODY, now)) is seen
    assert registry.newest_date(ANYBODY, now) == (dt.date(2025, 5, 5) if seen else dt.date(2024, 1, 1))
    assert "a" in registry.content_hashes()


@pytest.mark.parametrize(
    ("audience", "asker", "seen"),
    [
        ({"public"}, set(), True),
        ({"staf"}, {"staf"}, True),
        ({"Staf"}, {"sTAF"}, True),
        ({"staf", "pimpinan"}, {"pimpinan"}, True),
        ({"staf"}, {"public"}, False),
        ({"staf"}, {"sta", "taf", "%", "_taf"}, False),
        ({"staf khusus"}, {"staf"}, False),
        ({"staf", "public"}, {"tamu"}, True),
    ],
)
def test_audience(registry: Registry, sync: Sync, audience: set[str], asker: set[str], seen: bool) -> None:
    """A release is seen by those who belong to one of its groups, by whole names, and by all if public."""
    sync(make_release("a", audience=frozenset(audience)))
    assert bool(registry.visible(["a"], Asker(frozenset(asker)), NOW)) is seen


def test_unknown_and_many_ids(registry: Registry, sync: Sync) -> None:
    """Ids that nobody knows are left out, however many are asked."""
    sync(make_release("a"))
    assert list(registry.visible(["a", "a", *(f"x{i}" for i in range(25_000))], ANYBODY, NOW)) == ["a"]
    assert registry.visible([], ANYBODY, NOW) == {}


def test_corrections(registry: Registry, sync: Sync) -> None:
    """Corrections and successors of a release are found newest first, withdrawn ones are not."""
    sync(
        make_release("a"),
        make_release("b", corrects="a", date=dt.date(2025, 5, 6)),
        make_release("c", supersedes="a", date=dt.date(2025, 5, 7)),
        make_release("d", corrects="a", status=Status.WITHDRAWN),
        make_release("e", corrects="zzz"),
    )
    found = registry.corrections_of(["a", "b"], ANYBODY, NOW)
    assert {id_: [r.id for r in releases] for id_, releases in found.items()} == {"a": ["c", "b"]}


def test_titles(registry: Registry, sync: Sync) -> None:
    """Titles are found by the start of any word, newest first, without wildcards."""
    sync(
        make_release("a", title="Wisuda Kampus", date=dt.date(2024, 1, 1)),
        make_release("b", title="Rapat wisuda", date=dt.date(2025, 1, 1)),
        make_release("c", title="Prawisuda", date=None),
        make_release("d", title="100% hadir", date=None),
    )

    def ids(prefix: str, limit: int = 9) -> list[str]:
        return [release.id for release in registry.search_titles(prefix, ANYBODY, NOW, limit)]

    assert ids("WISU") == ["b", "a"]
    assert ids("wisuda", 1) == ["b"]
    assert ids("100%") == ["d"]
    assert ids("%") == ids("wi_uda") == []
    assert ids("") == ["b", "a", "c", "d"]


def test_newest_date_is_not_in_the_future(registry: Registry, sync: Sync) -> None:
    """A release dated ahead does not count as the newest before its day has come in Indonesia."""
    sync(make_release("a"), make_release("b", date=dt.date(2025, 6, 2)))
    assert registry.newest_date(ANYBODY, dt.datetime(2025, 6, 1, 16, 59, tzinfo=dt.UTC)) == dt.date(
        2025, 5, 5
    )
    assert registry.newest_date(ANYBODY, dt.datetime(2025, 6, 1, 17, 1, tzinfo=dt.UTC)) == dt.date(2025, 6, 2)


def test_newest_date_of_nothing(registry: Registry) -> None:
    """An empty registry has no newest date."""
    assert registry.newest_date(ANYBODY, NOW) is None


def test_operators_change_a_life(registry: Registry, sync: Sync) -> None:
    """Withdrawing, restoring and embargoing take effect at once, are repeatable, and are written down."""
    sync(make_release("a"))
    assert registry.withdraw("a", "rina", NOW, "salah angka")
    assert not registry.withdraw("a", "rina", NOW)
    assert registry.visible(["a"], ANYBODY, NOW) == {}
    assert registry.restore("a", "rina", NOW)
    assert registry.embargo("a", NOW + SECOND, "rina", NOW)
    assert registry.visible(["a"], ANYBODY, NOW) == {}
    assert registry.embargo("a", None, "rina", NOW)
    assert list(registry.visible(["a"], ANYBODY, NOW)) == ["a"]
    actions = [(entry.actor, entry.action, entry.at) for entry in registry.history("a")[1:]]
    assert actions == [("rina", action, NOW) for action in ("withdraw", "restore", "embargo", "embargo")]
    assert registry.history("a")[1].details == {"status": ["published", "withdrawn"], "reason": "salah angka"}


def test_supersede(registry: Registry, sync: Sync) -> None:
    """A successor is linked and the old one marked; two releases cannot supersede each other."""
    sync(make_release("a"), make_release("b"))
    assert registry.supersede("a", "b", "rina", NOW)
    assert not registry.supersede("a", "b", "rina", NOW)
    assert (registry.get("a").status, registry.get("b").supersedes) == (Status.SUPERSEDED, "a")
    for old, new in (("b", "a"), ("a", "a")):
        with pytest.raises(RegistryError, match="each other"):
            registry.supersede(old, new, "rina", NOW)


@pytest.mark.parametrize("method", ["withdraw", "restore", "history", "get", "listed", "supersede"])
def test_unknown_release(registry: Registry, method: str) -> None:
    """Asking for a release that never was names the id and the command that lists them."""
    arguments = {"history": (), "get": (), "listed": (), "supersede": ("b", "rina", NOW)}.get(
        method, ("rina", NOW)
    )
    with pytest.raises(UnknownReleaseError, match="`z`") as raised:
        getattr(registry, method)("z", *arguments)
    assert raised.value.remedy == "tanyahumas releases list"


def test_released_between_by_publication_or_event(registry: Registry, sync: Sync) -> None:
    """A release belongs to a span when either of its days lies in it; the newest comes first."""
    day = dt.date
    sync(
        make_release("before", date=day(2025, 3, 31), event_date=None),
        make_release("event", date=day(2025, 5, 2), event_date=day(2025, 4, 30)),
        make_release("first", date=day(2025, 4, 1), event_date=None),
        make_release("hidden", date=day(2025, 4, 2), event_date=None, embargo_until=NOW + SECOND),
        make_release("undated", date=None, event_date=day(2025, 4, 5)),
    )
    span = (day(2025, 4, 1), day(2025, 4, 30))
    assert registry.released_between(*span, ANYBODY, NOW, 10) == ("event", "first", "undated")
    assert registry.released_between(*span, ANYBODY, NOW, 1) == ("event",)
    assert registry.released_between(day(2020, 1, 1), day(2020, 1, 2), ANYBODY, NOW, 10) == ()


def test_hashes_of_what_may_be_seen(registry: Registry, sync: Sync) -> None:
    """The light look-up lets through exactly what the whole one does."""
    sync(
        make_release("a"),
        make_release("b", status=Status.WITHDRAWN),
        make_release("c", embargo_until=NOW + SECOND),
        make_release("d", audience=frozenset({"staf"})),
    )
    for asker in (ANYBODY, Asker(frozenset({"Staf"}))):
        for now in (NOW, NOW + SECOND):
            whole = registry.visible("abcdz", asker, now)
            hashes = {id_: release.content_hash for id_, release in whole.items()}
            assert registry.visible_hashes("abcdz", asker, now) == hashes
    assert registry.visible_hashes([], ANYBODY, NOW) == {}


def test_days_follow_every_change_of_any_process(registry: Registry, sync: Sync) -> None:
    """Days once read follow what is added, changed, withdrawn, purged or removed elsewhere."""
    day = dt.date
    span = (day(2025, 4, 1), day(2025, 4, 30), ANYBODY, NOW)
    url = registry._database.engine.url.render_as_string(hide_password=False)
    one = make_release("a", date=day(2025, 4, 1), event_date=None)
    with closing(open_registry(url)) as reader:
        assert reader.released_between(*span, 9) == ()
        sync(one, make_release("b", date=day(2025, 4, 2), event_date=None))
        assert reader.released_between(*span, 9) == ("b", "a")
        assert reader.released_between(*span, 0) == ()
        sync(replace(one, date=day(2025, 5, 1)), make_release("b", date=day(2025, 4, 2), event_date=None))
        assert reader.released_between(*span, 9) == ("b",)
        registry.withdraw("b", "rina", NOW)
        assert reader.released_between(*span, 9) == ()
        registry.restore("b", "rina", NOW)
        assert reader.released_between(*span, 9) == ("b",)
        purge(registry, ["b"], "rina", NOW)
        assert reader.released_between(*span, 9) == ()
