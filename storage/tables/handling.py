"""Who must not see a case, which units had it or must not get it, and alerts on their way to officers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, SequenceId, UtcDateTime


class CaseExclusion(Base):
    """A person who sees nothing of a case, because it is about them. `by_id` is null when a rule said so."""

    __tablename__ = "case_exclusion"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    cause: Mapped[str] = mapped_column(String(12))  # own, supervisor, named
    by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseUnit(Base):
    """What a unit beside the one that handles a case has to do with it. `standing`: former (a passed deadline took the
    case from it; it may still read) or barred (the worker asked that it is not told)."""

    __tablename__ = "case_unit"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"), primary_key=True, index=True)
    standing: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffAddress(Base):
    """Where a person wants to be alerted outside the console."""

    __tablename__ = "staff_address"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)  # email, telegram
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "staff.address:<staff_id>:<kind>"
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficerAlert(Base):
    """An alert on its way to one person. `next_try_at` is null once it was sent or given up. No word of a case."""

    __tablename__ = "officer_alert"

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)  # the same occasion alerts once
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    event: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_record.id"), index=True)  # null: to try the way
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
