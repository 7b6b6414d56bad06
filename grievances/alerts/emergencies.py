"""A cry for help: it opens a case without a tap and rings the alarm; more of it goes to the same case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.alerts.alarms import Alarms
from grievances.lifecycle import DANGER_AGAIN
from grievances.model import CLOSED, CaseKind, Category, EntryKind, Status
from grievances.texts import WORKER_TEXT_MAX, clean_optional
from grievances.timeline import Step, Timeline
from grievances.worker import OpenRequest, Proof, WorkerCases
from storage.clock import Clock
from storage.tables import CaseRecord
from storage.vault import Vault

SAME_EMERGENCY = timedelta(hours=6)  # since anything last happened in its case
FALSE_ALARM = timedelta(minutes=30)  # since its worker took it back: whoever cries again until then means the same


@dataclass(frozen=True)
class Cry:
    """What is known of the danger and of who reports it; `text` may be empty."""

    category: Category
    conversation_id: str
    channel_kind: str
    text: str = ""
    unit_id: str | None = None


@dataclass(frozen=True)
class Reported:
    """`receipt` is empty when the cry went to a case that was open already."""

    case_id: str
    receipt: str


class Emergencies:
    def __init__(self, cases: WorkerCases, vault: Vault, clock: Clock) -> None:
        self._cases = cases
        self._vault = vault
        self._clock = clock
        self._alarms = Alarms(vault, clock)
        self._timeline = Timeline(vault, clock)

    async def report(self, tx: AsyncSession, cry: Cry) -> Reported:
        """Tell the officers, in the caller's transaction. ConfigError when there is no unit to take it; RuleViolation
        for a text that is too long."""
        running = await self._running(tx, cry.conversation_id)
        anew = running is not None and running.status in DANGER_AGAIN
        if running is not None and anew:
            await self._take_up(tx, running)
        reported = await self._open(tx, cry) if running is None else await self._add(tx, running.id, cry)
        record = await tx.get_one(CaseRecord, reported.case_id)
        await self._alarms.ring(tx, record, cry.conversation_id, anew=anew)
        return reported

    async def _open(self, tx: AsyncSession, cry: Cry) -> Reported:
        request = OpenRequest(
            CaseKind.EMERGENCY, cry.category, cry.conversation_id, cry.channel_kind, cry.text, cry.unit_id
        )
        opened = await self._cases.open(tx, request)
        return Reported(opened.case_id, opened.receipt)

    async def _add(self, tx: AsyncSession, case_id: str, cry: Cry) -> Reported:
        if clean_optional(cry.text, WORKER_TEXT_MAX):
            await self._cases.add_text(tx, Proof(cry.conversation_id), case_id, cry.text)
        return Reported(case_id, "")

    async def _take_up(self, tx: AsyncSession, record: CaseRecord) -> None:
        await self._timeline.move(tx, record, DANGER_AGAIN[Status(record.status)], Step(EntryKind.STATUS))
        record.worker_waiting_since = self._clock()
        record.updated_at = self._clock()
        record.version += 1

    async def _running(self, tx: AsyncSession, conversation_id: str) -> CaseRecord | None:
        """The emergency of this chat that is not over, or was taken back minutes ago, locked. Taking back and crying
        again without end would open one case after the other."""
        now = self._clock()
        open_still = and_(CaseRecord.status.not_in(CLOSED), CaseRecord.updated_at > now - SAME_EMERGENCY)
        just_taken_back = and_(CaseRecord.status == Status.WITHDRAWN, CaseRecord.closed_at > now - FALSE_ALARM)
        query = select(CaseRecord).where(
            mailboxes.opened_from(self._vault, conversation_id),
            CaseRecord.kind == CaseKind.EMERGENCY,
            or_(open_still, just_taken_back),
        )
        newest = query.order_by(CaseRecord.number.desc()).limit(1)
        return await tx.scalar(newest.with_for_update().execution_options(populate_existing=True))
