"""Releases, versions, sources, history and the embedding cache."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _create_releases()
    _create_versions()
    op.create_table(
        "sources",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("release_id", sa.String(200), sa.ForeignKey("releases.id"), nullable=False),
    )
    op.create_index("ix_sources_release_id", "sources", ["release_id"])
    _create_history()
    op.create_table(
        "embeddings",
        sa.Column("fingerprint", sa.String(128), primary_key=True),
        sa.Column("text_hash", sa.String(64), primary_key=True),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )


def _create_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("embargo_until", _MOMENT),
        sa.Column("corrects", sa.String(200)),
        sa.Column("supersedes", sa.String(200)),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("removed_at", _MOMENT),
        sa.Column("first_seen", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
    )
    op.create_index("ix_releases_corrects", "releases", ["corrects"])
    op.create_index("ix_releases_supersedes", "releases", ["supersedes"])


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("release_id", sa.String(200), sa.ForeignKey("releases.id"), primary_key=True),
        sa.Column("content_hash", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("date", sa.Date()),
        sa.Column("event_date", sa.Date()),
        sa.Column("place", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("byline", sa.Text()),
        sa.Column("retelling", sa.Boolean(), nullable=False),
        sa.Column("recorded", _MOMENT, nullable=False),
    )


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("release_id", sa.String(200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
    )
    op.create_index("ix_history_release_id", "history", ["release_id"])
