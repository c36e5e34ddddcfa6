"""Bringing the registry in line with a feed: only what changed, in batches that are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tanyahumas.corpus.assemble import Assembly
from tanyahumas.corpus.feeds.items import Feed, Listing, Page, source_of
from tanyahumas.corpus.problems import Copy, Problem, Reading
from tanyahumas.domain import Release
from tanyahumas.errors import CorpusError

SHRUNK_SHARE = 0.5
FEW = 10


class ReleaseStore(Protocol):
    """What importing needs of the registry."""

    def sync(
        self,
        incoming: Sequence[Release],
        scope: str,
        actor: str,
        now: dt.datetime,
        copies: Iterable[tuple[str, str]] = ...,
        gone: Collection[str] | None = ...,
    ) -> Any: ...

    def feed_stamps(self, feed: str) -> dict[str, str]: ...

    def feed_state(self, feed: str) -> dict[str, str]: ...

    def note_feed(
        self, feed: str, stamps: Mapping[str, str], gone: Collection[str], state: Mapping[str, str] | None
    ) -> None: ...

    def feed_pages(self, feed: str) -> dict[str, tuple[str | None, dt.date | None]]: ...

    def known_as(self, urls: Collection[str], content_hashes: Collection[str]) -> dict[str, str]: ...


@dataclass(slots=True)
class ImportReport:
    """What one import did, by id; `skipped` counts items that had not changed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    copies: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)

    def reject(self, source: str, reason: str, remedy: str | None) -> None:
        """Note that nothing came of a source."""
        self.problems.append(Problem(source, reason, remedy or "try again later", rejected=True))


def import_feed(
    store: ReleaseStore,
    feed: Feed,
    actor: str,
    clock: Callable[[], dt.datetime],
    progress: Callable[[int, int], None] = lambda done, total: None,
    force: bool = False,
) -> ImportReport:
    """Take over what is new or changed, remove what the site took down.

    Each batch is kept before the next is asked for, so a broken run goes on where it stopped.
    A batch that cannot be had is a problem, and the others go on.

    Raises:
        CorpusError: the feed cannot be listed, or lost more than half of its items at once
            (unless `force`); then nothing was removed.
    """
    report = ImportReport()
    known = store.feed_stamps(feed.url)
    listing = feed.survey(store.feed_state(feed.url))
    if listing.stamps is None:
        report.skipped = len(known)
        return report
    missing = _missing(store, feed, listing, known)
    if listing.complete:
        _refuse_shrinking(feed.url, len(known), len(missing), force)
    todo = [key for key, stamp in listing.stamps.items() if not stamp or known.get(key) != stamp]
    report.skipped = len(listing.stamps) - len(todo)
    whole = True
    for start in range(0, len(todo), feed.batch):
        keys = todo[start : start + feed.batch]
        whole &= _take(store, feed, keys, known, listing.stamps, report, actor, clock())
        progress(min(start + feed.batch, len(todo)), len(todo))
    gone = _gone(feed, missing, report)
    _refuse_shrinking(feed.url, len(known), len(gone), force)
    _remove(store, feed, gone, report, actor, clock())
    store.note_feed(feed.url, {}, (), listing.state if whole else None)
    return report


def _refuse_shrinking(url: str, known: int, missing: int, force: bool) -> None:
    if not force and known >= FEW and missing > SHRUNK_SHARE * known:
        raise CorpusError(
            f"{url} lists {missing} of {known} known items no more: nothing was changed",
            "check the site, or confirm with --force",
        )


def _take(
    store: ReleaseStore,
    feed: Feed,
    keys: Sequence[str],
    known: Mapping[str, str],
    listed: Mapping[str, str],
    report: ImportReport,
    actor: str,
    now: dt.datetime,
) -> bool:
    """Fetch and keep one batch; False when the site did not give it."""
    assembly = Assembly()
    stamps: dict[str, str] = {}
    complete = True
    try:
        for item in feed.fetch(keys, known):
            if item.draft is not None:
                assembly.attempt(source_of(feed.url, item.key), item.draft)
            if item.stamp is None:
                complete = False
            else:
                stamps[item.key] = listed.get(item.key) or item.stamp
    except CorpusError as error:
        complete = False
        report.reject(feed.url, error.message, error.remedy)
    reading = assembly.reading()
    releases, copies = _without_known(store, feed, reading)
    if releases or copies:
        done = store.sync(releases, feed.url, actor, now, copies, gone=())
        report.added += done.added
        report.changed += done.changed
        for conflict in done.conflicts:
            report.reject(conflict.source, conflict.reason, conflict.remedy)
    report.copies += len(copies)
    report.problems += reading.problems
    store.note_feed(feed.url, stamps, (), None)
    return complete


def _without_known(store: ReleaseStore, feed: Feed, reading: Reading) -> tuple[list[Release], list[Copy]]:
    """Releases that are new or this feed's own; a release known from elsewhere becomes a source of that."""
    urls = {release.url for release in reading.releases if release.url}
    elsewhere = store.known_as(urls, {release.content_hash for release in reading.releases})
    own: list[Release] = []
    copies = list(reading.copies)
    for release in reading.releases:
        twin = elsewhere.get(release.url or "") or elsewhere.get(release.content_hash)
        if twin is None or twin == release.id:
            own.append(release)
        else:
            copies.append(Copy(twin, release.source))
    return own, copies


def _missing(store: ReleaseStore, feed: Feed, listing: Listing, known: Mapping[str, str]) -> Sequence[str]:
    """Known items that are listed no more and may have been taken down."""
    missing = [key for key in known if key not in (listing.stamps or {})]
    held = store.feed_pages(feed.url) if missing and not listing.complete else {}
    pages = {key: Page(*held[source]) for key in missing if (source := source_of(feed.url, key)) in held}
    return feed.suspects(missing, pages)


def _gone(feed: Feed, missing: Sequence[str], report: ImportReport) -> list[str]:
    """Those that the site itself says are gone; what is merely not listed stays."""
    gone = []
    for key in missing:
        try:
            if feed.is_gone(key):
                gone.append(key)
        except CorpusError as error:
            report.problems.append(
                Problem(
                    source_of(feed.url, key), error.message, error.remedy or "try again later", rejected=False
                )
            )
    return gone


def _remove(
    store: ReleaseStore,
    feed: Feed,
    gone: Sequence[str],
    report: ImportReport,
    actor: str,
    now: dt.datetime,
) -> None:
    if gone:
        done = store.sync([], feed.url, actor, now, (), gone=[source_of(feed.url, key) for key in gone])
        report.removed += done.removed
        store.note_feed(feed.url, {}, gone, None)
