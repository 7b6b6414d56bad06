"""Who may see who a worker is, what workers agreed to, and what must not be erased yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, SequenceId, UtcDateTime


class IdentityRequest(Base):
    """An officer asks to see the contact that a worker left. States: waiting, granted, refused."""

    __tablename__ = "identity_request"
    __table_args__ = (
        Index("ix_identity_request_state", "state", "asked_at"),
        Index("ix_identity_request_case", "case_id", "asked_by"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "identity.reason:<id>"
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # null: by rule, in an emergency
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "identity.answer:<id>"
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first look, which the worker is told of


class ConsentEvent(Base):
    """A consent that was given or taken back. Rows are only added; the newest of a purpose counts."""

    __tablename__ = "consent_event"
    __table_args__ = (Index("ix_consent_event_subject", "subject", "purpose", "id"),)

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    subject: Mapped[str] = mapped_column(String(64))  # keyed hash of the conversation
    purpose: Mapped[str] = mapped_column(String(24))
    text_version: Mapped[str] = mapped_column(String(16))  # hash of the words that were shown
    given: Mapped[bool]
    channel_kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseHold(Base):
    """The words of this case are not erased while it stands: a court or an inspector needs them."""

    __tablename__ = "case_hold"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "case.hold:<case_id>"
    placed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
