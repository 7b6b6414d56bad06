"""Indexes of the desk for whoever sees a few units of many, and none that SQLite would take for "is null"."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OPEN = "closed_at IS NULL"
_STANDS_ALONE = "collective_id IS NULL"
_WAITING_INCLUDES = ["id", "number", "updated_at", "kind", "closed_at", "collective_id"]
# Name, columns, condition, and what an index of PostgreSQL holds besides.
_Indexes = tuple[tuple[str, list[str], str | None, list[str] | None], ...]
_OLD: _Indexes = (
    ("scope", ["unit_id", "number"], _STANDS_ALONE, ["id"]),
    ("open_kind", ["kind", "severity"], _OPEN, None),
    ("open_mine", ["assignee_id", "updated_at"], _OPEN, None),
    ("assignee_id", ["assignee_id"], None, None),
    ("collective_id", ["collective_id"], None, None),
    ("worker_waiting_since", ["worker_waiting_since"], None, None),
)
_NEW: _Indexes = (
    ("scope", ["unit_id", "number"], _STANDS_ALONE, ["id", "closed_at"]),
    ("open_kind", ["kind", "unit_id"], _OPEN, ["id", "number", "severity", "collective_id"]),
    ("open_mine", ["assignee_id", "updated_at"], f"{_OPEN} AND assignee_id IS NOT NULL", None),
    ("assignee_id", ["assignee_id"], "assignee_id IS NOT NULL", None),
    ("collective_id", ["collective_id"], "collective_id IS NOT NULL", None),
    ("worker_waiting_since", ["worker_waiting_since"], "worker_waiting_since IS NOT NULL", None),
    ("waiting", ["unit_id", "worker_waiting_since"], "worker_waiting_since IS NOT NULL", _WAITING_INCLUDES),
)


def upgrade() -> None:
    _replace(_OLD, _NEW)


def downgrade() -> None:
    _replace(_NEW, _OLD)


def _replace(old: _Indexes, new: _Indexes) -> None:
    for name, *_ in old:
        op.drop_index(f"ix_case_record_{name}", "case_record")
    for name, columns, where, include in new:
        condition = sa.text(where) if where else None
        op.create_index(
            f"ix_case_record_{name}",
            "case_record",
            columns,
            sqlite_where=condition,
            postgresql_where=condition,
            postgresql_include=include,
        )
