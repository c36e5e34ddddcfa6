"""What left a feed was taken down only if its page says so."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from tanyahumas.corpus.feeds import ImportReport, RssFeed
from tanyahumas.corpus.feeds.items import Tools
from tanyahumas.errors import CorpusError
from tanyahumas.registry import Registry

from .site import Answer, Site, page, rss

Run = Callable[..., ImportReport]


def item(site: Site, day: int, link: str = "") -> dict[str, str]:
    """An item of a day in May 2025 with a page of its own."""
    return {
        "guid": f"g{day}",
        "link": link or f"{site.url}/berita/{day}",
        "date": f"Mon, {day:02d} May 2025 08:00:00 +0700",
    }


def show(site: Site, *days: int) -> None:
    """The feed shows the items of these days."""
    site.routes["/feed"] = (200, {}, rss([item(site, day) for day in days]))


@pytest.fixture
def feed(site: Site, tools: Tools, run: Run) -> Callable[..., ImportReport]:
    """Import the feed; at first it shows the items of 1 to 5 May, and their pages are there."""
    for day in range(1, 6):
        site.routes[f"/berita/{day}"] = (200, {}, page(day))
    show(site, *range(1, 6))

    def ran(*, check: bool = False, force: bool = False) -> ImportReport:
        site.asked.clear()
        return run(RssFeed(f"{site.url}/feed", tools, check=check), force)

    assert len(ran().added) == 5
    return ran


@pytest.mark.parametrize("status", [404, 410])
def test_an_item_taken_from_between_others(
    site: Site, feed: Callable[..., ImportReport], registry: Registry, status: int
) -> None:
    """It is removed once its page is gone; older items that left the feed are not even asked for."""
    show(site, 2, 3, 5)
    site.routes["/berita/4"] = (status, {}, b"")
    assert len(feed().removed) == 1
    assert registry.count() == 4
    assert (site.times_asked("/berita/4"), site.times_asked("/berita/1")) == (1, 0)
    assert feed().removed == []
    assert site.times_asked("/berita/4") == 0


@pytest.mark.parametrize(
    ("status", "headers"), [(200, {}), (403, {}), (500, {}), (302, {"Location": "/berita/5"})]
)
def test_a_page_that_is_not_gone_keeps_its_release(
    site: Site, feed: Callable[..., ImportReport], registry: Registry, status: int, headers: dict[str, str]
) -> None:
    """A page that is there, refused, broken or led elsewhere is no deletion."""
    show(site, 3, 5)
    site.routes["/berita/4"] = (status, headers, b"")
    report = feed()
    assert (report.removed, registry.count()) == ([], 5)
    assert len(report.problems) == int(status == 500)


def test_what_grew_old_stays_unless_it_is_checked(
    site: Site, feed: Callable[..., ImportReport], registry: Registry
) -> None:
    """Items older than all that are shown stay without a question; with `check` their pages are asked."""
    show(site, 4, 5)
    del site.routes["/berita/2"]
    assert (feed().removed, site.times_asked("/berita/")) == ([], 0)
    assert len(feed(check=True).removed) == 1
    assert sorted(path for path in site.asked if "berita" in path) == ["/berita/1", "/berita/2", "/berita/3"]


def test_a_day_of_its_own_is_needed(
    site: Site, feed: Callable[..., ImportReport], registry: Registry
) -> None:
    """An item of the same day as the oldest one shown may just have grown old."""
    items = [item(site, 5), {**item(site, 5), "guid": "lain", "link": f"{site.url}/berita/lain"}]
    site.routes["/feed"] = (200, {}, rss(items))
    feed()
    site.routes["/feed"] = (200, {}, rss(items[:1]))
    assert (feed().removed, site.times_asked("/berita/lain")) == ([], 0)


def test_an_unchanged_feed_is_checked_all_the_same(
    site: Site, feed: Callable[..., ImportReport], registry: Registry
) -> None:
    """`check` looks at the pages also when the feed itself says that nothing changed."""

    def unchanged(handler: BaseHTTPRequestHandler) -> Answer:
        same = handler.headers.get("If-None-Match") == '"1"'
        return (304, {}, b"") if same else (200, {"ETag": '"1"'}, rss([item(site, 5)]))

    site.routes["/feed"] = unchanged
    feed()
    del site.routes["/berita/1"]
    assert feed().removed == []
    assert len(feed(check=True).removed) == 1


def test_when_most_pages_are_gone_nothing_is_removed(
    site: Site, tools: Tools, run: Run, registry: Registry
) -> None:
    """A site that moved answers 404 for everything: that needs to be confirmed."""
    show(site, *range(1, 13))
    run(RssFeed(f"{site.url}/feed", tools))
    show(site, 12)
    with pytest.raises(CorpusError, match="nothing was"):
        run(RssFeed(f"{site.url}/feed", tools, check=True))
    assert registry.count() == 12
    assert len(run(RssFeed(f"{site.url}/feed", tools, check=True), True).removed) == 11


def test_an_item_of_another_host_is_not_asked_for(
    site: Site, tools: Tools, run: Run, registry: Registry
) -> None:
    """A page that may not be asked is told as a problem, and its release stays."""
    items = [item(site, day, f"http://192.0.2.1/{day}") for day in range(1, 6)]
    site.routes["/feed"] = (200, {}, rss(items))
    run(RssFeed(f"{site.url}/feed", tools))
    site.routes["/feed"] = (200, {}, rss([items[0], items[4]]))
    report = run(RssFeed(f"{site.url}/feed", tools))
    assert (report.removed, len(report.problems), registry.count()) == ([], 3, 5)
