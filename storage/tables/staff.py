"""Union staff: accounts, server-side sessions, and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, SequenceId, UtcDateTime


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(200), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "staff.totp:<id>"
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # the last one used
    totp_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A demo account; only an installation that nobody else can reach lets it in without a second factor.
    second_factor_waived: Mapped[bool] = mapped_column(default=False, server_default=false())


class StaffSession(Base):
    """A session lives here; the cookie holds only a random token whose hash is the key."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(String(200), default="")
    factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the second factor was proved in it
    sudo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # password (and code) were confirmed again
    offer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # a TOTP secret that is being set up


class StaffRecoveryCode(Base):
    """A code for who has lost the phone: a keyed hash, good once."""

    __tablename__ = "staff_recovery_code"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffInvitation(Base):
    """A link by which somebody makes an own account, or chooses a new password for `staff_id`; once. Only a hash of its
    token is kept."""

    __tablename__ = "staff_invitation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    invited_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEvent(Base):
    """Who read or changed what. Never holds a text of a case.

    Triggers refuse every change but the one of sealing, which puts the event into the chain (storage/audit_chain.py).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_object", "object_type", "object_id", "id"),
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_actor", "actor_id", "at", "id"),
        Index("ix_audit_event_action", "action", "at", "id"),
        Index("ix_audit_event_seq", "seq", unique=True),
    )

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(String(32))
    actor_label: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))  # "case.read", "case.status_changed"
    object_type: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seq: Mapped[int | None] = mapped_column(BigInteger)  # the place in the chain, from 1 without gaps
    prev_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))
    mac: Mapped[str | None] = mapped_column(String(64))  # of the hash, keyed
    mac_key: Mapped[str | None] = mapped_column(String(8))  # which secret made it
