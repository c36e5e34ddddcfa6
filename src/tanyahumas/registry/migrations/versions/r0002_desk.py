"""The desk: questions, what they cited, messages, opinions, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _create_questions()
    _create_citations()
    _create_opinions()
    op.create_table(
        "desk_audit",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("guild", sa.String(32)),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
    )
    op.create_index("ix_desk_audit_at", "desk_audit", ["at"])


def _create_questions() -> None:
    op.create_table(
        "desk_questions",
        sa.Column("ref", sa.String(16), primary_key=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("guild", sa.String(32)),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("parent", sa.String(16)),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answered_by", sa.String(16), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("related", sa.Text(), nullable=False),
    )
    for column in ("asked_at", "user", "place"):
        op.create_index(f"ix_desk_questions_{column}", "desk_questions", [column])


def _ref(*, key: bool) -> sa.Column[str]:
    question = sa.ForeignKey("desk_questions.ref", ondelete="CASCADE")
    return sa.Column("ref", sa.String(16), question, primary_key=key, nullable=False)


def _create_citations() -> None:
    op.create_table(
        "desk_cited",
        _ref(key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(200), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("start", sa.Integer()),
        sa.Column("end", sa.Integer()),
    )
    op.create_index("ix_desk_cited_release_id", "desk_cited", ["release_id"])


def _create_opinions() -> None:
    op.create_table("desk_messages", sa.Column("message", sa.String(32), primary_key=True), _ref(key=False))
    op.create_index("ix_desk_messages_ref", "desk_messages", ["ref"])
    op.create_table(
        "desk_opinions",
        _ref(key=True),
        sa.Column("user", sa.String(32), primary_key=True),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_desk_opinions_user", "desk_opinions", ["user"])
