"""What desks need to work through many cases: words to search by, searches, saved views, acts on many cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, UtcDateTime


class CaseWord(Base):
    """A word that stands in a case, as the first 8 bytes of a keyed hash: nobody reads it without the secret.

    By number, not by id: the rows of a word are then in the order in which a search shows them.
    """

    __tablename__ = "case_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_number: Mapped[int] = mapped_column(
        ForeignKey("case_record.number"), primary_key=True, autoincrement=False, index=True
    )


class CaseSearch(Base):
    """What somebody searched for, so that the address of the result holds no word of it."""

    __tablename__ = "case_search"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # keyed hash of the person and the words
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "case_search:<id>"
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SavedView(Base):
    """Filters with a name. `unit_id`: shared with the people of this unit."""

    __tablename__ = "saved_view"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("union_unit.id"), index=True)
    position: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "saved_view:<id>"; {name, filters, words}
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BulkAct(Base):
    """One act on many cases. States: running, done, undone."""

    __tablename__ = "bulk_act"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    change_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "bulk_act:<id>"; may hold words to workers
    state: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkItem(Base):
    """What an act did, or is still to do, to one case. Outcomes: waiting, changed, refused, undone, kept."""

    __tablename__ = "bulk_item"

    act_id: Mapped[str] = mapped_column(ForeignKey("bulk_act.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int]  # as the officer saw it; once changed, as the act left it
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(300), default="")  # why refused or kept; a rule, never a case's text
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # codes only
