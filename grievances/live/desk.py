"""The officers' side of a live conversation: take it, talk, hand it back. Bounded and audited as the case is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.alerts.alarms import Alarms
from grievances.audit import record as audit
from grievances.clocks import milestones
from grievances.handouts import Handouts
from grievances.identifiers import is_id
from grievances.lifecycle import after_reply
from grievances.live import words
from grievances.live.book import LiveBook
from grievances.live.line import ChatLine, Delivery
from grievances.live.lists import chat_lists, waiting_for
from grievances.live.model import LIVE_TEXT_MAX, ChatLists, ChatRow, EndedBy, LiveState, LiveView
from grievances.live.view import deliveries_of, live_view
from grievances.messages import file_notice
from grievances.model import CLOSED, EntryKind, EntryView, StaffMember, Status
from grievances.notices import Notice, NoticeFile, notice_key
from grievances.permissions import Permission, may
from grievances.queue.scope import cases_in_scope
from grievances.texts import clean_optional, clean_text
from grievances.timeline import STAFF, Step, Timeline
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.once import once
from storage.tables import CaseRecord, LiveChat, Staff
from storage.vault import Vault

_CASE = "case"
_NOT_ASKED = "Người lao động chưa nhờ trò chuyện trực tiếp. Bạn gửi lời mời, họ đồng ý thì bạn nhận được ngay."
_UNREACHABLE = "Người lao động đã xóa kênh liên lạc nên không trò chuyện trực tiếp được nữa."
_TALKS_ELSEWHERE = "Người lao động đang trò chuyện với một cán bộ khác. Bạn thử lại sau ít phút nhé."
_CLOSED = "Vụ việc này đã đóng. Bạn mở lại vụ việc trước khi trò chuyện nhé."
_OVER = "Cuộc trò chuyện đã kết thúc nên tin chưa được gửi. Bạn trả lời ở trang vụ việc nhé."
_NOT_MINE = "{name} đang trò chuyện với người lao động này, nên tin của bạn chưa được gửi."
_JUST_TAKEN = "{name} vừa nhận cuộc trò chuyện này."


class LiveDesk:
    """Each method joins the caller's transaction. Out of scope, wrong role and not existing are all NotFound."""

    def __init__(self, vault: Vault, clock: Clock, line: ChatLine) -> None:
        self._vault = vault
        self._clock = clock
        self._line = line
        self._book = LiveBook(vault, clock)
        self._timeline = Timeline(vault, clock)
        self._alarms = Alarms(vault, clock)
        self._handouts = Handouts(vault, clock)

    async def waiting(self, tx: AsyncSession, staff: StaffMember) -> Sequence[ChatRow]:
        """The requests that ring for this person; for every page, so not audited."""
        return await waiting_for(tx, staff)

    async def lists(self, tx: AsyncSession, staff: StaffMember) -> ChatLists:
        """All requests and conversations of this unit and below."""
        _handles(staff)
        found = await chat_lists(tx, staff)
        await audit(tx, self._clock, staff, "chat.listed", _CASE, "", {"rows": len(found.waiting) + len(found.running)})
        return found

    async def read(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> LiveView:
        view = await self.look(tx, staff, case_id)
        await audit(tx, self._clock, staff, "chat.read", _CASE, case_id)
        return view

    async def look(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> LiveView:
        """As `read`, for a page that is open already and looks again every few seconds."""
        _handles(staff)
        record, unit_name = await _one(tx, cases_in_scope(staff).where(CaseRecord.id == case_id), case_id)
        return await live_view(tx, self._vault, self._clock, self._line, staff, record, unit_name)

    async def offer(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """Ask the worker for a live conversation; they decide. Once is enough."""
        record = await self._locked(tx, staff, case_id)
        if Status(record.status) in CLOSED:
            raise RuleViolation(_CLOSED)
        if await self._book.current(tx, case_id) is not None:
            return
        live = LiveChat(case_id=case_id, state=LiveState.OFFERED, staff_id=staff.id, asked_at=self._clock())
        tx.add(live)
        await tx.flush()
        if not await self._book.tell(
            tx, self._line, record, f"{live.id}:offer", words.OFFER, words.accept_button(case_id)
        ):
            raise RuleViolation(_UNREACHABLE)
        await self._book.note(tx, case_id, words.STEP_OFFERED, STAFF, staff)
        await audit(tx, self._clock, staff, "chat.offered", _CASE, case_id)

    async def take(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """Talk in place of the bot. RuleViolation when another was first, or nobody asked. Taking twice is once."""
        record = await self._locked(tx, staff, case_id)
        live = await self._book.current(tx, case_id)
        if live is not None and live.state == LiveState.TAKEN:
            if live.staff_id != staff.id:
                raise RuleViolation(_JUST_TAKEN.format(name=await self._name(tx, live)))
            return
        if live is None or live.state != LiveState.ASKED:
            raise RuleViolation(_NOT_ASKED)
        if Status(record.status) in CLOSED:
            raise RuleViolation(_CLOSED)
        await self._refuse_second(tx, record)
        now = self._clock()
        first = update(LiveChat).where(LiveChat.id == live.id, LiveChat.state == LiveState.ASKED)
        taken = first.values(state=LiveState.TAKEN, staff_id=staff.id, taken_at=now, spoke_at=now, rises_at=None)
        if await tx.scalar(taken.returning(LiveChat.id)) is None:
            raise RuleViolation(_NOT_ASKED)
        await self._alarms.take(tx, staff, record)
        await self._book.note(tx, case_id, words.STEP_TAKEN, STAFF, staff)
        await self._take_up(tx, staff, record)
        await self._book.tell(tx, self._line, record, f"{live.id}:start", words.STARTED, words.END_BUTTON)
        await audit(tx, self._clock, staff, "chat.taken", _CASE, case_id)

    async def say(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, key: str, text: str, files: Sequence[str] = ()
    ) -> None:
        """Write to the worker, once per `key`, with files that were held for this. RuleViolation when this officer does
        not talk (any more)."""
        record = await self._locked(tx, staff, case_id)
        said = clean_optional(text, LIVE_TEXT_MAX) if files else clean_text(text, LIVE_TEXT_MAX)

        async def act() -> int:
            await self._mine(tx, staff, case_id)
            given = await self._handouts.give(tx, staff, case_id, files)
            entry_id = await self._write(tx, staff, record, said) if said else 0
            for file in given:
                entry_id = await self._hand(tx, staff, record, file)
            return entry_id

        await once(tx, self._vault, self._clock, f"live:{case_id}:{key}", act)

    async def deliveries(self, tx: AsyncSession, case_id: str, entries: Sequence[EntryView]) -> Mapping[int, Delivery]:
        """How far an officer's messages and files got, by step; for a case that was just read."""
        return await deliveries_of(tx, self._vault, self._line, case_id, entries)

    async def end(self, tx: AsyncSession, staff: StaffMember, case_id: str, last_words: str = "") -> bool:
        """Hand back to the bot, with a last note to the worker. False when it was over already."""
        record = await self._locked(tx, staff, case_id)
        said = clean_optional(last_words, LIVE_TEXT_MAX)
        live = await self._book.current(tx, case_id)
        if live is None or live.state != LiveState.TAKEN:
            return False
        live = await self._mine(tx, staff, case_id)
        if said:
            await self._write(tx, staff, record, said)
        await self._book.end(tx, live, EndedBy.STAFF, staff, self._clock())
        buttons = (words.ask_button(case_id), words.MENU_BUTTON)
        await self._book.tell(tx, self._line, record, f"{live.id}:end", words.ENDED_BY_STAFF, *buttons)
        return True

    async def resend(self, tx: AsyncSession, staff: StaffMember, case_id: str, entry_id: int) -> bool:
        """Try a message again that did not go out. False when there is none such."""
        await self._locked(tx, staff, case_id)
        again = await self._line.resend(tx, notice_key(self._vault, case_id, entry_id))
        if again:
            await audit(tx, self._clock, staff, "chat.resent", _CASE, case_id)
        return again

    async def types(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> str | None:
        """Note that the officer is typing; the chat that may be told, when this officer talks there."""
        record, _ = await _one(tx, cases_in_scope(staff).where(CaseRecord.id == case_id), case_id)
        mine = (LiveChat.case_id == case_id) & (LiveChat.state == LiveState.TAKEN) & (LiveChat.staff_id == staff.id)
        noted = update(LiveChat).where(mine).values(staff_typing_at=self._clock()).returning(LiveChat.id)
        if await tx.scalar(noted) is None:
            return None
        return await mailboxes.chat_of(tx, self._vault, record)

    async def is_here(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """The page of the officer who talks is open."""
        mine = (LiveChat.case_id == case_id) & (LiveChat.state == LiveState.TAKEN) & (LiveChat.staff_id == staff.id)
        await tx.execute(update(LiveChat).where(mine).values(staff_seen_at=self._clock()))

    async def _write(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, said: str) -> int:
        entry_id = await self._timeline.add(tx, record.id, Step(EntryKind.MESSAGE, said, staff=staff))
        await self._spoke(
            tx, staff, record, entry_id, lambda key: Notice(key, words.said_by_officer(said), expects_text=True)
        )
        return entry_id

    async def _spoke(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        record: CaseRecord,
        entry_id: int,
        notice: Callable[[str], Notice],
    ) -> None:
        """Bring a step to the worker, and keep the clocks of case and conversation."""
        await self._alarms.take(tx, staff, record)
        await self._take_up(tx, staff, record)
        milestones.answered(record, self._clock())
        chat = await mailboxes.chat_of(tx, self._vault, record)
        if chat is not None:
            await self._line.notify(tx, chat, notice(notice_key(self._vault, record.id, entry_id)))
        spoke = {"spoke_at": self._clock(), "staff_typing_at": None}
        await tx.execute(
            update(LiveChat).where(LiveChat.case_id == record.id, LiveChat.ended_at.is_(None)).values(spoke)
        )
        await audit(tx, self._clock, staff, "chat.said", _CASE, record.id, {"pushed": chat is not None})

    async def _hand(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, file: NoticeFile) -> int:
        step = Step(EntryKind.MEDIA, staff=staff, media_id=file.media_id)
        entry_id = await self._timeline.add(tx, record.id, step)
        await self._spoke(tx, staff, record, entry_id, lambda key: file_notice(key, file))
        return entry_id

    async def _take_up(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord) -> None:
        to = after_reply(Status(record.status))
        if to != record.status:
            await self._timeline.move(tx, record, to, Step(EntryKind.STATUS, staff=staff))
        milestones.acknowledged(record, self._clock())
        record.version += 1
        record.updated_at = self._clock()

    async def _mine(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> LiveChat:
        live = await self._book.current(tx, case_id)
        if live is None or live.state != LiveState.TAKEN:
            raise RuleViolation(_OVER)
        if live.staff_id != staff.id:
            raise RuleViolation(_NOT_MINE.format(name=await self._name(tx, live)))
        return live

    async def _refuse_second(self, tx: AsyncSession, record: CaseRecord) -> None:
        """A chat has one officer at a time, whatever its cases are."""
        chat = await mailboxes.lock_chat_of(tx, self._vault, record)
        if chat is None:
            raise RuleViolation(_UNREACHABLE)
        if await self._book.talking(tx, chat) is not None:
            raise RuleViolation(_TALKS_ELSEWHERE)

    async def _locked(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
        _handles(staff)
        query = cases_in_scope(staff).where(CaseRecord.id == case_id).with_for_update(of=CaseRecord)
        record, _ = await _one(tx, query.execution_options(populate_existing=True), case_id)
        return record

    async def _name(self, tx: AsyncSession, live: LiveChat) -> str:
        return await tx.scalar(select(Staff.name).where(Staff.id == live.staff_id)) or "Cán bộ khác"


def _handles(staff: StaffMember) -> None:
    if not may(staff.role, Permission.CASE_HANDLE):
        raise NotFound


async def _one(tx: AsyncSession, query: Select[CaseRecord, str], case_id: str) -> tuple[CaseRecord, str]:
    row = (await tx.execute(query)).one_or_none() if is_id(case_id) else None
    if row is None:
        raise NotFound
    return row[0], row[1]
