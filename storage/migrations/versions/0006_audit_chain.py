"""The audit log as a chain of hashes that no statement changes; and index keys that outlive their secret."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHAIN: tuple[sa.Column[Any], ...] = (
    sa.Column("seq", sa.BigInteger()),
    sa.Column("prev_hash", sa.String(length=64)),
    sa.Column("hash", sa.String(length=64)),
    sa.Column("mac", sa.String(length=64)),
    sa.Column("mac_key", sa.String(length=8)),
)
_INDEXES = {
    "ix_audit_event_at": ["at", "id"],
    "ix_audit_event_actor": ["actor_id", "at", "id"],
    "ix_audit_event_action": ["action", "at", "id"],
}
_WORDS = ("id", "at", "actor_id", "actor_label", "action", "object_type", "object_id", "detail")
_LINKS = tuple(column.name for column in _CHAIN)


def upgrade() -> None:
    for column in _CHAIN:
        op.add_column("audit_event", column)
    for name, columns in _INDEXES.items():
        op.create_index(name, "audit_event", columns)
    op.create_index("ix_audit_event_seq", "audit_event", ["seq"], unique=True)
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    op.execute("INSERT INTO audit_check (id) VALUES (1)")
    op.create_table(
        "retired_index_key",
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("retired_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_retired_index_key")),
    )
    for statement in _postgres_triggers() if op.get_bind().dialect.name == "postgresql" else _sqlite_triggers():
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in ("row", "truncate"):
            op.execute(f"DROP TRIGGER audit_event_append_only_{name} ON audit_event")
        op.execute("DROP FUNCTION audit_event_append_only()")
    else:
        for name in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER audit_event_append_only_{name}")
    op.drop_table("retired_index_key")
    op.drop_table("audit_check")
    for name in ("ix_audit_event_seq", *_INDEXES):
        op.drop_index(name, "audit_event")
    for name in _LINKS:
        op.execute(f"ALTER TABLE audit_event DROP COLUMN {name}")


def _sealing(same: str, cast: str) -> str:
    """The one change that is allowed: the links come, what was written stays."""
    come = [f"OLD.{name} IS NULL AND NEW.{name} IS NOT NULL" for name in _LINKS]
    stay = [f"NEW.{name}{cast} {same} OLD.{name}{cast}" for name in _WORDS]
    return " AND ".join([*come, *stay])


def _sqlite_triggers() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    # INSERT OR REPLACE deletes without the trigger for deletes.
    forged = "NEW.seq IS NOT NULL OR EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)"
    name = "CREATE TRIGGER audit_event_append_only_"
    return [
        f"{name}insert BEFORE INSERT ON audit_event WHEN {forged} {refuse}",
        f"{name}update BEFORE UPDATE ON audit_event WHEN NOT ({_sealing('IS', '')}) {refuse}",
        f"{name}delete BEFORE DELETE ON audit_event {refuse}",
    ]


def _postgres_triggers() -> list[str]:
    function = f"""
        CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' AND NEW.seq IS NULL THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF {_sealing("IS NOT DISTINCT FROM", "::text")} THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'audit_event is append-only';
        END $$
    """
    run = "EXECUTE FUNCTION audit_event_append_only()"
    name = "CREATE TRIGGER audit_event_append_only_"
    return [
        function,
        f"{name}row BEFORE INSERT OR UPDATE OR DELETE ON audit_event FOR EACH ROW {run}",
        f"{name}truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT {run}",
    ]
