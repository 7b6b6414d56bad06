"""What is known of a photo, voice note or file."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INDEXED = ("case_id", "content_key")


def upgrade() -> None:
    op.add_column("media_item", sa.Column("content_key", sa.String(length=64)))
    op.add_column("media_item", sa.Column("seconds", sa.Integer()))
    op.add_column("media_item", sa.Column("preview_sealed", sa.LargeBinary()))
    op.add_column("media_item", sa.Column("opened_at", UtcDateTime(timezone=True)))
    for name in _INDEXED:
        op.create_index(f"ix_media_item_{name}", "media_item", [name])


def downgrade() -> None:
    for name in _INDEXED:
        op.drop_index(f"ix_media_item_{name}", "media_item")
    for name in ("opened_at", "preview_sealed", "seconds", "content_key"):
        op.execute(f"ALTER TABLE media_item DROP COLUMN {name}")
