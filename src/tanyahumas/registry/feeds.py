"""What the registry remembers of feeds between imports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from tanyahumas.registry.rows import current, within
from tanyahumas.registry.schema import feed_items, feeds, releases, sources, versions
from tanyahumas.registry.vectors import in_parts


def stamps(connection: Connection, feed: str) -> dict[str, str]:
    """The stamp of each known item."""
    query = select(feed_items.c.item, feed_items.c.stamp).where(feed_items.c.feed == feed)
    return {row.item: row.stamp for row in connection.execute(query)}


def state(connection: Connection, feed: str) -> dict[str, str]:
    """The state of the listing; empty for an unknown feed."""
    found = connection.execute(select(feeds.c.state).where(feeds.c.feed == feed)).scalar()
    return dict(json.loads(found)) if found else {}


def note(
    connection: Connection,
    feed: str,
    new: Mapping[str, str],
    gone: Collection[str],
    new_state: Mapping[str, str] | None,
) -> None:
    """Keep stamps, forget items, and replace the state unless it is None."""
    outdated = [{"key": item} for item in (*new, *gone)]
    if outdated:
        one = (feed_items.c.feed == feed) & (feed_items.c.item == bindparam("key"))
        connection.execute(delete(feed_items).where(one), outdated)
    if new:
        rows = [{"feed": feed, "item": item, "stamp": stamp} for item, stamp in new.items()]
        connection.execute(insert(feed_items), rows)
    if new_state is not None:
        connection.execute(delete(feeds).where(feeds.c.feed == feed))
        connection.execute(insert(feeds).values(feed=feed, state=json.dumps(dict(new_state))))


def pages(connection: Connection, feed: str) -> dict[str, tuple[str | None, dt.date | None]]:
    """Address and day of the release that each source of a feed holds, by source."""
    query = current().join(sources, sources.c.release_id == releases.c.id)
    query = query.where(within(feed), releases.c.removed_at.is_(None))
    columns = query.with_only_columns(sources.c.source, versions.c.url, versions.c.date)
    return {row.source: (row.url, row.date) for row in connection.execute(columns)}


def known_as(
    connection: Connection, urls: Collection[str], content_hashes: Collection[str]
) -> dict[str, str]:
    """The id of the release that has an address or a content hash; unknown ones are absent."""
    found: dict[str, str] = {}
    for column, wanted in ((versions.c.url, urls), (releases.c.content_hash, content_hashes)):
        for part in in_parts(wanted):
            query = current().where(column.in_(part), releases.c.removed_at.is_(None)).order_by(releases.c.id)
            for key, id_ in connection.execute(query.with_only_columns(column, releases.c.id)):
                found.setdefault(key, id_)
    return found
