"""Calls about a contact: to who decides that there is something to decide, and back to who asked. No word of the case,
and nothing about the worker."""

from __future__ import annotations

from sqlalchemy import exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.permissions import Permission, roles_that_may
from storage.clock import Clock
from storage.tables import CaseExclusion, CaseRecord, IdentityRequest, Staff, StaffAddress, UnionUnit

GUARDS = roles_that_may(Permission.IDENTITY_DECIDE)


class IdentityAlerts:
    """Each method joins the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._alerts = OfficerAlerts(clock)

    async def asked(self, tx: AsyncSession, case: CaseRecord, request: IdentityRequest) -> None:
        """Call the nearest custodians who can be reached: those of a whole province are not woken for each workshop."""
        for staff_id in await _nearest(tx, case, request.asked_by):
            await self._alerts.for_person(tx, case, staff_id, AlertEvent.CONTACT_ASKED, request.id)

    async def decided(self, tx: AsyncSession, case: CaseRecord, request: IdentityRequest) -> None:
        await self._alerts.for_person(tx, case, request.asked_by, AlertEvent.CONTACT_DECIDED, request.id)


async def _nearest(tx: AsyncSession, case: CaseRecord, asker_id: str) -> list[str]:
    """Who guards identities nearest to the case's unit, upwards, among those who left an address and may decide."""
    path = (await tx.get_one(UnionUnit, case.unit_id)).path
    about_them = select(CaseExclusion.staff_id).where(CaseExclusion.case_id == case.id)
    query = select(Staff.id, UnionUnit.level).join(UnionUnit, Staff.unit_id == UnionUnit.id)
    query = query.where(
        Staff.role.in_(GUARDS),
        Staff.active,
        Staff.id != asker_id,
        Staff.id.not_in(about_them),
        literal(path).startswith(UnionUnit.path),
        exists().where(StaffAddress.staff_id == Staff.id),
    )
    found = (await tx.execute(query.order_by(UnionUnit.level.desc()))).all()
    return [staff_id for staff_id, level in found if level == found[0].level]
