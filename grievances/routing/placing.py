"""A case goes to another unit: by hand, because a deadline passed, or because nobody is left who may see it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import EntryKind, StaffMember
from grievances.routing.posts import BARRED, FORMER
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock
from storage.tables import CaseRecord, CaseUnit
from storage.vault import Vault


class Placing:
    """Each method joins the caller's transaction, which holds the case locked."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)

    async def place(
        self,
        tx: AsyncSession,
        record: CaseRecord,
        unit_id: str,
        told: str,
        kind: EntryKind,
        by: StaffMember | None = None,
    ) -> int:
        """Let another unit handle the case; the step that says so, which the worker reads. Nobody has it for oneself
        any more; the unit that had it may go on reading."""
        await self._mark(tx, record.id, record.unit_id, FORMER)
        record.unit_id, record.assignee_id = unit_id, None
        return await self._timeline.add(tx, record.id, Step(kind, told, SYSTEM, staff=by))

    async def bar(self, tx: AsyncSession, case_id: str, unit_id: str) -> None:
        """Keep the case from a unit for good, as its worker asked."""
        await self._mark(tx, case_id, unit_id, BARRED)

    async def _mark(self, tx: AsyncSession, case_id: str, unit_id: str, standing: str) -> None:
        if await tx.get(CaseUnit, (case_id, unit_id)) is None:
            tx.add(CaseUnit(case_id=case_id, unit_id=unit_id, standing=standing, at=self._clock()))
            await tx.flush()
