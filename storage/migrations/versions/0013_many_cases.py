"""Indexes for a desk of a million cases: piles, scopes and reports read no more than they show."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN = sa.text("closed_at IS NULL")
_NOT_TAKEN = sa.text("taken_at IS NULL")
_PLACED = sa.text("workplace_key IS NOT NULL AND closed_at IS NULL AND collective_id IS NULL")
_UNTAKEN = sa.text("closed_at IS NULL AND assignee_id IS NULL")
_STANDS_ALONE = sa.text("collective_id IS NULL")
_PILED = ["id", "number", "kind", "severity", "assignee_id", "due_at", "worker_waiting_since", "collective_id"]
_REPORTED = ["id", "opened_on", "unit_id", "kind", "category", "channel_kind", "closed_at", "due_at", "acknowledged_at",
             "resolved_at", "confirmed_at", "answered_at", "rating", "workplace_key"]  # fmt: skip
_INDEXES = (
    ("open", ["unit_id", "updated_at"], _OPEN, _PILED),
    ("report", ["opened_at"], _STANDS_ALONE, _REPORTED),
    ("scope", ["unit_id", "number"], _STANDS_ALONE, ["id"]),
    ("open_mine", ["assignee_id", "updated_at"], _OPEN, None),
    ("placed", ["opened_at"], _PLACED, ["id", "unit_id", "kind", "category", "workplace_key", "receipt_hash"]),
    ("untaken", ["updated_at"], _UNTAKEN, None),
)
# Of words, a few stand in many cases: the planner must know more of them than the hundred it remembers by itself.
_REMEMBER = "ALTER TABLE case_word ALTER COLUMN word SET STATISTICS {}"


def upgrade() -> None:
    op.drop_index("ix_case_record_open", "case_record")
    for name, columns, where, include in _INDEXES:
        op.create_index(
            f"ix_case_record_{name}",
            "case_record",
            columns,
            sqlite_where=where,
            postgresql_where=where,
            postgresql_include=include,
        )
    op.drop_index("ix_case_record_opened", "case_record")
    op.create_index(
        "ix_case_alarm_not_taken", "case_alarm", ["unit_id"], sqlite_where=_NOT_TAKEN, postgresql_where=_NOT_TAKEN
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REMEMBER.format(1000))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REMEMBER.format(-1))
    op.drop_index("ix_case_alarm_not_taken", "case_alarm")
    op.create_index("ix_case_record_opened", "case_record", ["opened_at"])
    for name, *_ in _INDEXES:
        op.drop_index(f"ix_case_record_{name}", "case_record")
    op.create_index(
        "ix_case_record_open", "case_record", ["unit_id", "updated_at"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
