"""One case for one officer: found only in the own unit and below, and locked when it is to change."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.queue.scope import cases_in_scope, cases_to_read
from grievances.routing.posts import HANDLERS, barred_units, upwards
from storage.errors import NotFound
from storage.tables import CaseExclusion, CaseRecord, Staff, UnionUnit


async def case_to_read(tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
    """NotFound for who may not see it."""
    query = cases_to_read(staff).where(CaseRecord.id == case_id)
    row = (await tx.execute(query)).one_or_none() if is_id(case_id) else None
    if row is None:
        raise NotFound
    return row[0]


async def case_to_change(tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
    """As `case_to_read`, locked; NotFound also for who may only look."""
    return (await cases_to_change(tx, staff, [case_id]))[0]


async def cases_to_change(tx: AsyncSession, staff: StaffMember, case_ids: list[str]) -> list[CaseRecord]:
    """All of them, by number, or NotFound. Locked in one order, so that two officers never wait for each other."""
    if not may(staff.role, Permission.CASE_HANDLE) or not all(map(is_id, case_ids)):
        raise NotFound
    query = cases_in_scope(staff).where(CaseRecord.id.in_(case_ids)).order_by(CaseRecord.number)
    query = query.with_for_update(of=CaseRecord).execution_options(populate_existing=True)
    found = [record for record, _ in await tx.execute(query)]
    if len(found) != len(set(case_ids)) or not found:
        raise NotFound
    return found


async def can_handle(tx: AsyncSession, record: CaseRecord, staff_id: str) -> bool:
    """Whether this person, as the account is now, sees the case and may handle it. Until the end of the transaction
    the account stays as it is: nobody is given a case while being moved away from it."""
    locked = select(Staff).where(Staff.id == staff_id).with_for_update(read=True)
    person = await tx.scalar(locked.execution_options(populate_existing=True))
    if person is None or not person.active or person.role not in HANDLERS:
        return False
    path = (await tx.get_one(UnionUnit, record.unit_id)).path
    if person.unit_id not in upwards(path) or person.unit_id in await barred_units(tx, record.id):
        return False
    return await tx.get(CaseExclusion, (record.id, staff_id)) is None
