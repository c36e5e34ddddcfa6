"""RSS and Atom feeds. They show their newest items only, so that absence alone says nothing.

An item that is missing although items older than it are still shown has not merely grown old:
then its page is asked, and only one that answers 404 or 410 is gone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime

from tanyahumas.corpus.build import Draft
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
from tanyahumas.corpus.feeds.markup import Element, local, parsed, text_of
from tanyahumas.corpus.parsing import Extract
from tanyahumas.corpus.text import one_line
from tanyahumas.errors import CorpusError

LONGEST_KEY = 1_000
TOO_SHORT = 400  # characters: a teaser, whose page is fetched instead


class RssFeed:
    """One feed; items are known by guid, or link where there is none.

    With `check` the page of every known item that is not shown is asked.
    """

    batch = 20

    def __init__(self, url: str, tools: Tools, *, check: bool = False) -> None:
        self.url = url
        self._tools = tools
        self._check = check
        self._entries: dict[str, Element] = {}
        self._pages: Mapping[str, Page] = {}

    def survey(self, state: Mapping[str, str]) -> Listing:
        """Items with a hash of what the feed says of them; the first of two with one guid counts."""
        response = self._tools.fetcher.get(self.url, {} if self._check else _conditions(state))
        if response.status == 304:
            return Listing(None, complete=False, state=state)
        if response.status != 200:
            raise CorpusError(f"{self.url} answered {response.status}", "check the feed's address")
        root = parsed(response.body, self.url, "feed")
        if local(root) not in ("rss", "feed", "rdf"):
            raise not_a_feed(self.url, "feed")
        for entry in (e for e in root.iter() if local(e) in ("item", "entry")):
            key = text_of(entry, "guid", "id") or _link(entry)
            if 0 < len(key) <= LONGEST_KEY and key.isprintable():
                self._entries.setdefault(key, entry)
        stamps = {key: _digest(entry) for key, entry in self._entries.items()}
        return Listing(stamps, complete=False, state=_validators(response.headers))

    def fetch(self, keys: Sequence[str], known: Mapping[str, str]) -> Iterator[Item]:
        """Drafts of what the feed holds of each item, or of its page when that is a teaser."""
        for key in keys:
            entry = self._entries[key]
            yield Item(key, _digest(entry), lambda key=key, entry=entry: self._draft(key, entry))  # type: ignore[misc]

    def suspects(self, missing: Sequence[str], pages: Mapping[str, Page]) -> Sequence[str]:
        """Items with an address that are newer, by a day, than the oldest one shown; with `check` all."""
        self._pages = pages
        days = [day for entry in self._entries.values() if (day := _date(entry))]
        oldest = min(days, default="9999")
        return [key for key in missing if (page := pages.get(key)) and self._is_suspect(page, oldest)]

    def _is_suspect(self, page: Page, oldest: str) -> bool:
        fell_out = page.date is not None and page.date.isoformat() > oldest
        return page.url is not None and (self._check or fell_out)

    def is_gone(self, key: str) -> bool:
        """Whether its page says that there is none."""
        return self._tools.fetcher.get(self._pages[key].url or "").status in (404, 410)

    def _draft(self, key: str, entry: Element) -> Draft:
        link = _link(entry)
        content = text_of(entry, "encoded", "content") or text_of(entry, "description", "summary")
        found = self._page(link) if len(content) < TOO_SHORT and link else None
        found = found or page_of(self._tools, content.encode(), ".fragment")
        hints = {"title": one_line(html.unescape(text_of(entry, "title"))), "url": link, "date": _date(entry)}
        hints = {**found.hints, **{name: value for name, value in hints.items() if value}}
        return Draft(
            item_id(link, key), False, {}, found.text, source_of(self.url, key), hints, remarks_of(found)
        )

    def _page(self, link: str) -> Extract | None:
        """The page behind a teaser; None when it cannot be had, so that the teaser must do."""
        try:
            return page_of(self._tools, self._tools.fetcher.get(link).body, ".html")
        except CorpusError:
            return None


def _link(entry: Element) -> str:
    for child in entry:
        if local(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    return ""


def _date(entry: Element) -> str:
    value = text_of(entry, "pubdate", "published", "date", "updated")
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError):
        pass
    try:
        return dt.datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        return ""


def _digest(entry: Element) -> str:
    parts = [
        text_of(entry, name) for name in ("title", "pubdate", "updated", "encoded", "content", "description")
    ]
    return hashlib.sha256("\x00".join([*parts, _link(entry)]).encode()).hexdigest()[:32]


def _conditions(state: Mapping[str, str]) -> dict[str, str]:
    headers = {"If-None-Match": state.get("etag", ""), "If-Modified-Since": state.get("last-modified", "")}
    return {name: value for name, value in headers.items() if value}


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in ("etag", "last-modified") if name in headers}
