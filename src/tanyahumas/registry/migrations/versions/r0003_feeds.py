"""What is known of feeds: the state of their listings and a stamp for each item."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "feeds",
        sa.Column("feed", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
    )
    op.create_table(
        "feed_items",
        sa.Column("feed", sa.Text(), primary_key=True),
        sa.Column("item", sa.Text(), primary_key=True),
        sa.Column("stamp", sa.Text(), nullable=False),
    )
