"""Sitemaps and sitemap indexes: every page they name is a release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.feeds.fetching import Response
from tanyahumas.corpus.feeds.items import (
    Item,
    Listing,
    Page,
    Tools,
    item_id,
    not_a_feed,
    page_of,
    remarks_of,
    source_of,
)
from tanyahumas.corpus.feeds.markup import local, parsed, text_of
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.errors import CorpusError

MAPS = 200
PAGES = 50_000
LONGEST_KEY = 1_000
FAILURES = 3
_DATED, _TAGGED, _HASHED = "lastmod:", "etag:", "sha256:"


class SitemapFeed:
    """One sitemap or index of sitemaps; pages are known by their address.

    `under` keeps only addresses that contain it (`/berita/`), for sites whose map names more
    than releases.
    """

    batch = 10

    def __init__(self, url: str, tools: Tools, under: str = "") -> None:
        self.url = url
        self._tools = tools
        self._under = under

    def survey(self, state: Mapping[str, str]) -> Listing:
        """Addresses with their `lastmod`; without one, only fetching tells whether a page changed."""
        stamps: dict[str, str] = {}
        waiting, read = [self.url], 0
        while waiting:
            read += 1
            if read > MAPS or len(stamps) > PAGES:
                raise CorpusError(f"{self.url} names more than {PAGES} pages", "import a smaller sitemap")
            waiting.extend(self._read(waiting.pop(0), stamps))
        return Listing(stamps, complete=True, state={})

    def _read(self, url: str, stamps: dict[str, str]) -> list[str]:
        response = self._tools.fetcher.get(url)
        if response.status != 200:
            raise CorpusError(f"{url} answered {response.status}", "check the sitemap's address")
        root = parsed(response.body, url, "sitemap")
        if local(root) == "sitemapindex":
            return [link for entry in root if (link := text_of(entry, "loc"))]
        if local(root) != "urlset":
            raise not_a_feed(url, "sitemap")
        for entry in root:
            link, changed = text_of(entry, "loc"), text_of(entry, "lastmod")
            if link and self._under in link and len(link) <= LONGEST_KEY and link.isprintable():
                stamps.setdefault(link, _DATED + changed if changed else "")
        return []

    def fetch(self, keys: Sequence[str], known: Mapping[str, str]) -> Iterator[Item]:
        """Pages; one that the site says is unchanged, or is gone, yields no draft."""
        failures = 0
        for key in keys:
            try:
                yield self._item(key, known.get(key, ""))
                failures = 0
            except CorpusError as error:
                failures += 1
                if failures == FAILURES:  # the site is down, not the page
                    raise
                yield Item(key, None, lambda error=error: _rejected(error))  # type: ignore[misc]

    def _item(self, key: str, before: str) -> Item:
        conditions = {"If-None-Match": before.removeprefix(_TAGGED)} if before.startswith(_TAGGED) else {}
        response = self._tools.fetcher.get(key, conditions)
        stamp = before if response.status == 304 else _stamp(response)
        if response.status != 200 or stamp == before:
            return Item(key, stamp, None)
        return Item(key, stamp, lambda: self._draft(key, response.body))

    def suspects(self, missing: Sequence[str], pages: Mapping[str, Page]) -> Sequence[str]:
        """All of them: the listing is complete."""
        return missing

    def is_gone(self, key: str) -> bool:
        """Whether the page itself is gone, too."""
        return self._tools.fetcher.get(key).status in (404, 410)

    def _draft(self, key: str, body: bytes) -> Draft:
        found = page_of(self._tools, body, ".html")
        hints = {**found.hints, "url": key}
        return Draft(
            item_id(key, key), False, {}, found.text, source_of(self.url, key), hints, remarks_of(found)
        )


def _rejected(error: CorpusError) -> Draft:
    raise RejectedError(error.message, error.remedy or "try again later")


def _stamp(response: Response) -> str:
    etag = response.headers.get("etag")
    return _TAGGED + etag if etag else _HASHED + hashlib.sha256(response.body).hexdigest()[:32]
