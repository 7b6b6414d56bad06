"""What officers are alerted of outside the console. An alert holds no word of a case: it only calls them to look."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import Role
from grievances.permissions import Permission, roles_that_may
from grievances.routing.posts import HANDLERS
from storage.clock import Clock
from storage.tables import CaseExclusion, CaseRecord, OfficerAlert, Staff, StaffAddress


class AlertEvent(StrEnum):
    URGENT = "urgent"
    NEAR = "near"
    PASSED = "passed"
    ASSIGNED = "assigned"
    RINGING = "ringing"
    SPIKE = "spike"
    CONTACT_ASKED = "contact_asked"
    CONTACT_DECIDED = "contact_decided"
    TEST = "test"


# Who may get what; the rest is for who handles cases.
_FOR: Mapping[AlertEvent, frozenset[Role]] = {AlertEvent.CONTACT_ASKED: roles_that_may(Permission.IDENTITY_DECIDE)}


class OfficerAlerts:
    """Alerts are queued with the change that they tell of, and leave when that is committed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def for_case(self, tx: AsyncSession, record: CaseRecord, event: AlertEvent, occasion: str) -> None:
        """For whom it concerns: who has the case, or else everybody of its unit who may handle it. The same occasion
        alerts each of them once."""
        if record.assignee_id is not None:
            await self.for_person(tx, record, record.assignee_id, event, occasion)
            return
        query = select(Staff.id).where(Staff.unit_id == record.unit_id)
        for staff_id in (await tx.scalars(query)).all():
            await self.for_person(tx, record, staff_id, event, occasion)

    async def for_unit(
        self, tx: AsyncSession, record: CaseRecord, unit_id: str, event: AlertEvent, occasion: str
    ) -> None:
        query = select(Staff.id).where(Staff.unit_id == unit_id)
        for staff_id in (await tx.scalars(query)).all():
            await self.for_person(tx, record, staff_id, event, occasion)

    async def for_person(
        self, tx: AsyncSession, record: CaseRecord, staff_id: str, event: AlertEvent, occasion: str
    ) -> None:
        """Nothing for who left no address, has no part in such things, or must not see this case."""
        key = f"{event}:{record.id}:{staff_id}:{occasion}"
        known = await tx.scalar(select(exists().where(OfficerAlert.key == key)))
        if known or not await self._may_get(tx, record.id, staff_id, event):
            return
        now = self._clock()
        alert = OfficerAlert(
            key=key, staff_id=staff_id, event=event, case_id=record.id, created_at=now, next_try_at=now, attempts=0
        )
        tx.add(alert)
        await tx.flush()

    async def test(self, tx: AsyncSession, staff_id: str) -> bool:
        """One to try the way. False when there is no address yet."""
        return await self._without_case(tx, staff_id, AlertEvent.TEST, f"{self._clock():%Y%m%d%H%M}")

    async def spike(self, tx: AsyncSession, staff_id: str) -> bool:
        """Something stands out in the figures; the same day alerts once. False when there is no address."""
        return await self._without_case(tx, staff_id, AlertEvent.SPIKE, f"{self._clock():%Y%m%d}")

    async def _without_case(self, tx: AsyncSession, staff_id: str, event: AlertEvent, occasion: str) -> bool:
        if not await tx.scalar(select(exists().where(StaffAddress.staff_id == staff_id))):
            return False
        now = self._clock()
        key = f"{event}:{staff_id}:{occasion}"
        if await tx.scalar(select(exists().where(OfficerAlert.key == key))):
            return True
        alert = OfficerAlert(key=key, staff_id=staff_id, event=event, created_at=now, next_try_at=now, attempts=0)
        tx.add(alert)
        await tx.flush()
        return True

    async def _may_get(self, tx: AsyncSession, case_id: str, staff_id: str, event: AlertEvent) -> bool:
        query = select(
            exists().where(
                Staff.id == staff_id,
                Staff.active,
                Staff.role.in_(_FOR.get(event, HANDLERS)),
                exists().where(StaffAddress.staff_id == Staff.id),
                ~exists().where(CaseExclusion.case_id == case_id, CaseExclusion.staff_id == Staff.id),
            )
        )
        return bool(await tx.scalar(query))
