"""What a member does in an own case reaches the collective one: without a name, without the hour."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.collective.texts import ALL_WITHDRAWN, GOES_ON
from grievances.identifiers import is_id
from grievances.lifecycle import WorkerAct, worker_move
from grievances.model import EntryKind, Status
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock, in_vietnam
from storage.tables import CaseRecord


def day_of(at: datetime) -> datetime:
    """The day alone, as its first moment in Vietnam."""
    local = in_vietnam(at)
    return datetime.combine(local.date(), time(), local.tzinfo)


async def lock_collective_of(tx: AsyncSession, case_id: str) -> None:
    """Before a member is locked: officers lock the collective first, too, so the two never wait for each other."""
    if is_id(case_id):
        its = select(CaseRecord.collective_id).where(CaseRecord.id == case_id).scalar_subquery()
        await tx.scalar(select(CaseRecord.id).where(CaseRecord.id == its).with_for_update())


async def echo(tx: AsyncSession, timeline: Timeline, clock: Clock, member: CaseRecord, act: WorkerAct) -> None:
    """Nothing for a case that belongs to none. A good rating changes only counts."""
    if member.collective_id is None:
        return
    query = select(CaseRecord).where(CaseRecord.id == member.collective_id)
    collective = (await tx.scalars(query.execution_options(populate_existing=True))).one()
    if act is WorkerAct.WITHDRAW:
        await _withdrawn(tx, timeline, collective)
    elif act is not WorkerAct.RATE_GOOD and collective.status != Status.WITHDRAWN:
        await _heard(tx, timeline, clock, collective)
    collective.version += 1
    await tx.flush()


async def _heard(tx: AsyncSession, timeline: Timeline, clock: Clock, collective: CaseRecord) -> None:
    to = worker_move(Status(collective.status), WorkerAct.ADD)
    if to != collective.status:
        await timeline.move(tx, collective, to, Step(EntryKind.STATUS, GOES_ON, SYSTEM))
    today = day_of(clock())
    collective.worker_waiting_since = collective.worker_waiting_since or today
    collective.updated_at = max(collective.updated_at, today)


async def _withdrawn(tx: AsyncSession, timeline: Timeline, collective: CaseRecord) -> None:
    left = select(func.count()).where(CaseRecord.collective_id == collective.id)
    if await tx.scalar(left.where(CaseRecord.status != Status.WITHDRAWN)):
        return
    if collective.status != Status.WITHDRAWN:
        collective.worker_waiting_since = None
        await timeline.move(tx, collective, Status.WITHDRAWN, Step(EntryKind.STATUS, ALL_WITHDRAWN, SYSTEM))
