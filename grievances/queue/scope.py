"""What an officer may see, as conditions of the query itself: no row of another unit is ever loaded."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from grievances.model import (
    CaseKind,
    CaseRow,
    Category,
    Rating,
    Severity,
    StaffMember,
    Status,
)
from grievances.permissions import Permission, may, roles_that_may
from grievances.routing.posts import FORMER, upwards
from grievances.units import unit_and_below
from storage.errors import NotFound
from storage.tables import CaseAlarm, CaseExclusion, CaseRecord, CaseUnit, UnionUnit

READERS = roles_that_may(Permission.CASE_READ)
# Not by status: of this condition there are indexes, which a comparison with parameters would not use.
IS_OPEN = CaseRecord.closed_at.is_(None)
# A case that was joined into a collective one is read, counted and answered there only: nobody picks it out.
STANDS_ALONE = CaseRecord.collective_id.is_(None)
_ALARM = aliased(CaseAlarm)
RINGS = and_(IS_OPEN, exists().where(_ALARM.case_id == CaseRecord.id, _ALARM.taken_at.is_(None)))


def in_scope(staff: StaffMember) -> ColumnElement[bool]:
    """The condition on UnionUnit for what this person may see. NotFound for a role that reads no cases."""
    if not may(staff.role, Permission.CASE_READ):
        raise NotFound
    return unit_and_below(staff.unit_path)


def not_excluded(staff: StaffMember) -> ColumnElement[bool]:
    """The condition on CaseRecord that keeps a case from whom it is about, and a member of a collective from all."""
    about_them = select(CaseExclusion.case_id).where(CaseExclusion.staff_id == staff.id)
    return and_(CaseRecord.id.not_in(about_them), STANDS_ALONE)


def cases_in_scope(staff: StaffMember) -> Select[CaseRecord, str]:
    """Cases with the names of their units."""
    query = select(CaseRecord, UnionUnit.name).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    return query.where(in_scope(staff), not_excluded(staff))


def cases_to_read(staff: StaffMember) -> Select[CaseRecord, str]:
    """As `cases_in_scope`, with those that a passed deadline or a colleague took to a unit above: the unit that had a
    case may follow it, by its address or number, and change nothing."""
    query = select(CaseRecord, UnionUnit.name).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    return query.where(or_(in_scope(staff), _had(staff)), not_excluded(staff))


def risen_from(staff: StaffMember) -> ColumnElement[bool]:
    """The condition on cases and units for what this person's unit, or one below it, had and a unit above has now: the
    part of `cases_to_read` that a list shows. NotFound for a role that reads no cases."""
    if not may(staff.role, Permission.CASE_READ):
        raise NotFound
    return and_(UnionUnit.id.in_(upwards(staff.unit_path)[:-1]), _had(staff))


def _had(staff: StaffMember) -> ColumnElement[bool]:
    had = aliased(UnionUnit)
    former = select(CaseUnit.case_id).join(had, CaseUnit.unit_id == had.id)
    former = former.where(CaseUnit.standing == FORMER, had.path.startswith(staff.unit_path, autoescape=True))
    return CaseRecord.id.in_(former)


def case_row(record: CaseRecord, unit_name: str, rings: bool, assignee: str | None) -> CaseRow:
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
        severity=Severity(record.severity),
        due_at=record.due_at,
        assignee_id=record.assignee_id,
        assignee_name=assignee or "",
    )
