"""What ties cases to each other (tags, workplaces, collective cases, links, merges), and the reply templates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, UtcDateTime


class CaseTag(Base):
    """A word that officers put on a case. `key` is the keyed hash of the normalised word, the same on every case."""

    __tablename__ = "case_tag"
    __table_args__ = (Index("ix_case_tag_key", "key", "case_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "case.tag:<case_id>"
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Workplace(Base):
    """A workplace that cases of a unit named, as first spelt. `key`: see grievances/collective/workplace_names.py."""

    __tablename__ = "workplace"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    key: Mapped[str] = mapped_column(String(64), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "workplace.name:<id>"
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkplaceAlias(Base):
    """An officer's word that two spellings are one workplace; it holds in `unit_id` and below."""

    __tablename__ = "workplace_alias"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    key: Mapped[str] = mapped_column(String(64))
    main_key: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Collective(Base):
    """What only a collective case has. `auto_join`: new reports that match join by themselves."""

    __tablename__ = "collective"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    auto_join: Mapped[bool] = mapped_column(default=False)


class CollectiveMember(Base):
    """When and by whom a case was joined. Who belongs now stands in `case_record.collective_id`; those that were joined
    together (`batch_id`) can be released together for a day."""

    __tablename__ = "collective_member"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    collective_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    batch_id: Mapped[str] = mapped_column(String(32))
    joined_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # null: joined by itself
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseLink(Base):
    """Two cases that have to do with each other; the smaller id stands first."""

    __tablename__ = "case_link"

    low_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    high_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True, index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseMerge(Base):
    """A case that tells the same complaint once more, and the case in which it goes on."""

    __tablename__ = "case_merge"

    duplicate_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    survivor_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    status_before: Mapped[str] = mapped_column(String(24))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplyTemplate(Base):
    """A prepared answer. It holds in `unit_id` and below, and names nobody."""

    __tablename__ = "reply_template"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(24))  # null: for any
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))  # who wrote this version
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
