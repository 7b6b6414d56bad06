"""A case goes to another unit: by hand, because a deadline passed, or because nobody is left who may see it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from grievances import messages
from grievances.model import EntryKind, StaffMember
from grievances.notices import WorkerNotifier
from grievances.posts import FORMER
from grievances.telling import WorkerNews
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock
from storage.tables import CaseRecord, CaseUnit
from storage.vault import Vault


class Placing:
    """Each method joins the caller's transaction, which holds the case locked."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._news = WorkerNews(vault, notifier)

    async def place(
        self, tx: AsyncSession, record: CaseRecord, unit_id: str, told: str, kind: EntryKind, by: StaffMember | None
    ) -> None:
        """Let another unit handle the case, and tell the worker, who reads `told` in the timeline too. Nobody has it
        for oneself any more; the unit that had it may go on reading."""
        await self._remember(tx, record)
        record.unit_id, record.assignee_id = unit_id, None
        entry_id = await self._timeline.add(tx, record.id, Step(kind, told, SYSTEM, staff=by))
        await self._news.tell(tx, record, entry_id, lambda key: messages.placed_notice(key, record, told))

    async def _remember(self, tx: AsyncSession, record: CaseRecord) -> None:
        if await tx.get(CaseUnit, (record.id, record.unit_id)) is None:
            former = CaseUnit(case_id=record.id, unit_id=record.unit_id, standing=FORMER, at=self._clock())
            tx.add(former)
            await tx.flush()
