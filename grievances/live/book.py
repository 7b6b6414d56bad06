"""The book of live conversations: who asked, who talks, since when. Both sides and the watch write through it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.audit import record as audit
from grievances.live import words
from grievances.live.line import ChatLine
from grievances.live.model import PATIENCE, EndedBy, LiveLink, LiveState
from grievances.model import EntryKind, StaffMember
from grievances.notices import Notice, NoticeButton, notice_key
from grievances.routing.posts import posts
from grievances.timeline import SYSTEM, WORKER, Step, Timeline
from storage.clock import Clock
from storage.tables import CaseRecord, LiveChat, Mailbox
from storage.vault import Vault


class LiveBook:
    """Each method joins the caller's transaction. Who writes holds the case locked first, then the live row."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)

    async def current(self, tx: AsyncSession, case_id: str) -> LiveChat | None:
        """The one that is not ended, locked."""
        query = select(LiveChat).where(LiveChat.case_id == case_id, LiveChat.ended_at.is_(None)).with_for_update()
        return await tx.scalar(query.execution_options(populate_existing=True))

    async def of_chat(self, tx: AsyncSession, conversation_id: str, written_at: datetime) -> LiveLink | None:
        """Whom a message belongs to that was written then: the officer who talks now, or who did at that moment."""
        at_that_moment = and_(LiveChat.taken_at <= written_at, LiveChat.ended_at > written_at)
        query = self._of_address(conversation_id).where(or_(LiveChat.state == LiveState.TAKEN, at_that_moment))
        found = (await tx.scalars(query.order_by(LiveChat.ended_at.is_not(None), LiveChat.taken_at.desc()))).first()
        return LiveLink(found.id, found.case_id) if found else None

    async def talking(self, tx: AsyncSession, conversation_id: str) -> LiveChat | None:
        """The conversation that an officer has taken over in this chat."""
        return (await tx.scalars(self._of_address(conversation_id).where(LiveChat.state == LiveState.TAKEN))).first()

    async def ask(self, tx: AsyncSession, record: CaseRecord) -> bool:
        """The worker wants a person: it rings. False when an officer talks already."""
        live = await self.current(tx, record.id)
        if live is not None and live.state == LiveState.TAKEN:
            return False
        if live is None or live.state != LiveState.ASKED:
            await self.note(tx, record.id, words.STEP_ASKED, WORKER)
        await self._ring(tx, record, live or LiveChat(case_id=record.id))
        return True

    async def call_another(self, tx: AsyncSession, record: CaseRecord, live: LiveChat) -> None:
        """The officer has left: another one is called. `live` is locked and taken; what was written until now stays
        theirs."""
        await self.end(tx, live, EndedBy.LEFT, None, self._clock())
        await tx.flush()
        await self._ring(tx, record, LiveChat(case_id=record.id))

    async def _ring(self, tx: AsyncSession, record: CaseRecord, live: LiveChat) -> None:
        around = await posts(tx, record.unit_id, record.id)
        live.state, live.staff_id, live.asked_at, live.told_at = LiveState.ASKED, None, self._clock(), None
        live.unit_id = around[0].unit_id if around else record.unit_id
        live.rises_at = self._clock() + PATIENCE
        # Whoever was answered before and asks for a person waits again.
        record.worker_waiting_since = record.worker_waiting_since or self._clock()
        tx.add(live)
        await tx.flush()

    async def end(self, tx: AsyncSession, live: LiveChat, by: EndedBy, staff: StaffMember | None, at: datetime) -> None:
        """`live` is locked and not ended."""
        live.state, live.ended_at, live.ended_by, live.rises_at = LiveState.ENDED, at, by, None
        step = Step(EntryKind.LIVE, words.STEP_ENDED[by], SYSTEM, staff=staff, internal=True)
        await self._timeline.add(tx, live.case_id, step)
        await audit(tx, self._clock, staff, "chat.ended", "case", live.case_id, {"by": by})

    async def note(
        self, tx: AsyncSession, case_id: str, text: str, actor: str, staff: StaffMember | None = None
    ) -> None:
        await self._timeline.add(tx, case_id, Step(EntryKind.LIVE, text, actor, staff=staff, internal=True))

    async def tell(
        self, tx: AsyncSession, line: ChatLine, record: CaseRecord, what: str, text: str, *buttons: NoticeButton
    ) -> bool:
        """A message about the conversation into the worker's chat; `what` makes it the only one of its kind."""
        chat = await mailboxes.chat_of(tx, self._vault, record)
        if chat is None:
            return False
        return await line.notify(tx, chat, Notice(notice_key(self._vault, record.id, what), text, buttons))

    def _of_address(self, conversation_id: str) -> Select[LiveChat]:
        query = select(LiveChat).join(CaseRecord, CaseRecord.id == LiveChat.case_id)
        query = query.join(Mailbox, Mailbox.receipt_hash == CaseRecord.receipt_hash)
        return query.where(Mailbox.address_hash.in_(mailboxes.address_hashes(self._vault, conversation_id))).limit(1)
