"""What a case page says about whose case it is, and what this officer may do about that."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from console.services import ConsoleServices
from grievances.assignment import Assignments
from grievances.model import CaseView, StaffMember
from grievances.permissions import Permission, may
from storage.tables import CaseRecord


async def handling_of(
    tx: AsyncSession, services: ConsoleServices, member: StaffMember, case: CaseView
) -> dict[str, Any]:
    """For a case that this member has just been allowed to read."""
    assignments = assignments_of(services)
    record = await tx.get_one(CaseRecord, case.row.case_id)
    return {
        "may_take": may(member.role, Permission.CASE_HANDLE) and case.row.assignee_id != member.id,
        "is_mine": case.row.assignee_id == member.id,
        "people": await assignments.people(tx, member, record),
        "places": await assignments.places(tx, member, record),
    }


def assignments_of(services: ConsoleServices) -> Assignments:
    return Assignments(services.vault, services.clock, services.desk.notifier)
