"""Conversations that an officer takes over from the bot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, UtcDateTime

_OPEN = text("ended_at IS NULL")


class LiveChat(Base):
    """A live conversation about a case; the chat itself is found by the case's mailbox only.

    States: offered (by an officer), asked (by the worker; it rings in `unit_id` and between it and the case's unit),
    taken (`staff_id` talks and the bot is silent), ended. One at a time for a case.
    """

    __tablename__ = "live_chat"
    __table_args__ = (
        Index("uq_live_chat_open", "case_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_live_chat_case", "case_id", "ended_at"),
        Index("ix_live_chat_state", "state", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"))
    state: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # who offered, then who took it
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("union_unit.id"))  # the highest unit that it rings for
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rises_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it rings one unit up, if nobody took it
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the worker heard that nobody is free
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spoke_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the officer's last words
    staff_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the officer's page last asked
    staff_typing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker_typing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(8))  # staff, worker, silence, nobody, left
