"""What an officer may see, as conditions of the query itself: no row of another unit is ever loaded."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from grievances.model import (
    CLOSED,
    CaseKind,
    CaseRow,
    Category,
    Rating,
    StaffMember,
    Status,
)
from grievances.permissions import Permission, may, roles_that_may
from grievances.units import unit_and_below
from storage.errors import NotFound
from storage.tables import CaseAlarm, CaseExclusion, CaseRecord, UnionUnit

READERS = roles_that_may(Permission.CASE_READ)
_IS_OPEN = CaseRecord.status.not_in(CLOSED)
_ALARM = aliased(CaseAlarm)
RINGS = and_(_IS_OPEN, exists().where(_ALARM.case_id == CaseRecord.id, _ALARM.taken_at.is_(None)))


def in_scope(staff: StaffMember) -> ColumnElement[bool]:
    """The condition on UnionUnit for what this person may see. NotFound for a role that reads no cases."""
    if not may(staff.role, Permission.CASE_READ):
        raise NotFound
    return unit_and_below(staff.unit_path)


def not_excluded(staff: StaffMember) -> ColumnElement[bool]:
    """The condition on CaseRecord that keeps a case from whom it is about."""
    return CaseRecord.id.not_in(select(CaseExclusion.case_id).where(CaseExclusion.staff_id == staff.id))


def cases_in_scope(staff: StaffMember) -> Select[CaseRecord, str]:
    """Cases with the names of their units."""
    query = select(CaseRecord, UnionUnit.name).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    return query.where(in_scope(staff), not_excluded(staff))


def case_row(record: CaseRecord, unit_name: str, rings: bool) -> CaseRow:
    return CaseRow(
        case_id=record.id,
        number=record.number,
        kind=CaseKind(record.kind),
        category=Category(record.category),
        status=Status(record.status),
        unit_name=unit_name,
        opened_at=record.opened_at,
        updated_at=record.updated_at,
        worker_waiting=record.worker_waiting_since is not None,
        rating=Rating(record.rating) if record.rating else None,
        rings=rings,
    )
