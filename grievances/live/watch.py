"""What happens to a live conversation by itself: it ends when the officer is silent, another one is called when they
leave, a request goes up or runs out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record as audit
from grievances.live import words
from grievances.live.book import LiveBook
from grievances.live.line import ChatLine
from grievances.live.model import AWAY, PATIENCE, SILENCE, WAITS, EndedBy, LiveState
from grievances.model import CLOSED
from grievances.routing.posts import HANDLERS, posts_above
from storage.clock import Clock
from storage.staff_sessions import still_on
from storage.tables import CaseRecord, LiveChat, Staff, StaffSession
from storage.vault import Vault

_BATCH = 50
_IS_OPEN = CaseRecord.status.not_in(CLOSED)


class LiveWatch:
    """Each method joins the caller's transaction; several processes may do it at once."""

    def __init__(self, vault: Vault, clock: Clock, line: ChatLine) -> None:
        self._clock = clock
        self._line = line
        self._book = LiveBook(vault, clock)

    async def end_silent(self, tx: AsyncSession) -> int:
        """Bring the bot back where the officer has said nothing for a while; returns how many."""
        silent = (LiveChat.state == LiveState.TAKEN) & (LiveChat.spoke_at <= self._clock() - SILENCE)
        found = await self._due(tx, silent)
        text = words.ENDED_BY_SILENCE.format(minutes=int(SILENCE.total_seconds() // 60))
        for record, live in found:
            await self._book.end(tx, live, EndedBy.SILENCE, None, self._clock())
            buttons = (words.ask_button(record.id), words.MENU_BUTTON)
            await self._book.tell(tx, self._line, record, f"{live.id}:silence", text, *buttons)
        return len(found)

    async def call_another(self, tx: AsyncSession) -> int:
        """Where the officer has left without a word, bring the bot back and call the others; returns how many."""
        found = await self._due(tx, (LiveChat.state == LiveState.TAKEN) & self._has_left() & _IS_OPEN)
        for record, live in found:
            await self._book.call_another(tx, record, live)
            buttons = (words.look_button(record.id), words.MENU_BUTTON)
            await self._book.tell(tx, self._line, record, f"{live.id}:left", words.LEFT, *buttons)
        return len(found)

    async def end_closed(self, tx: AsyncSession) -> int:
        """Bring the bot back where the case has come to its end: what the worker says next would take it up again."""
        closed = (LiveChat.state == LiveState.TAKEN) & CaseRecord.status.in_(CLOSED)
        found = await self._due(tx, closed)
        for record, live in found:
            await self._book.end(tx, live, EndedBy.STAFF, None, self._clock())
            text, what = words.ENDED_WITH_CASE, f"{live.id}:closed"
            await self._book.tell(tx, self._line, record, what, text, words.look_button(record.id), words.MENU_BUTTON)
        return len(found)

    async def raise_overdue(self, tx: AsyncSession) -> int:
        """Let requests that nobody took ring one unit up too, and be honest to the worker; returns how many rose."""
        overdue = (LiveChat.state == LiveState.ASKED) & (LiveChat.rises_at <= self._clock())
        return sum([await self._rise(tx, record, live) for record, live in await self._due(tx, overdue)])

    async def let_go(self, tx: AsyncSession) -> int:
        """End requests and offers of yesterday; the case goes its usual way."""
        waits = LiveChat.state.in_([LiveState.ASKED, LiveState.OFFERED])
        found = await self._due(tx, waits & (LiveChat.asked_at <= self._clock() - WAITS))
        for _, live in found:
            await self._book.end(tx, live, EndedBy.NOBODY, None, self._clock())
        return len(found)

    def _has_left(self) -> ColumnElement[bool]:
        """Signed out or idle everywhere, switched off, or the page closed for a while. A page without a script never
        asks: what it does nobody knows."""
        now = self._clock()
        signed_in = exists().where(StaffSession.staff_id == LiveChat.staff_id, still_on(now))
        handles = exists().where(Staff.id == LiveChat.staff_id, Staff.active, Staff.role.in_(HANDLERS))
        closed = (LiveChat.staff_seen_at <= now - AWAY) & (LiveChat.spoke_at <= now - AWAY)
        return ~signed_in | ~handles | closed

    async def _rise(self, tx: AsyncSession, record: CaseRecord, live: LiveChat) -> bool:
        above = await posts_above(tx, record.unit_id, live.unit_id or record.unit_id, record.id)
        live.rises_at = self._clock() + PATIENCE if len(above) > 1 else None
        if live.told_at is None and self._is_unanswered(record):
            live.told_at = self._clock()
            text = words.nobody_free(self._taken_up_by(record))
            asked = f"{live.id}:{live.asked_at.isoformat()}:nobody"
            await self._book.tell(tx, self._line, record, asked, text, words.look_button(record.id))
        if not above:
            return False
        live.unit_id = above[0].unit_id
        await audit(tx, self._clock, None, "chat.rose", "case", record.id, {"unit": above[0].unit_id})
        return True

    def _is_unanswered(self, record: CaseRecord) -> bool:
        return record.status not in CLOSED and record.worker_waiting_since is not None

    def _taken_up_by(self, record: CaseRecord) -> datetime | None:
        due = record.acknowledge_by if record.acknowledged_at is None else None
        return due if due is not None and due > self._clock() else None

    async def _due(self, tx: AsyncSession, condition: ColumnElement[bool]) -> list[tuple[CaseRecord, LiveChat]]:
        query: Any = select(CaseRecord, LiveChat).join(LiveChat, LiveChat.case_id == CaseRecord.id).where(condition)
        query = query.order_by(LiveChat.asked_at).limit(_BATCH)
        locked = query.with_for_update(of=[CaseRecord, LiveChat], skip_locked=True)
        rows = await tx.execute(locked.execution_options(populate_existing=True))
        return [(record, live) for record, live in rows]
