"""The clocks of a case, who must not handle it, and alerts on their way to officers."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_CLOCKS = ("acknowledge_by", "answer_by", "paused_at", "watch_at")


def upgrade() -> None:
    for name in _CLOCKS:
        op.add_column("case_record", sa.Column(name, _MOMENT))
    op.create_index("ix_case_record_watch_at", "case_record", ["watch_at"])
    _create_bounds()
    _create_alerts()


def _create_bounds() -> None:
    op.create_table(
        "case_exclusion",
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(12), nullable=False),
        sa.Column("by_id", sa.String(32)),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_exclusion_case_id_case_record")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_exclusion_staff_id_staff")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_case_exclusion_by_id_staff")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_exclusion")),
    )
    op.create_index("ix_case_exclusion_staff_id", "case_exclusion", ["staff_id"])
    op.create_table(
        "case_unit",
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(32), nullable=False),
        sa.Column("standing", sa.String(8), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_unit_case_id_case_record")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_case_unit_unit_id_union_unit")),
        sa.PrimaryKeyConstraint("case_id", "unit_id", name=op.f("pk_case_unit")),
    )
    op.create_index("ix_case_unit_unit_id", "case_unit", ["unit_id"])


def _create_alerts() -> None:
    op.create_table(
        "staff_address",
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_address_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "kind", name=op.f("pk_staff_address")),
    )
    op.create_table(
        "officer_alert",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("case_id", sa.String(32)),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("next_try_at", _MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_officer_alert_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_officer_alert_case_id_case_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_officer_alert_key")),
    )
    for name in ("staff_id", "case_id", "next_try_at"):
        op.create_index(f"ix_officer_alert_{name}", "officer_alert", [name])


def downgrade() -> None:
    for table in ("officer_alert", "staff_address", "case_unit", "case_exclusion"):
        op.drop_table(table)
    op.drop_index("ix_case_record_watch_at", "case_record")
    for name in _CLOCKS:
        op.execute(f"ALTER TABLE case_record DROP COLUMN {name}")
