"""Deadlines that pass: the unit above gets the case and the worker reads why; on top it is called to mind each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import messages
from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.audit import record as audit
from grievances.clocks import deadlines
from grievances.clocks.calendar import next_morning
from grievances.model import EntryKind
from grievances.notices import WorkerNotifier
from grievances.queue.scope import STANDS_ALONE
from grievances.routing.placing import Placing
from grievances.routing.posts import posts_above
from grievances.telling import WorkerNews
from storage.clock import Clock, in_vietnam
from storage.tables import CaseRecord
from storage.vault import Vault

_AT_ONCE = 200
_ROSE = "Hết hạn {what} ngày {day} mà chưa xong, nên {unit} là Công đoàn cấp trên đã nhận phản ánh này."
_ACKNOWLEDGE, _ANSWER = "tiếp nhận", "trả lời"


class Escalations:
    """Several processes may look at once: whoever clears `watch_at` has the case."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._clock = clock
        self._placing = Placing(vault, clock)
        self._news = WorkerNews(vault, notifier)
        self._alerts = OfficerAlerts(clock)

    async def waiting(self, tx: AsyncSession) -> Sequence[tuple[str, datetime]]:
        """The cases to look at now, with the moment that says so."""
        query = select(CaseRecord.id, CaseRecord.watch_at).where(CaseRecord.watch_at <= self._clock(), STANDS_ALONE)
        rows = await tx.execute(query.order_by(CaseRecord.watch_at).limit(_AT_ONCE))
        return [(case_id, watch_at) for case_id, watch_at in rows if watch_at is not None]

    async def look(self, tx: AsyncSession, case_id: str, seen: datetime) -> bool:
        """Remind of a deadline that is near, or act on one that passed. False when somebody else did already."""
        mine: Any = await tx.execute(
            update(CaseRecord).where(CaseRecord.id == case_id, CaseRecord.watch_at == seen).values(watch_at=None)
        )
        if mine.rowcount != 1:
            return False
        query = select(CaseRecord).where(CaseRecord.id == case_id).with_for_update()
        record = (await tx.scalars(query.execution_options(populate_existing=True))).one()
        due = deadlines.due_at(record)
        if due is None:
            return False
        if self._clock() < due:
            record.watch_at = due
            await self._alerts.for_case(tx, record, AlertEvent.NEAR, f"{due:%Y%m%d%H%M}")
        else:
            await self._passed(tx, record, due)
        return True

    async def _passed(self, tx: AsyncSession, record: CaseRecord, due: datetime) -> None:
        now = self._clock()
        above = await posts_above(tx, record.unit_id, record.unit_id, record.id)
        if above:
            missed = _ACKNOWLEDGE if record.acknowledged_at is None and due == record.acknowledge_by else _ANSWER
            told = _ROSE.format(what=missed, day=f"{in_vietnam(due):%d/%m/%Y}", unit=above[0].name)
            entry_id = await self._placing.place(tx, record, above[0].unit_id, told, EntryKind.ROSE)
            record.rises += 1
            record.version += 1
            record.updated_at = now
            deadlines.begin_above(record, now)
            await audit(tx, self._clock, None, "case.rose", "case", record.id, {"unit": record.unit_id})
            await self._news.tell(tx, record, entry_id, lambda key: messages.placed_notice(key, record, told))
        else:
            record.watch_at = next_morning(now)
        await self._alerts.for_case(tx, record, AlertEvent.PASSED, f"{in_vietnam(now):%Y%m%d}")
