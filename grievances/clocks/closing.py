"""Solved cases that their workers leave unanswered close by themselves; words from the worker open them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import messages
from grievances.clocks.calendar import end_of, working_days_between
from grievances.model import EntryKind, Status
from grievances.notices import WorkerNotifier
from grievances.telling import WorkerNews
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock, in_vietnam
from storage.tables import CaseRecord
from storage.vault import Vault

PATIENCE = 7  # working days after the case was called solved
_AT_ONCE = 200
_SAID = f"Đã {PATIENCE} ngày làm việc kể từ khi báo kết quả mà bạn chưa có ý kiến gì thêm."
_SAID_CONFIRMED = "Bạn đã xác nhận việc này ổn."


class Closing:
    """Several processes may close at once: whoever locks a case first does."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._news = WorkerNews(vault, notifier)

    async def waiting(self, tx: AsyncSession) -> Sequence[str]:
        today = in_vietnam(self._clock()).date()
        day = today
        while working_days_between(day, today) <= PATIENCE:
            day -= timedelta(days=1)
        query = select(CaseRecord.id).where(
            CaseRecord.status == Status.RESOLVED, CaseRecord.resolved_at <= end_of(day) + timedelta(hours=7)
        )
        return (await tx.scalars(query.limit(_AT_ONCE))).all()

    async def close(self, tx: AsyncSession, case_id: str) -> bool:
        """False when it is not solved any more: the worker answered, or another process was first."""
        query = select(CaseRecord).where(CaseRecord.id == case_id, CaseRecord.status == Status.RESOLVED)
        record = await tx.scalar(query.with_for_update().execution_options(populate_existing=True))
        if record is None:
            return False
        said = _SAID_CONFIRMED if record.confirmed_at else _SAID
        step = Step(EntryKind.STATUS, said, SYSTEM)
        entry_id = await self._timeline.move(tx, record, Status.CLOSED, step)
        record.version += 1
        record.updated_at = self._clock()
        await self._news.tell(
            tx, record, entry_id, lambda key: messages.status_notice(key, record, Status.CLOSED, said)
        )
        return True
