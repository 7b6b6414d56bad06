"""Conversations that an officer has taken over."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENTS = (
    "rises_at",
    "told_at",
    "taken_at",
    "spoke_at",
    "staff_typing_at",
    "worker_typing_at",
    "ended_at",
)


def upgrade() -> None:
    op.create_table(
        "live_chat",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.String(length=32)),
        sa.Column("unit_id", sa.String(length=32)),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        *(sa.Column(name, UtcDateTime(timezone=True)) for name in _MOMENTS),
        sa.Column("ended_by", sa.String(length=8)),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_live_chat_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_live_chat_staff_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name="fk_live_chat_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_live_chat"),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_live_chat_open", "live_chat", ["case_id"], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_index("ix_live_chat_case", "live_chat", ["case_id", "ended_at"])
    op.create_index("ix_live_chat_state", "live_chat", ["state", "asked_at"])
    op.create_index("ix_sent_message_outbox_id", "sent_message", ["outbox_id"])


def downgrade() -> None:
    op.drop_index("ix_sent_message_outbox_id", "sent_message")
    op.drop_table("live_chat")
