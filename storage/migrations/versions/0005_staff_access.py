"""Second factors, recovery codes, invitations, and what a session has proved."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STAFF: tuple[sa.Column[Any], ...] = (
    sa.Column("totp_sealed", sa.LargeBinary()),
    sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"),
    sa.Column("totp_since", UtcDateTime(timezone=True)),
    sa.Column("second_factor_waived", sa.Boolean(), nullable=False, server_default=sa.false()),
)
_SESSION: tuple[sa.Column[Any], ...] = (
    sa.Column("factor_at", UtcDateTime(timezone=True)),
    sa.Column("sudo_until", UtcDateTime(timezone=True)),
    sa.Column("offer_sealed", sa.LargeBinary()),
)


def upgrade() -> None:
    for table, columns in (("staff", _STAFF), ("staff_session", _SESSION)):
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "staff_recovery_code",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_recovery_code_staff_id"),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name="pk_staff_recovery_code"),
    )
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32)),
        sa.Column("invited_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True)),
        sa.Column("revoked_at", UtcDateTime(timezone=True)),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name="fk_staff_invitation_unit_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_invitation_staff_id"),
        sa.ForeignKeyConstraint(["invited_by"], ["staff.id"], name="fk_staff_invitation_invited_by"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_staff_invitation_token_hash"),
    )
    op.create_index("ix_staff_invitation_unit_id", "staff_invitation", ["unit_id"])


def downgrade() -> None:
    op.drop_index("ix_staff_invitation_unit_id", "staff_invitation")
    op.drop_table("staff_invitation")
    op.drop_table("staff_recovery_code")
    for table, columns in (("staff", _STAFF), ("staff_session", _SESSION)):
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.name}")
