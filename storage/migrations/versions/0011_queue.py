"""Words to search by, saved views and acts on many cases."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_OPEN = {"ix_case_record_open": ["unit_id", "updated_at"], "ix_case_record_open_kind": ["kind", "severity"]}
_IS_OPEN = sa.text("closed_at IS NULL")
_NEXT = ("updated_at", "worker_waiting_since")


def upgrade() -> None:
    op.create_table(
        "case_word",
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"], ["case_record.number"], name=op.f("fk_case_word_case_number_case_record")
        ),
        sa.PrimaryKeyConstraint("word", "case_number", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_word_case_number", "case_word", ["case_number"])
    _create_searches_and_views()
    _create_acts()
    for name in _NEXT:
        op.create_index(f"ix_case_record_{name}", "case_record", [name])
    op.create_index("ix_case_record_unit_updated", "case_record", ["unit_id", "updated_at"])
    op.create_index("ix_case_record_status_updated", "case_record", ["status", "updated_at"])
    for name, columns in _OPEN.items():
        op.create_index(name, "case_record", columns, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)


def _create_searches_and_views() -> None:
    op.create_table(
        "case_search",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_search_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_search")),
    )
    op.create_index("ix_case_search_used_at", "case_search", ["used_at"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(32)),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_saved_view_owner_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_saved_view_unit_id_union_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_owner_id", "saved_view", ["owner_id"])
    op.create_index("ix_saved_view_unit_id", "saved_view", ["unit_id"])


def _create_acts() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("change_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_bulk_act_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
    )
    op.create_index("ix_bulk_act_staff_id", "bulk_act", ["staff_id"])
    op.create_index("ix_bulk_act_made_at", "bulk_act", ["made_at"])
    op.create_table(
        "bulk_item",
        sa.Column("act_id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["bulk_act.id"], name=op.f("fk_bulk_item_act_id_bulk_act")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_bulk_item_case_id_case_record")),
        sa.PrimaryKeyConstraint("act_id", "case_id", name=op.f("pk_bulk_item")),
    )


def downgrade() -> None:
    for name in _OPEN:
        op.drop_index(name, "case_record")
    op.drop_index("ix_case_record_status_updated", "case_record")
    op.drop_index("ix_case_record_unit_updated", "case_record")
    for name in _NEXT:
        op.drop_index(f"ix_case_record_{name}", "case_record")
    for table in ("bulk_item", "bulk_act", "saved_view", "case_search", "case_word"):
        op.drop_table(table)
