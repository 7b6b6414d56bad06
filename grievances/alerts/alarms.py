"""The alarm of an emergency: it rings until an officer takes it, and goes up when nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.audit import record as audit
from grievances.clocks import milestones
from grievances.model import AlarmView, EntryKind, StaffMember
from grievances.queue.scope import IS_OPEN, RINGS, in_scope, not_excluded
from grievances.routing.posts import Post, posts, posts_above, upwards
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock
from storage.tables import CaseAlarm, CaseRecord, Staff, UnionUnit
from storage.throttle import Allowance, allow
from storage.vault import Vault

PATIENCE = timedelta(minutes=15)  # how long an alarm waits for its unit before it goes up
# Alarms of one chat that also call by e-mail and Telegram; the console always rings, and what nobody takes goes up.
CALLS = Allowance(4, timedelta(hours=1))

_CALLS_CONTEXT = "throttle.alarm_calls"
_ELSEWHERE = "Đơn vị này chưa có cán bộ, báo động được gửi tới {unit}."
_AGAIN = "Người lao động lại báo khẩn cấp, báo động mở lại."
_NOT_CALLED = "Cuộc trò chuyện này báo khẩn cấp nhiều lần trong một giờ, nên lần này chỉ đổ chuông ở bảng làm việc."
_ROSE = "Sau {minutes} phút chưa ai nhận, báo động được chuyển lên {unit}."


@dataclass(frozen=True)
class RingingAlarm:
    """An emergency that nobody has taken: what every page of the console tells those whom it rings for."""

    case_id: str
    number: int
    rung_at: datetime


class Alarms:
    """Each method joins the caller's transaction, which holds the case locked (`raise_overdue` locks by itself)."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._alerts = OfficerAlerts(clock)

    async def ring(self, tx: AsyncSession, record: CaseRecord, chat: str, *, anew: bool = False) -> None:
        """Call the officers. An alarm that rings goes on; one taken a while ago rings again, and so does at once
        (`anew`) that of a case whose worker had taken it back. `chat`: who cries, as the conversation's id."""
        alarm = await tx.get(CaseAlarm, record.id, with_for_update=True)
        if alarm is not None:
            if not anew and (alarm.taken_at is None or self._clock() - alarm.taken_at < PATIENCE):
                return
            await self._note(tx, record.id, _AGAIN)
        around = await posts(tx, record.unit_id, record.id)
        first = around[0] if around else Post(record.unit_id, "")
        if alarm is None:
            alarm = CaseAlarm(case_id=record.id)
            tx.add(alarm)
        alarm.rung_at, alarm.taken_at, alarm.taken_by = self._clock(), None, None
        self._place(alarm, first, has_above=len(around) > 1)
        if first.unit_id != record.unit_id:
            await self._note(tx, record.id, _ELSEWHERE.format(unit=first.name))
        if await allow(tx, self._clock, self._vault.index(chat, _CALLS_CONTEXT), CALLS):
            await self._call(tx, record, first.unit_id)
        else:
            await self._note(tx, record.id, _NOT_CALLED)

    async def take(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord) -> int | None:
        """Let the alarm end with this person; the step that says so. None when there is none that rings: another was
        first, or the worker withdrew."""
        alarm = await tx.get(CaseAlarm, record.id, with_for_update=True)
        if alarm is None or not await _rings(tx, record.id):
            return None
        alarm.taken_at, alarm.taken_by, alarm.rises_at = self._clock(), staff.id, None
        milestones.acknowledged(record, self._clock())
        entry_id = await self._timeline.add(tx, record.id, Step(EntryKind.ALARM_TAKEN, staff=staff))
        await audit(tx, self._clock, staff, "case.alarm_taken", "case", record.id)
        return entry_id

    async def view(self, tx: AsyncSession, case_id: str) -> AlarmView | None:
        query = select(CaseAlarm, UnionUnit.name, Staff.name).join(UnionUnit, CaseAlarm.unit_id == UnionUnit.id)
        query = query.join(Staff, CaseAlarm.taken_by == Staff.id, isouter=True).where(CaseAlarm.case_id == case_id)
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return None
        alarm, unit_name, taken_by = row
        rings = await _rings(tx, case_id)
        return AlarmView(rings, alarm.rung_at, unit_name, alarm.rises_at, alarm.taken_at, taken_by or "")

    async def raise_overdue(self, tx: AsyncSession) -> int:
        """Move every alarm that nobody took in time one unit up; returns how many. Several processes may do so at
        once."""
        query = select(CaseRecord, CaseAlarm).join(CaseAlarm, CaseAlarm.case_id == CaseRecord.id)
        query = query.where(RINGS, CaseAlarm.rises_at <= self._clock())
        overdue = await tx.execute(query.with_for_update(of=[CaseRecord, CaseAlarm], skip_locked=True))
        risen = 0
        for record, alarm in overdue.all():
            risen += await self._rise(tx, record, alarm)
        return risen

    async def _rise(self, tx: AsyncSession, record: CaseRecord, alarm: CaseAlarm) -> bool:
        above = await posts_above(tx, record.unit_id, alarm.unit_id, record.id)
        if not above:
            alarm.rises_at = None
            return False
        self._place(alarm, above[0], has_above=len(above) > 1)
        minutes = int(PATIENCE.total_seconds() // 60)
        await self._note(tx, record.id, _ROSE.format(minutes=minutes, unit=above[0].name))
        await self._call(tx, record, above[0].unit_id)
        await audit(tx, self._clock, None, "case.alarm_rose", "case", record.id, {"unit": above[0].unit_id})
        return True

    async def _call(self, tx: AsyncSession, record: CaseRecord, unit_id: str) -> None:
        await self._alerts.for_unit(tx, record, unit_id, AlertEvent.RINGING, f"{self._clock():%Y%m%d%H%M%S}")

    def _place(self, alarm: CaseAlarm, post: Post, has_above: bool) -> None:
        alarm.unit_id = post.unit_id
        alarm.rises_at = self._clock() + PATIENCE if has_above else None

    async def _note(self, tx: AsyncSession, case_id: str, text: str) -> None:
        await self._timeline.add(tx, case_id, Step(EntryKind.ALARM, text, SYSTEM, internal=True))


async def ringing_for(tx: AsyncSession, staff: StaffMember) -> Sequence[RingingAlarm]:
    """The alarms that ring for this person, the oldest first. NotFound for a role that reads no cases.

    It rings on the way from the case's unit up to where the alarm has come: units further up are not called yet.
    """
    query = select(CaseRecord.id, CaseRecord.number, CaseAlarm.rung_at)
    query = query.join(CaseAlarm, CaseAlarm.case_id == CaseRecord.id).join(
        UnionUnit, CaseRecord.unit_id == UnionUnit.id
    )
    rings_here = (IS_OPEN, CaseAlarm.taken_at.is_(None), CaseAlarm.unit_id.in_(upwards(staff.unit_path)))
    query = query.where(in_scope(staff), not_excluded(staff), *rings_here)
    rows = await tx.execute(query.order_by(CaseAlarm.rung_at, CaseRecord.number))
    return tuple(RingingAlarm(*row) for row in rows)


async def _rings(tx: AsyncSession, case_id: str) -> bool:
    return bool(await tx.scalar(select(exists().where(CaseRecord.id == case_id, RINGS))))
