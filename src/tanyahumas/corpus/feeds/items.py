"""What a feed is to the importer, and what both pass between them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.feeds.fetching import Fetcher
from tanyahumas.corpus.fields import slug
from tanyahumas.corpus.parsing import Extract, Extractor
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed holds now: a stamp by item, which changes when the item does.

    An empty stamp means that only fetching tells. `complete` is False for a feed that shows
    its newest items only, so that a missing item means nothing. `state` is handed to the next
    `survey` so that the site can say that nothing changed; then `stamps` is None.
    """

    stamps: Mapping[str, str] | None
    complete: bool
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One fetched item: how to make a draft of it, or None if it did not change or is gone.

    Without a stamp it could not be had, and is asked again next time.
    """

    key: str
    stamp: str | None
    draft: Callable[[], Draft] | None


class Page(NamedTuple):
    """Where a release that a feed once gave is read, and its day of publication."""

    url: str | None
    date: dt.date | None


class Feed(Protocol):
    """A place on the web that lists releases; `url` is its identity and the scope of its sources."""

    url: str
    batch: int

    def survey(self, state: Mapping[str, str]) -> Listing:
        """What is there now. Raises CorpusError."""
        ...

    def fetch(self, keys: Sequence[str], known: Mapping[str, str]) -> Iterator[Item]:
        """Items by key, `known` holding the stamps of earlier times. Raises CorpusError."""
        ...

    def suspects(self, missing: Sequence[str], pages: Mapping[str, Page]) -> Sequence[str]:
        """Those of the items listed no more that may have been taken down; `pages` only where incomplete."""
        ...

    def is_gone(self, key: str) -> bool:
        """Whether such an item was really taken down. Raises CorpusError."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What every feed works with."""

    fetcher: Fetcher
    extractor: Extractor


def source_of(feed_url: str, key: str) -> str:
    """The name of an item as a source in the registry."""
    return f"{feed_url}#{key}"


def item_id(link: str, key: str) -> str:
    """An id that is stable, readable and differs between sites."""
    parts = urlsplit(link)
    last = re.sub(r"\.\w{1,5}$", "", parts.path.rstrip("/").rsplit("/", 1)[-1])
    host = (parts.hostname or "feed").removeprefix("www.")
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{slug(host)[:40]}-{slug(last)[:60] if last else 'rilis'}-{digest}"


def page_of(tools: Tools, html: bytes, kind: str) -> Extract:
    """Text of a page (`.html`) or of a fragment that is all text (`.fragment`).

    Raises:
        RejectedError: it has none.
    """
    (found,) = tools.extractor.extract(kind, html)
    if isinstance(found, Extract):
        return found
    raise RejectedError(found.reason, found.remedy)


def remarks_of(found: Extract) -> tuple[tuple[str, str], ...]:
    """What was left out of a page, as remarks on its draft."""
    return tuple((text, "check that nobody hid it on purpose") for text in found.hidden)


def not_a_feed(url: str, kind: str) -> CorpusError:
    """The error for an answer that is not what was expected; nothing is changed."""
    return CorpusError(f"{url} is no {kind} that can be read; nothing was changed", "open it in a browser")
