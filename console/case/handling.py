"""What a case page says about whose case it is, and what this officer may do about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from console.services import ConsoleServices
from grievances.model import CLOSED, CaseView, StaffMember
from grievances.routing.assignment import Assignments
from grievances.routing.conflicts import Conflicts
from storage.tables import CaseRecord


@dataclass(frozen=True)
class Clocks:
    """The deadlines that an officer is shown; none for a case at rest."""

    acknowledge_by: datetime | None
    answer_by: datetime | None
    paused: bool
    rises: int


async def handling_of(
    tx: AsyncSession, services: ConsoleServices, member: StaffMember, case: CaseView
) -> dict[str, Any]:
    """For a case that this member has just been allowed to read."""
    assignments = assignments_of(services)
    record = await tx.get_one(CaseRecord, case.row.case_id)
    conflicts, may_handle = conflicts_of(services), case.may_handle
    return {
        "may_handle": may_handle,
        "may_take": may_handle and case.row.assignee_id != member.id,
        "is_mine": case.row.assignee_id == member.id,
        "people": await assignments.people(tx, member, record) if may_handle else (),
        "places": await assignments.places(tx, member, record) if may_handle else (),
        "who_sees": await conflicts.who_sees(tx, member, record) if may_handle else (),
        "excluded": await conflicts.excluded(tx, member, record.id) if may_handle else (),
        "clocks": clocks_of(record),
    }


def clocks_of(record: CaseRecord) -> Clocks:
    running = record.status not in CLOSED
    return Clocks(
        acknowledge_by=record.acknowledge_by if running and record.acknowledged_at is None else None,
        answer_by=record.answer_by if running else None,
        paused=record.paused_at is not None,
        rises=record.rises,
    )


def conflicts_of(services: ConsoleServices) -> Conflicts:
    return Conflicts(services.vault, services.clock, services.desk.notifier)


def assignments_of(services: ConsoleServices) -> Assignments:
    return Assignments(services.vault, services.clock, services.desk.notifier)
