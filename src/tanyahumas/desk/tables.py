"""The desk's tables, in the registry's database and under its migrations."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from tanyahumas.registry.schema import UtcDateTime, metadata

questions = Table(
    "desk_questions",
    metadata,
    Column("ref", String(16), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("user", String(32), nullable=False),
    Column("guild", String(32)),
    Column("place", String(32), nullable=False),
    Column("parent", String(16)),
    Column("private", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answered_by", String(16), nullable=False),
    Column("milliseconds", Integer, nullable=False),
    # Release ids, one a line, best first.
    Column("related", Text, nullable=False),
    Index("ix_desk_questions_asked_at", "asked_at"),
    Index("ix_desk_questions_user", "user"),
    Index("ix_desk_questions_place", "place"),
)

cited = Table(
    "desk_cited",
    metadata,
    Column("ref", String(16), ForeignKey("desk_questions.ref", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    # No foreign key: the log outlives a release that was purged.
    Column("release_id", String(200), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Index("ix_desk_cited_release_id", "release_id"),
)

messages = Table(
    "desk_messages",
    metadata,
    Column("message", String(32), primary_key=True),
    Column("ref", String(16), ForeignKey("desk_questions.ref", ondelete="CASCADE"), nullable=False),
    Index("ix_desk_messages_ref", "ref"),
)

opinions = Table(
    "desk_opinions",
    metadata,
    Column("ref", String(16), ForeignKey("desk_questions.ref", ondelete="CASCADE"), primary_key=True),
    Column("user", String(32), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_desk_opinions_user", "user"),
)

audit = Table(
    "desk_audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    # The real id: operators answer for what they do, so they are not pseudonymous.
    Column("actor", String(64), nullable=False),
    Column("guild", String(32)),
    Column("action", String(32), nullable=False),
    Column("target", String(200), nullable=False),
    Column("outcome", Text, nullable=False),
    Index("ix_desk_audit_at", "at"),
)

TABLES = (questions, cited, messages, opinions, audit)
