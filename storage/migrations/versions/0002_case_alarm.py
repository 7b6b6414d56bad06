"""The alarm of an emergency: for whom it rings, when it goes up, who took it."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_alarm",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("rung_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rises_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_alarm_case_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_case_alarm_taken_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_case_alarm_unit_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_alarm")),
    )
    with op.batch_alter_table("case_alarm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_alarm_rises_at"), ["rises_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_alarm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_alarm_rises_at"))

    op.drop_table("case_alarm")
