"""The worker's side of a live conversation: what is written goes into the case instead of to the bot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.alarms import Alarms
from grievances.identifiers import is_id
from grievances.live.book import LiveBook
from grievances.live.model import TYPING, EndedBy, LiveLink, LiveState, Presence
from grievances.mailboxes import opened_from
from grievances.model import CLOSED
from grievances.worker import Proof, WorkerCases
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import CaseRecord, LiveChat
from storage.vault import Vault


class LiveWorker:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._book = LiveBook(vault, clock)
        self._cases = WorkerCases(vault, clock)
        self._alarms = Alarms(vault, clock)

    async def find(self, tx: AsyncSession, conversation_id: str, written_at: datetime) -> LiveLink | None:
        """The live conversation that a message of this moment belongs to."""
        return await self._book.of_chat(tx, conversation_id, written_at)

    async def hear(self, tx: AsyncSession, link: LiveLink, conversation_id: str, text: str) -> None:
        """RuleViolation for a text that is empty or too long, NotFound when the worker was forgotten meanwhile."""
        await self._cases.add_text(tx, Proof(conversation_id), link.case_id, text)

    async def hear_media(self, tx: AsyncSession, link: LiveLink, conversation_id: str, media_id: str) -> None:
        await self._cases.add_media(tx, Proof(conversation_id), link.case_id, media_id)

    async def cry(self, tx: AsyncSession, link: LiveLink, conversation_id: str) -> None:
        """The words sound like danger: the alarm of the case rings until an officer answers."""
        await self._alarms.ring(tx, await tx.get_one(CaseRecord, link.case_id), conversation_id)

    async def ask(self, tx: AsyncSession, conversation_id: str, case_id: str) -> bool:
        """Ask for a person about an own case that is open; NotFound for any other. False when one talks already."""
        return await self._book.ask(tx, await self._own(tx, conversation_id, case_id))

    async def accept(self, tx: AsyncSession, conversation_id: str, case_id: str) -> bool:
        """Say yes to an officer's offer. False when it is over."""
        record = await self._own(tx, conversation_id, case_id)
        live = await self._book.current(tx, record.id)
        if live is None or live.state == LiveState.TAKEN:
            return False
        return await self._book.ask(tx, record)

    async def end(self, tx: AsyncSession, conversation_id: str, written_at: datetime) -> str:
        """Go back to the bot; the id of the case, empty when no officer talks. What was written later is the bot's."""
        talking = await self._book.talking(tx, conversation_id)
        live = await self._book.current(tx, talking.case_id) if talking is not None else None
        if live is None or live.state != LiveState.TAKEN:
            return ""
        await self._book.end(tx, live, EndedBy.WORKER, None, written_at)
        return live.case_id

    async def presence(self, tx: AsyncSession, conversation_id: str) -> Presence:
        """Whether an officer talks in this chat, and when they last typed."""
        talking = await self._book.talking(tx, conversation_id)
        if talking is None:
            return Presence(False, None)
        typed = talking.staff_typing_at
        return Presence(True, typed if typed is not None and self._clock() - typed < TYPING else None)

    async def types(self, tx: AsyncSession, conversation_id: str) -> None:
        talking = await self._book.talking(tx, conversation_id)
        if talking is not None:
            mine = LiveChat.id == talking.id
            await tx.execute(update(LiveChat).where(mine).values(worker_typing_at=self._clock()))

    async def _own(self, tx: AsyncSession, conversation_id: str, case_id: str) -> CaseRecord:
        query = select(CaseRecord).where(
            CaseRecord.id == case_id, CaseRecord.status.not_in(CLOSED), opened_from(self._vault, conversation_id)
        )
        record = await tx.scalar(query.with_for_update()) if is_id(case_id) else None
        if record is None:
            raise NotFound
        return record
