"""The consent ledger, requests to see who a worker is, and what must not be erased yet."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import SequenceId, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Cases that were closed before anybody counted: 24 months from then, as for all others.
_SET_ERASE_ON = {
    "sqlite": "UPDATE case_record SET erase_on = date(closed_at, '+24 months') WHERE closed_at IS NOT NULL",
    "postgresql": "UPDATE case_record SET erase_on = (closed_at + interval '24 months')::date"
    " WHERE closed_at IS NOT NULL",
}


def upgrade() -> None:
    _identity_request()
    op.create_table(
        "consent_event",
        sa.Column("id", SequenceId, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("text_version", sa.String(length=16), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("channel_kind", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
    )
    op.create_index("ix_consent_event_subject", "consent_event", ["subject", "purpose", "id"])
    op.create_table(
        "case_hold",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("placed_by", sa.String(length=32), nullable=False),
        sa.Column("placed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_hold_case_id_case_record")),
        sa.ForeignKeyConstraint(["placed_by"], ["staff.id"], name=op.f("fk_case_hold_placed_by_staff")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_hold")),
    )
    op.execute(_SET_ERASE_ON[op.get_bind().dialect.name])


def _identity_request() -> None:
    op.create_table(
        "identity_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=32)),
        sa.Column("decided_at", UtcDateTime(timezone=True)),
        sa.Column("answer_sealed", sa.LargeBinary()),
        sa.Column("open_until", UtcDateTime(timezone=True)),
        sa.Column("seen_at", UtcDateTime(timezone=True)),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_identity_request_case_id_case_record")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_identity_request_asked_by_staff")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_identity_request_decided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_request")),
    )
    op.create_index("ix_identity_request_state", "identity_request", ["state", "asked_at"])
    op.create_index("ix_identity_request_case", "identity_request", ["case_id", "asked_by"])


def downgrade() -> None:
    for table in ("case_hold", "consent_event", "identity_request"):
        op.drop_table(table)
