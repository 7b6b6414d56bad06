"""Heads hear outside the console that something stands out in their units: once a week at most, and not what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.collective.workplaces import Workplaces
from grievances.model import CaseFilter, Role, StaffMember
from grievances.permissions import Permission, roles_that_may
from grievances.queue.filters import Seeing
from grievances.queue.search import WordIndex
from grievances.reporting import counts, sights
from storage.clock import Clock
from storage.tables import OfficerAlert, Staff, StaffAddress, UnionUnit
from storage.vault import Vault

_HEADS = roles_that_may(Permission.REPORT_EXPORT)
_BETWEEN = timedelta(days=7)  # a spike lasts so long


class SpikeAlerts:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._alerts = OfficerAlerts(clock)
        self._places = Workplaces(vault, clock)

    async def heads(self, tx: AsyncSession) -> Sequence[StaffMember]:
        """Those who want to be alerted, and were not of this in the last days."""
        told = exists().where(
            OfficerAlert.staff_id == Staff.id,
            OfficerAlert.event == AlertEvent.SPIKE,
            OfficerAlert.created_at > self._clock() - _BETWEEN,
        )
        query = select(Staff, UnionUnit).join(UnionUnit, Staff.unit_id == UnionUnit.id)
        query = query.where(Staff.active, Staff.role.in_(_HEADS), ~told)
        rows = await tx.execute(query.where(exists().where(StaffAddress.staff_id == Staff.id)))
        return [
            StaffMember(staff.id, staff.email, staff.name, Role(staff.role), unit.id, unit.name, unit.path)
            for staff, unit in rows
        ]

    async def look(self, tx: AsyncSession, head: StaffMember) -> bool:
        """Whether there was something to say."""
        seeing = Seeing(head, self._clock(), WordIndex(self._vault))
        weeks = await counts.sums_by_week(tx, seeing, CaseFilter())
        if not await sights.spikes(tx, seeing, CaseFilter(), weeks, self._places):
            return False
        return await self._alerts.spike(tx, head.id)
