"""Links between near-duplicates with the sketches they are found by; indexes on days."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, which the next sync fills, and the indexes."""
    op.create_table(
        "sketches",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("release_id", sa.String(200), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_sketches_release_id", "sketches", ["release_id"], unique=True)
    op.create_table(
        "sketch_keys",
        sa.Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "near",
        sa.Column("release_id", sa.String(200), primary_key=True),
        sa.Column("other_id", sa.String(200), primary_key=True),
        sa.Column("share", sa.Float(), nullable=False),
    )
    op.create_index("ix_near_other_id", "near", ["other_id"])
    op.create_index("ix_versions_date", "versions", ["date"])
    op.create_index("ix_versions_event_date", "versions", ["event_date"])
