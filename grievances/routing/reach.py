"""One case for one officer: found only in the own unit and below, and locked when it is to change."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.queue.scope import cases_in_scope, cases_to_read
from storage.errors import NotFound
from storage.tables import CaseRecord


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
