"""WordPress by its REST interface: `/wp-json/wp/v2/posts`.

A first pass lists ids and times of change only; then what is new or changed is asked by id. So
a post that is edited, added or deleted while pages are turned can be missed for one run at
most, and a run that broke goes on where it stopped.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

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
from tanyahumas.corpus.text import one_line
from tanyahumas.errors import CorpusError

PER_PAGE = 100
PAGES = 2_000
_TAG = re.compile(r"<[^>]*>")
_FIELDS = "id,date,modified_gmt,link,status,title,content"


class WordPressFeed:
    """The posts of one site; posts are known by their number."""

    batch = PER_PAGE

    def __init__(self, site: str, tools: Tools) -> None:
        self.url = f"{site.rstrip('/')}/wp-json/wp/v2/posts"
        self._tools = tools

    def survey(self, state: Mapping[str, str]) -> Listing:
        """Every published post with the time of its last change."""
        stamps: dict[str, str] = {}
        for page in range(1, PAGES + 1):
            asked = {"per_page": PER_PAGE, "page": page, "orderby": "id", "order": "asc"}
            rows, pages = self._rows({**asked, "_fields": "id,modified_gmt"})
            stamps.update((str(row["id"]), str(row.get("modified_gmt", ""))) for row in rows)
            if page >= pages or not rows:
                break
        return Listing(stamps, complete=True, state={})

    def fetch(self, keys: Sequence[str], known: Mapping[str, str]) -> Iterator[Item]:
        """Posts by number; one that vanished in between is left out."""
        rows, _ = self._rows({"include": ",".join(keys), "per_page": PER_PAGE, "_fields": _FIELDS})
        for row in rows:
            key = str(row["id"])
            if key in keys and row.get("status", "publish") == "publish":
                yield Item(key, str(row.get("modified_gmt", "")), lambda row=row: self._draft(row))  # type: ignore[misc]

    def suspects(self, missing: Sequence[str], pages: Mapping[str, Page]) -> Sequence[str]:
        """All of them: the listing is complete."""
        return missing

    def is_gone(self, key: str) -> bool:
        """Whether the post can no longer be had by its number."""
        return self._tools.fetcher.get(f"{self.url}/{key}?_fields=id").status in (401, 403, 404, 410)

    def _rows(self, asked: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
        url = f"{self.url}?{urlencode(asked)}"
        response = self._tools.fetcher.get(url)
        if response.status == 400:  # a page past the end, when posts were deleted meanwhile
            return [], 0
        try:
            rows = json.loads(response.body)
            pages = int(response.headers.get("x-wp-totalpages", "1"))
        except (ValueError, RecursionError):
            raise not_a_feed(url, "WordPress answer") from None
        if response.status != 200 or not isinstance(rows, list):
            raise CorpusError(
                f"{url} answered {response.status}", "check that the site's REST interface is open"
            )
        return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), int)], pages

    def _draft(self, row: Mapping[str, Any]) -> Draft:
        found = page_of(self._tools, _rendered(row, "content").encode(), ".fragment")
        link, key = str(row.get("link", "")), str(row["id"])
        title = one_line(html.unescape(_TAG.sub("", _rendered(row, "title"))))
        hints = {"title": title, "url": link, "date": str(row.get("date", ""))[:10]}
        return Draft(
            item_id(link, key), False, {}, found.text, source_of(self.url, key), hints, remarks_of(found)
        )


def _rendered(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    rendered = value.get("rendered") if isinstance(value, dict) else value
    return rendered if isinstance(rendered, str) else ""
