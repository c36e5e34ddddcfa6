import datetime as dt
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from tanyahumas.corpus.feeds import ImportReport, RssFeed, SitemapFeed, WordPressFeed
from tanyahumas.corpus.feeds.items import Tools
from tanyahumas.errors import CorpusError
from tanyahumas.registry import Registry

from .site import Answer, Site, WordPress, page, rss, sitemap

Run = Callable[..., ImportReport]


def test_rss(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """Items become releases; of two items with one guid the first counts; nothing is taken for deleted."""
    site.routes["/feed"] = (200, {}, rss([{"guid": "a"}, {"guid": "b"}, {"guid": "a", "title": "Lain"}]))
    assert len(run(RssFeed(f"{site.url}/feed", tools)).added) == 2
    release = next(iter(registry.indexable()))
    assert (release.title, release.date) == ("Rilis", dt.date(2025, 5, 5))
    site.routes["/feed"] = (200, {}, rss([{"guid": "c"}]))
    report = run(RssFeed(f"{site.url}/feed", tools))
    assert (len(report.added), report.removed, registry.count()) == (1, [], 3)


def test_rss_with_teasers(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """When the feed only teases, the page itself is read."""
    site.routes["/feed"] = (200, {}, rss([{"guid": "a", "link": f"{site.url}/a", "content": "Baca …"}]))
    site.routes["/a"] = (200, {}, page(5))
    run(RssFeed(f"{site.url}/feed", tools))
    assert "5 kecamatan" in next(iter(registry.indexable())).text


def test_teaser_whose_page_is_gone(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """A teaser stands for itself when its page cannot be had."""
    items = [{"guid": "a", "link": "http://192.0.2.1/a", "content": "Cuplikan saja."}, {"guid": "b"}]
    site.routes["/feed"] = (200, {}, rss(items))
    assert len(run(RssFeed(f"{site.url}/feed", tools)).added) == 2
    assert "Cuplikan saja." in {release.text for release in registry.indexable()}


def test_rss_that_did_not_change(site: Site, tools: Tools, run: Run) -> None:
    """A feed with an ETag is not read twice."""

    def feed(handler: BaseHTTPRequestHandler) -> Answer:
        same = handler.headers.get("If-None-Match") == '"1"'
        return (304, {}, b"") if same else (200, {"ETag": '"1"'}, rss([{"guid": "a"}]))

    site.routes["/feed"] = feed
    assert len(run(RssFeed(f"{site.url}/feed", tools)).added) == 1
    assert run(RssFeed(f"{site.url}/feed", tools)).skipped == 1


def test_atom(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """Atom is read like RSS."""
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:1</id><title>Judul Atom</title>'
        '<link rel="self" href="https://contoh.example/self"/><link href="https://contoh.example/atom"/>'
        "<published>2025-05-05T23:00:00+07:00</published>"
        f"<content>{'Isi rilis. ' * 50}</content></entry></feed>"
    )
    site.routes["/feed"] = (200, {}, entry.encode())
    run(RssFeed(f"{site.url}/feed", tools))
    release = next(iter(registry.indexable()))
    assert (release.title, release.url) == ("Judul Atom", "https://contoh.example/atom")
    assert release.date == dt.date(2025, 5, 5)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item>", b"not xml", b"<html/>", b"",
        b'<!DOCTYPE rss [<!ENTITY a "ha">]><rss><channel><title>&a;</title></channel></rss>',
    ],
)  # fmt: skip
def test_malformed_feed(site: Site, tools: Tools, run: Run, body: bytes) -> None:
    """Broken XML, another document, or entities are refused, and nothing is changed."""
    site.routes["/feed"] = (200, {}, body)
    for feed in (RssFeed(f"{site.url}/feed", tools), SitemapFeed(f"{site.url}/feed", tools)):
        with pytest.raises(CorpusError, match="nothing was changed"):
            run(feed)


def test_one_release_in_two_feeds(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """What the site gives by two ways is one release with two sources, and lives until both are gone."""
    blog = WordPress(site)
    blog.put(1)
    blog.put(2)
    run(WordPressFeed(site.url, tools))
    link = "https://contoh.example/berita/rilis-1/"
    site.routes["/feed"] = (200, {}, rss([{"guid": "a", "link": link}]))
    report = run(RssFeed(f"{site.url}/feed", tools))
    assert (report.added, report.copies, registry.count()) == ([], 1, 2)
    (both,) = [listed for listed in registry.all() if listed.release.url == link]
    assert both.sources == (f"{site.url}/feed#a", f"{site.url}/wp-json/wp/v2/posts#1")
    blog.delete(1)
    run(WordPressFeed(site.url, tools))
    assert registry.listed(both.release.id).sources == (f"{site.url}/feed#a",)
    assert registry.count() == 2


def _two_pages(site: Site) -> None:
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.url}/s1</loc></sitemap></sitemapindex>'
    site.routes["/sitemap.xml"] = (200, {}, index.encode())
    pages = {f"{site.url}/berita/1": "2025-05-05", f"{site.url}/berita/2.html": "", f"{site.url}/kontak": ""}
    site.routes["/s1"] = (200, {}, sitemap(pages))
    for number, path in ((1, "/berita/1"), (2, "/berita/2.html"), (3, "/kontak")):
        site.routes[path] = (200, {}, page(number))


def test_sitemap(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """An index leads to pages; dated ones are asked again only when the date moves."""
    _two_pages(site)
    make = lambda: SitemapFeed(f"{site.url}/sitemap.xml", tools, under="/berita/")  # noqa: E731
    assert len(run(make()).added) == 2
    assert {r.url for r in registry.indexable()} == {f"{site.url}/berita/1", f"{site.url}/berita/2.html"}
    site.asked.clear()
    report = run(make())
    assert (report.added, report.changed) == ([], [])
    assert (site.times_asked("/berita/1"), site.times_asked("/berita/2")) == (0, 1)
    site.routes["/berita/2.html"] = (200, {}, page(22))
    assert len(run(make()).changed) == 1


def test_sitemap_deletion(site: Site, tools: Tools, run: Run, registry: Registry) -> None:
    """A page that left the map stays while it can be read, and is removed once it is gone."""
    _two_pages(site)
    make = lambda: SitemapFeed(f"{site.url}/sitemap.xml", tools, under="/berita/")  # noqa: E731
    run(make())
    site.routes["/s1"] = (200, {}, sitemap({f"{site.url}/berita/1": "2025-05-05"}))
    assert run(make()).removed == []
    del site.routes["/berita/2.html"]
    assert len(run(make()).removed) == 1
    assert registry.count() == 1


def test_sitemap_of_another_host(site: Site, tools: Tools, run: Run) -> None:
    """A map that names pages of another site does not make us ask that site."""
    site.routes["/sitemap.xml"] = (
        200,
        {},
        sitemap({"http://192.0.2.1/rahasia": "2025-05-05", f"{site.url}/a": "x"}),
    )
    site.routes["/a"] = (200, {}, page(1))
    report = run(SitemapFeed(f"{site.url}/sitemap.xml", tools))
    assert "not asked" in report.problems[0].reason
    assert len(report.added) == 1


def test_site_that_goes_down(site: Site, tools: Tools, run: Run) -> None:
    """Single pages that fail are told one by one; when many fail in a row, the batch is left for later."""
    pages = {f"{site.url}/{number}": "2025-05-05" for number in range(8)}
    site.routes["/sitemap.xml"] = (200, {}, sitemap(pages))
    for number in range(8):
        site.routes[f"/{number}"] = (200, {}, page(number)) if number in (1, 2) else (500, {}, b"")
    report = run(SitemapFeed(f"{site.url}/sitemap.xml", tools))
    assert (len(report.added), len(report.problems)) == (2, 4)
    assert site.times_asked("/7") == 0
    for number in range(8):
        site.routes[f"/{number}"] = (200, {}, page(number))
    assert len(run(SitemapFeed(f"{site.url}/sitemap.xml", tools)).added) == 6
