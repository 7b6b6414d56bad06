"""What an officer may see, as conditions of the query itself: no row of another unit is ever loaded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from grievances.identifiers import is_id
from grievances.model import (
    CLOSED,
    CaseCounts,
    CaseFilter,
    CaseKind,
    CaseRow,
    Category,
    Page,
    Rating,
    StaffMember,
    Status,
)
from grievances.permissions import Permission, may, roles_that_may
from grievances.units import unit_and_below
from storage.errors import NotFound
from storage.tables import CaseAlarm, CaseExclusion, CaseRecord, CaseTag, UnionUnit

READERS = roles_that_may(Permission.CASE_READ)
_MAX_PER_PAGE = 100
_MAX_NUMBER = 2**31 - 1  # of the column; beyond it the database raises
_IS_OPEN = CaseRecord.status.not_in(CLOSED)
_IS_WAITING = CaseRecord.worker_waiting_since.is_not(None)
_IS_EMERGENCY = and_(CaseRecord.kind == CaseKind.EMERGENCY, _IS_OPEN)
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


async def find_page(tx: AsyncSession, staff: StaffMember, wanted: CaseFilter, page: int, per_page: int) -> Page:
    """Emergencies come first, those that nobody has taken on top; then where a worker waits, the newest on top. A page
    beyond the end is the last one."""
    query = cases_in_scope(staff).where(*await _conditions(tx, wanted))
    total = await tx.scalar(select(func.count()).select_from(query.subquery())) or 0
    per_page = min(max(per_page, 1), _MAX_PER_PAGE)
    page = min(max(page, 1), max(1, -(-total // per_page)))
    sorted_query: Any = query.add_columns(RINGS).order_by(
        RINGS.desc(),
        _IS_EMERGENCY.desc(),
        _IS_WAITING.desc(),
        CaseRecord.worker_waiting_since.desc(),
        CaseRecord.updated_at.desc(),
        CaseRecord.number.desc(),
    )
    rows = await tx.execute(sorted_query.limit(per_page).offset((page - 1) * per_page))
    return Page(tuple(case_row(*row) for row in rows), total, page, per_page)


async def count_cases(tx: AsyncSession, staff: StaffMember) -> CaseCounts:
    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    by_status = [CaseRecord.status == status for status in (Status.RESOLVED, Status.RECEIVED, Status.IN_PROGRESS)]
    query: Any = select(*map(how_many, (_IS_OPEN, _IS_WAITING, *by_status)))
    query = query.select_from(CaseRecord).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    query = query.where(in_scope(staff), not_excluded(staff))
    return CaseCounts(*(await tx.execute(query)).one())


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


async def _conditions(tx: AsyncSession, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (CaseRecord.status, wanted.status),
        (CaseRecord.category, wanted.category),
        (CaseRecord.kind, wanted.kind),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.number is not None:
        fits = 0 < wanted.number <= _MAX_NUMBER
        conditions.append(CaseRecord.number == wanted.number if fits else false())
    if wanted.waiting_only:
        conditions.append(_IS_WAITING)
    if wanted.open_only:
        conditions.append(_IS_OPEN)
    if wanted.tag is not None:
        conditions.append(exists().where(CaseTag.case_id == CaseRecord.id, CaseTag.key == wanted.tag))
    if wanted.unit_id is not None:
        conditions.append(unit_and_below(await _path_of(tx, wanted.unit_id)))
    return conditions


async def _path_of(tx: AsyncSession, unit_id: str) -> str:
    """Empty, which matches nothing, for a unit that is none. The scope is a condition beside this one."""
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id)) if is_id(unit_id) else None
    return path or ""
