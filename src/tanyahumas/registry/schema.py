"""The tables; a change here needs a migration in `migrations/versions` and a new `HEAD`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0004"


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Aware datetimes, stored as UTC; SQLite itself forgets zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone; pass an aware datetime")
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = MetaData()

releases = Table(
    "releases",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("embargo_until", UtcDateTime),
    Column("corrects", String(200)),
    Column("supersedes", String(200)),
    # Groups in sort order between line feeds ("\npublic\nstaff\n"), so that LIKE finds whole names.
    Column("audience", Text, nullable=False),
    # The life cycle as the source last declared it (JSON); what an operator changed since is
    # undone only where the declaration changes.
    Column("declared", Text, nullable=False),
    Column("removed_at", UtcDateTime),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Index("ix_releases_corrects", "corrects"),
    Index("ix_releases_supersedes", "supersedes"),
)

versions = Table(
    "versions",
    metadata,
    Column("release_id", String(200), ForeignKey("releases.id"), primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("date", Date),
    Column("event_date", Date),
    Column("place", Text),
    Column("url", Text),
    Column("number", Text),
    Column("byline", Text),
    Column("retelling", Boolean, nullable=False),
    Column("recorded", UtcDateTime, nullable=False),
    Index("ix_versions_date", "date"),
    Index("ix_versions_event_date", "event_date"),
)

sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("release_id", String(200), ForeignKey("releases.id"), nullable=False),
    Index("ix_sources_release_id", "release_id"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("release_id", String(200), nullable=False),
    Column("details", Text, nullable=False),
    Index("ix_history_release_id", "release_id"),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("fingerprint", String(128), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("feed", Text, primary_key=True),
    # What the site said about the listing itself (JSON), to ask whether it changed.
    Column("state", Text, nullable=False),
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
)

# What near-duplicates are found by: 32-bit hashes, little-endian, and the smallest of them as keys.
sketches = Table(
    "sketches",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("release_id", String(200), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Index("ix_sketches_release_id", "release_id", unique=True),
)

sketch_keys = Table(
    "sketch_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Each link stands twice, once from either side; `share` is the estimated similarity.
near = Table(
    "near",
    metadata,
    Column("release_id", String(200), primary_key=True),
    Column("other_id", String(200), primary_key=True),
    Column("share", Float, nullable=False),
    Index("ix_near_other_id", "other_id"),
)
