"""Masked messages that were not understood, for the trainers."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("channel_kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("same_key", sa.String(length=64), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("taken_as", sa.String(length=80), nullable=True),
        sa.Column("handled_by", sa.String(length=32), nullable=True),
        sa.Column("handled_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["staff.id"], name=op.f("fk_heard_message_handled_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_heard_message_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_message")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("heard_message", schema=None) as batch_op:
        batch_op.create_index("ix_heard_message_created_on", ["created_on"], unique=False)
        batch_op.create_index("ix_heard_message_same", ["state", "same_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("heard_message", schema=None) as batch_op:
        batch_op.drop_index("ix_heard_message_same")
        batch_op.drop_index("ix_heard_message_created_on")

    op.drop_table("heard_message")
