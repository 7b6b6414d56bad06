"""The union tree and the case: what a worker reported, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, SequenceId, UtcDateTime

_OPEN_WITH_A_WORKPLACE = text("workplace_key IS NOT NULL AND closed_at IS NULL")
_OPEN = text("closed_at IS NULL")
_NOT_TAKEN = text("taken_at IS NULL")
_PLACED = text("workplace_key IS NOT NULL AND closed_at IS NULL AND collective_id IS NULL")
_UNTAKEN = text("closed_at IS NULL AND assignee_id IS NULL")
_TAKEN = text("closed_at IS NULL AND assignee_id IS NOT NULL")
_STANDS_ALONE = text("collective_id IS NULL")
_WAITING = text("worker_waiting_since IS NOT NULL")
# What piles ask for, and what reports count: with these in the index, no case itself is read for a number.
_PILED = ["id", "number", "kind", "severity", "assignee_id", "due_at", "worker_waiting_since", "collective_id"]
_REPORTED = ["id", "opened_on", "unit_id", "kind", "category", "channel_kind", "closed_at", "due_at", "acknowledged_at",
             "resolved_at", "confirmed_at", "answered_at", "rating", "workplace_key"]  # fmt: skip


def _where_known(column: str) -> Index:
    known = text(f"{column} IS NOT NULL")
    return Index(f"ix_case_record_{column}", column, sqlite_where=known, postgresql_where=known)


class UnionUnit(Base):
    """A unit of the union. `path` is `/root/…/self/`, so "this unit and below" is a prefix."""

    __tablename__ = "union_unit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("union_unit.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[int]  # 1 confederation, 2 province or sector, 3 grassroots
    path: Mapped[str] = mapped_column(String(200), index=True)
    is_intake: Mapped[bool] = mapped_column(default=False)  # takes the cases that name no unit


class CaseRecord(Base):
    """One case. No chat address stands here: see Mailbox. Every text is sealed."""

    __tablename__ = "case_record"
    __table_args__ = (
        Index("ix_case_record_queue", "unit_id", "status", "opened_at"),
        Index(
            "ix_case_record_report",
            "opened_at",
            postgresql_include=_REPORTED,
            sqlite_where=_STANDS_ALONE,
            postgresql_where=_STANDS_ALONE,
        ),
        Index(
            "ix_case_record_scope",
            "unit_id",
            "number",
            postgresql_include=["id", "closed_at"],
            sqlite_where=_STANDS_ALONE,
            postgresql_where=_STANDS_ALONE,
        ),
        Index("ix_case_record_unit_updated", "unit_id", "updated_at"),
        Index("ix_case_record_status_updated", "status", "updated_at"),
        Index(
            "ix_case_record_alike",
            "workplace_key",
            "category",
            sqlite_where=_OPEN_WITH_A_WORKPLACE,
            postgresql_where=_OPEN_WITH_A_WORKPLACE,
        ),
        Index(
            "ix_case_record_open",
            "unit_id",
            "updated_at",
            postgresql_include=_PILED,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_case_record_open_kind",
            "kind",
            "unit_id",
            postgresql_include=["id", "number", "severity", "collective_id"],
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_case_record_open_mine", "assignee_id", "updated_at", sqlite_where=_TAKEN, postgresql_where=_TAKEN),
        Index(
            "ix_case_record_waiting",
            "unit_id",
            "worker_waiting_since",
            postgresql_include=["id", "number", "updated_at", "kind", "closed_at", "collective_id"],
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        # SQLite takes "is null" for a very select condition when an index has the column; most cases are null here.
        *(_where_known(column) for column in ("assignee_id", "collective_id", "worker_waiting_since")),
        Index(
            "ix_case_record_placed",
            "opened_at",
            postgresql_include=["id", "unit_id", "kind", "category", "workplace_key", "receipt_hash"],
            sqlite_where=_PLACED,
            postgresql_where=_PLACED,
        ),
        Index("ix_case_record_untaken", "updated_at", sqlite_where=_UNTAKEN, postgresql_where=_UNTAKEN),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)  # staff say "PA-000123"
    kind: Mapped[str] = mapped_column(String(24))
    category: Mapped[str] = mapped_column(String(24))
    severity: Mapped[str] = mapped_column(String(12), default="normal", server_default="normal")
    status: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    workplace_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "case.workplace:<id>"
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "case.contact:<id>"
    channel_kind: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[date]  # the day, for statistics
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    worker_waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # unread by staff
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # an officer first took it up
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # first words from an officer
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the worker said that it helped
    acknowledge_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the clock of answer_by stands still since
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)  # the next deadline that runs
    watch_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)  # when the watcher looks next
    rises: Mapped[int] = mapped_column(default=0, server_default="0")  # how often a passed deadline sent it up
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")  # how often
    # Keyed hash of the workplace's folded name: the same workplace, without its name.
    workplace_key: Mapped[str | None] = mapped_column(String(64), index=True)
    collective_id: Mapped[str | None] = mapped_column(ForeignKey("case_record.id"))  # joined into
    erase_on: Mapped[date | None] = mapped_column(index=True)  # the day on which its words are erased
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # only what statistics need is left
    rating: Mapped[str | None] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(default=1)


class CaseAlarm(Base):
    """The alarm of an emergency: it rings in `unit_id` and in the units between it and the case's, until an officer
    takes it. `rises_at` is null when nobody is further up, or somebody took it."""

    __tablename__ = "case_alarm"
    __table_args__ = (
        Index("ix_case_alarm_not_taken", "unit_id", sqlite_where=_NOT_TAKEN, postgresql_where=_NOT_TAKEN),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    rung_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rises_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class CaseEntry(Base):
    """One step of the timeline. `visibility`: worker (both see it) or internal (staff only)."""

    __tablename__ = "case_entry"
    __table_args__ = (Index("ix_case_entry_timeline", "case_id", "id"),)

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"))
    kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(8))  # worker, staff, system
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    visibility: Mapped[str] = mapped_column(String(8))
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "case.entry:<case_id>"
    status_from: Mapped[str | None] = mapped_column(String(24))
    status_to: Mapped[str | None] = mapped_column(String(24))
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media_item.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MediaItem(Base):
    """A photo, voice note or file that a worker sent, cleaned and sealed. Orphans (no case) are forgotten after a day.

    `content_key`: keyed hash of the bytes within the chat, later within the case. The same file twice is one, and
    nobody can tell whether two cases hold the same file.
    """

    __tablename__ = "media_item"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    mime: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "media.body:<id>"
    preview_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "media.preview:<id>"; pictures only
    seconds: Mapped[int | None]  # how long a recording is
    content_key: Mapped[str | None] = mapped_column(String(64), index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # an officer first saw it
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    owner_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # whose orphan; null once in a case
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Mailbox(Base):
    """Where news of a case may be pushed. Deleting the row makes the case unreachable from any chat.

    `address_hash` finds "the cases of this chat"; both hashes are keyed and say nothing without the secret.
    """

    __tablename__ = "mailbox"

    receipt_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "mailbox.address"; the conversation id
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
