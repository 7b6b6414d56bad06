"""What a desk needs to know of a case: severity, assignee, clocks, workplace, collective, erasure."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS: tuple[sa.Column[Any], ...] = (
    sa.Column("severity", sa.String(length=12), nullable=False, server_default="normal"),
    sa.Column("acknowledged_at", UtcDateTime(timezone=True)),
    sa.Column("answered_at", UtcDateTime(timezone=True)),
    sa.Column("confirmed_at", UtcDateTime(timezone=True)),
    sa.Column("due_at", UtcDateTime(timezone=True)),
    sa.Column("rises", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("resolved_at", UtcDateTime(timezone=True)),
    sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("workplace_key", sa.String(length=64)),
    sa.Column("erase_on", sa.Date()),
    sa.Column("erased_at", UtcDateTime(timezone=True)),
)
_REFERENCES = (("assignee_id", "staff"), ("collective_id", "case_record"))
_INDEXED = ("assignee_id", "due_at", "workplace_key", "collective_id", "erase_on")


def upgrade() -> None:
    for column in _COLUMNS:
        op.add_column("case_record", column)
    # In place: SQLite would make the whole table anew for a constraint that comes later, and entries point to it.
    for name, table in _REFERENCES:
        constraint = f"CONSTRAINT fk_case_record_{name} REFERENCES {table} (id)"
        op.execute(f"ALTER TABLE case_record ADD COLUMN {name} VARCHAR(32) {constraint}")
    for name in _INDEXED:
        op.create_index(f"ix_case_record_{name}", "case_record", [name])


def downgrade() -> None:
    for name in _INDEXED:
        op.drop_index(f"ix_case_record_{name}", "case_record")
    for name in [name for name, _ in _REFERENCES] + [column.name for column in _COLUMNS]:
        op.execute(f"ALTER TABLE case_record DROP COLUMN {name}")
