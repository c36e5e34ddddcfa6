import datetime as dt
from collections.abc import Callable

import pytest

from tanyahumas.corpus.feeds import ImportReport, WordPressFeed
from tanyahumas.corpus.feeds.items import Tools
from tanyahumas.errors import CorpusError
from tanyahumas.registry import Registry

from .site import Site, WordPress

Run = Callable[..., ImportReport]


@pytest.fixture
def blog(site: Site) -> WordPress:
    blog = WordPress(site)
    for number in range(1, 251):
        blog.put(number)
    return blog


@pytest.fixture
def feed(site: Site, tools: Tools) -> Callable[[], WordPressFeed]:
    return lambda: WordPressFeed(site.url, tools)


def test_first_import(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry
) -> None:
    """Every post becomes a release with title, date, address and text."""
    report = run(feed())
    assert (len(report.added), report.problems) == (250, [])
    release = next(r for r in registry.indexable() if r.url == "https://contoh.example/berita/rilis-7/")
    assert (release.title, release.date) == ("Rilis “7”", dt.date(2025, 5, 5))
    assert release.text.startswith("Layanan tersedia di 7 kecamatan")
    assert release.source.endswith("/wp-json/wp/v2/posts#7")


def test_second_import_asks_for_changes_only(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, site: Site
) -> None:
    """An unchanged site costs the listing alone; one edited post is asked and taken over."""
    run(feed())
    site.asked.clear()
    assert run(feed()).skipped == 250
    assert site.times_asked("content") == 0
    blog.put(9, modified="2025-06-01T00:00:00", text="<p>Kini 99 kecamatan.</p>")
    report = run(feed())
    assert (len(report.changed), report.skipped) == (1, 249)


def test_deletion(blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry) -> None:
    """A post that was taken down is removed, and may come back."""
    run(feed())
    blog.delete(9)
    assert len(run(feed()).removed) == 1
    assert registry.count() == 249
    blog.put(9)
    assert len(run(feed()).added) == 1


def test_post_that_is_only_not_listed(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry, site: Site
) -> None:
    """A post missing from the listing but still there by its number is not removed."""
    run(feed())
    blog.posts.pop(9)
    assert run(feed()).removed == []
    assert registry.count() == 250


@pytest.mark.parametrize("deed", ["edit", "delete", "add"])
def test_site_that_changes_while_it_is_read(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry, deed: str
) -> None:
    """Whatever happens between two pages, nothing is lost for longer than one run."""
    run(feed())

    def meddle(query: dict[str, str]) -> None:
        if query.get("page") == "2":
            blog.before = lambda query: None
            if deed == "edit":
                blog.put(3, modified="2025-06-01T00:00:00", text="<p>Diubah.</p>")
            elif deed == "delete":
                blog.delete(3)
            else:
                blog.put(300)

    blog.before = meddle
    run(feed())
    run(feed())
    assert registry.count() == {"edit": 250, "delete": 249, "add": 251}[deed]
    texts = {release.text for release in registry.indexable()}
    assert ("Diubah." in texts) is (deed == "edit")


def test_run_that_breaks_goes_on(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry, site: Site
) -> None:
    """A batch that the site does not give is told, the others are kept, the next run asks for it alone."""
    blog.failing = lambda query: "150" in query.get("include", "").split(",")
    report = run(feed())
    assert (len(report.added), report.problems[0].rejected) == (150, True)
    assert "500" in report.problems[0].reason
    blog.failing = lambda query: False
    site.asked.clear()
    assert len(run(feed()).added) == 100
    assert site.times_asked("content") == 1


def test_listing_that_fails_changes_nothing(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry
) -> None:
    """When the listing cannot be had, nothing is taken for deleted."""
    run(feed())
    blog.failing = lambda query: query.get("page") == "2"
    with pytest.raises(CorpusError, match="500"):
        run(feed())
    assert registry.count() == 250


def test_site_that_lost_most_of_its_posts(
    blog: WordPress, feed: Callable[[], WordPressFeed], run: Run, registry: Registry
) -> None:
    """When more than half of the posts are gone at once, a person must confirm it."""
    run(feed())
    for number in range(1, 201):
        blog.delete(number)
    with pytest.raises(CorpusError, match="200 of 250"):
        run(feed())
    assert registry.count() == 250
    assert len(run(feed(), force=True).removed) == 200


@pytest.mark.parametrize("body", [b"<html>login</html>", b'{"code": "rest_disabled"}', b"[" * 100_000])
def test_no_wordpress(site: Site, feed: Callable[[], WordPressFeed], run: Run, body: bytes) -> None:
    """An answer that is no list of posts is refused by name."""
    site.routes["/wp-json/wp/v2/posts"] = (200, {}, body)
    with pytest.raises(CorpusError, match="wp-json"):
        run(feed())


def test_post_without_text(blog: WordPress, feed: Callable[[], WordPressFeed], run: Run) -> None:
    """A post of pictures alone is told once and not asked again until it changes."""
    blog.put(9, text="<p><img src='x'></p>")
    report = run(feed())
    assert (len(report.added), report.problems[0].rejected) == (249, True)
    assert run(feed()).skipped == 250
