"""The officers' side of a case: find, read, answer, note, decide. Every access is bounded by unit and audited."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes, messages
from grievances.alerts.alarms import Alarms, RingingAlarm, ringing_for
from grievances.audit import AuditDetail, record
from grievances.clocks import milestones
from grievances.collective.collectives import Collectives
from grievances.evidence.kinds import Clean
from grievances.handouts import Handouts
from grievances.identifiers import is_id
from grievances.lifecycle import after_reply, staff_move
from grievances.media import open_media
from grievances.merges import survivor_of
from grievances.model import (
    CaseFilter,
    CaseKind,
    CaseView,
    EntryKind,
    EntryView,
    Order,
    Page,
    QueueView,
    StaffMember,
    Status,
    StoredMedia,
    UnitChoice,
)
from grievances.name_order import name_order
from grievances.notices import Notice, NoticeFile, WorkerNotifier, notice_key
from grievances.permissions import Permission, may
from grievances.queue.filters import Seeing
from grievances.queue.pages import count_views, find_ids, find_page
from grievances.queue.scope import case_row, cases_in_scope, cases_to_read, in_scope
from grievances.queue.search import WordIndex
from grievances.texts import REASON_MAX, STAFF_TEXT_MAX, clean_optional, clean_text
from grievances.timeline import Step, Timeline
from grievances.units import MAX_LEVEL
from storage.clock import Clock
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import CaseRecord, Staff, UnionUnit
from storage.vault import Vault

__all__ = ["CaseDesk", "StoredMedia", "UnitChoice"]

_CASE = "case"
_GOES_ON = "Vụ này đã gộp vào vụ khác. Bạn trả lời và giải quyết ở vụ đó, người lao động sẽ thấy."
_MOST_UNITS = 300  # more are no list to choose from
_NO_CHAT = (
    "Người lao động đã xóa liên kết nên không gửi tệp được; lời trả lời vẫn gửi được, họ xem bằng mã. "
    "Bạn bỏ tệp rồi gửi lại nhé."
)
_ERASED = "Nội dung vụ việc này đã xóa theo quy định nên không thay đổi được nữa."


class CaseDesk:
    """Each method joins the caller's transaction. Out of scope, wrong role and not existing are all NotFound."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._vault = vault
        self._clock = clock
        self._notifier = notifier
        self._timeline = Timeline(vault, clock)
        self.collectives = Collectives(vault, clock, notifier)
        self._alarms = Alarms(vault, clock)
        self._handouts = Handouts(vault, clock)
        self._words = WordIndex(vault)

    @property
    def notifier(self) -> WorkerNotifier:
        return self._notifier

    async def list(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        filter: CaseFilter,
        page: int,
        per_page: int = 25,
        order: Order = Order.PRIORITY,
    ) -> Page:
        """A page of the cases of this unit and below."""
        found = await find_page(tx, self._seeing(staff), filter, order, page, per_page)
        await record(tx, self._clock, staff, "case.listed", _CASE, "", _seen(filter, found))
        return found

    async def ids(self, tx: AsyncSession, staff: StaffMember, filter: CaseFilter, limit: int) -> Sequence[str]:
        """The cases that a filter means, the newest first: for an act on all of them, which writes down its own."""
        return await find_ids(tx, self._seeing(staff), filter, limit)

    async def counts(self, tx: AsyncSession, staff: StaffMember) -> Mapping[QueueView, int]:
        """How many cases lie on each pile, counted up to a limit."""
        return await count_views(tx, self._seeing(staff))

    async def visible_units(
        self, tx: AsyncSession, staff: StaffMember, chosen: str | None = None
    ) -> builtins.list[UnitChoice]:
        """This unit and those below, as a tree: each parent before its children, brothers by name. Of very many units
        those near the top, and the chosen one."""
        query = select(UnionUnit.path, UnionUnit.id, UnionUnit.name, UnionUnit.level).where(in_scope(staff))
        units = (await tx.execute(query.limit(_MOST_UNITS + 1))).all()
        if len(units) > _MOST_UNITS:
            near = query.where(or_(UnionUnit.level < MAX_LEVEL, UnionUnit.id == chosen))
            units = (await tx.execute(near.limit(_MOST_UNITS))).all()
        return _as_tree(units)

    async def read(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseView:
        """The whole case, notes included."""
        found, unit_name = await self._find(tx, staff, case_id)
        await record(tx, self._clock, staff, "case.read", _CASE, case_id)
        alarm = await self._alarms.view(tx, case_id)
        return CaseView(
            row=case_row(found, unit_name, alarm is not None and alarm.rings, await _assignee_name(tx, found)),
            workplace=self._opened(found.workplace_sealed, f"case.workplace:{case_id}"),
            has_contact=found.contact_sealed is not None,
            channel_kind=found.channel_kind,
            timeline=await self._timeline_of(tx, found),
            version=found.version,
            reachable=await self._reachable(tx, found),
            alarm=alarm,
            may_handle=may(staff.role, Permission.CASE_HANDLE) and await _is_here(tx, staff, found),
        )

    async def media(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, media_id: str, preview: bool = False
    ) -> StoredMedia:
        """A file of the case, or the small picture of a photo."""
        await self._find(tx, staff, case_id)
        if not is_id(media_id):
            raise NotFound
        opened = await open_media(tx, self._vault, self._clock, case_id, media_id, preview)
        await record(tx, self._clock, staff, "case.media_read", _CASE, case_id, {"media": media_id, "preview": preview})
        return opened

    async def alarms(self, tx: AsyncSession, staff: StaffMember) -> Sequence[RingingAlarm]:
        """What rings for this person; for every page, so not audited, and it tells nothing of a case but its number."""
        return await ringing_for(tx, staff)

    async def take_alarm(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> bool:
        """Be the one who looks after an emergency, and tell the worker. False when the alarm rings no more. No version
        is asked for: what came in since the officer looked must not hold this up."""
        found, _ = await self._one(tx, _locked(staff, case_id), case_id)
        entry_id = await self._alarms.take(tx, staff, found)
        if entry_id is None:
            return False
        if found.status in (Status.RECEIVED, Status.ACKNOWLEDGED):
            await self._timeline.move(tx, found, Status.IN_PROGRESS, Step(EntryKind.STATUS, staff=staff))
        await self._push(tx, found, messages.taken_notice(self._notice_key(case_id, entry_id), found))
        self._touch(found)
        return True

    async def hold_file(self, tx: AsyncSession, staff: StaffMember, case_id: str, clean: Clean) -> NoticeFile:
        """Keep a file for an answer that this officer is writing."""
        await self.may_answer(tx, staff, case_id)
        return await self._handouts.hold(tx, staff, case_id, clean)

    async def held_files(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, ids: Sequence[str]
    ) -> Sequence[NoticeFile]:
        """Which of these files wait for this officer's answer. NotFound for who may not give one."""
        if not ids:
            return ()
        await self.may_answer(tx, staff, case_id)
        return await self._handouts.held(tx, staff, case_id, ids)

    async def drop_file(self, tx: AsyncSession, staff: StaffMember, case_id: str, media_id: str) -> None:
        """Forget a file that was held. NotFound for who may not answer."""
        await self.may_answer(tx, staff, case_id)
        await self._handouts.drop(tx, staff, case_id, media_id)

    async def may_answer(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """NotFound for who may not."""
        if not may(staff.role, Permission.CASE_HANDLE):
            raise NotFound
        await self._one(tx, cases_in_scope(staff).where(CaseRecord.id == case_id), case_id)

    async def reply(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, text: str, files: Sequence[str] = ()
    ) -> bool:
        """Answer the worker, with files that were held for this. True when the answer goes to the chat too, not only
        to the case page."""
        found = await self._find_for_change(tx, staff, case_id, version)
        to = after_reply(Status(found.status))
        said = clean_text(text, STAFF_TEXT_MAX)
        if files and not await self._reachable(tx, found):
            raise RuleViolation(_NO_CHAT)
        given = await self._handouts.give(tx, staff, case_id, files)
        await self._alarms.take(tx, staff, found)
        entry_id = await self._timeline.add(tx, case_id, Step(EntryKind.MESSAGE, said, staff=staff))
        if to != found.status:
            await self._timeline.move(tx, found, to, Step(EntryKind.STATUS, staff=staff))
        milestones.answered(found, self._clock())
        if found.kind == CaseKind.COLLECTIVE:
            for file in given:
                await self._timeline.add(tx, case_id, Step(EntryKind.MEDIA, staff=staff, media_id=file.media_id))
            pushed = await self.collectives.pass_reply(tx, staff, found, said, given)
        else:
            notice = messages.reply_notice(self._notice_key(case_id, entry_id), found, said)
            pushed = await self._push(tx, found, notice)
            for file in given:
                await self._hand(tx, staff, found, file)
        await self._changed(tx, staff, found, "case.replied", {"pushed": pushed, "files": len(given)})
        return pushed

    async def _hand(self, tx: AsyncSession, staff: StaffMember, found: CaseRecord, file: NoticeFile) -> None:
        step = Step(EntryKind.MEDIA, staff=staff, media_id=file.media_id)
        entry_id = await self._timeline.add(tx, found.id, step)
        await self._push(tx, found, messages.file_notice(self._notice_key(found.id, entry_id), file))

    async def note(self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, text: str) -> None:
        """Write down what the worker never sees."""
        found = await self._find_for_change(tx, staff, case_id, version)
        noted = clean_text(text, STAFF_TEXT_MAX)
        await self._timeline.add(tx, case_id, Step(EntryKind.NOTE, noted, staff=staff, internal=True))
        await self._changed(tx, staff, found, "case.noted", {})

    async def change_status(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, to: Status, reason: str = ""
    ) -> bool:
        """Move the case and tell the worker, with the reason. RuleViolation for a step that the rules do not know."""
        found = await self._find_for_change(tx, staff, case_id, version)
        before = Status(found.status)
        said = clean_optional(reason, REASON_MAX)
        staff_move(before, to, said)
        await self._alarms.take(tx, staff, found)
        entry_id = await self._timeline.move(tx, found, to, Step(EntryKind.STATUS, said, staff=staff))
        milestones.decided(found, said, self._clock())
        if found.kind == CaseKind.COLLECTIVE:
            pushed = await self.collectives.pass_status(tx, staff, found, to, said)
        else:
            notice = messages.status_notice(self._notice_key(case_id, entry_id), found, to, said)
            pushed = await self._push(tx, found, notice)
        detail: AuditDetail = {"from": before, "to": to, "pushed": pushed}
        await self._changed(tx, staff, found, "case.status_changed", detail)
        return pushed

    def _seeing(self, staff: StaffMember) -> Seeing:
        return Seeing(staff, self._clock(), self._words)

    async def _timeline_of(self, tx: AsyncSession, found: CaseRecord) -> Sequence[EntryView]:
        if found.kind == CaseKind.COLLECTIVE:
            return await self._timeline.for_collective(tx, found.id)
        return await self._timeline.for_staff(tx, found.id)

    async def _reachable(self, tx: AsyncSession, found: CaseRecord) -> bool:
        if found.kind == CaseKind.COLLECTIVE:
            return await self.collectives.reachable(tx, found.id)
        return await mailboxes.chat_of(tx, self._vault, found) is not None

    async def _find(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> tuple[CaseRecord, str]:
        return await self._one(tx, cases_to_read(staff).where(CaseRecord.id == case_id), case_id)

    async def _find_for_change(self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int) -> CaseRecord:
        found, _ = await self._one(tx, _locked(staff, case_id), case_id)
        if found.version != version:
            raise Conflict(Conflict.__doc__)
        if found.erased_at is not None:
            raise RuleViolation(_ERASED)
        if await survivor_of(tx, case_id) is not None:
            raise RuleViolation(_GOES_ON)
        return found

    async def _one(self, tx: AsyncSession, query: Select[CaseRecord, str], case_id: str) -> tuple[CaseRecord, str]:
        row = (await tx.execute(query)).one_or_none() if is_id(case_id) else None
        if row is None:
            raise NotFound
        return row[0], row[1]

    async def _changed(
        self, tx: AsyncSession, staff: StaffMember, found: CaseRecord, action: str, detail: AuditDetail
    ) -> None:
        self._touch(found)
        await record(tx, self._clock, staff, action, _CASE, found.id, {**detail, "version": found.version})

    def _touch(self, found: CaseRecord) -> None:
        found.version += 1
        found.updated_at = self._clock()

    async def _push(self, tx: AsyncSession, found: CaseRecord, notice: Notice) -> bool:
        chat = await mailboxes.chat_of(tx, self._vault, found)
        return chat is not None and await self._notifier.notify(tx, chat, notice)

    def _notice_key(self, case_id: str, entry_id: int) -> str:
        return notice_key(self._vault, case_id, entry_id)

    def _opened(self, sealed: bytes | None, context: str) -> str:
        return self._vault.open(sealed, context) if sealed is not None else ""


async def _is_here(tx: AsyncSession, staff: StaffMember, found: CaseRecord) -> bool:
    """Whether the unit that handles the case is this person's or below."""
    query = select(UnionUnit.id).where(UnionUnit.id == found.unit_id, in_scope(staff))
    return await tx.scalar(query) is not None


def _locked(staff: StaffMember, case_id: str) -> Select[CaseRecord, str]:
    """For a change: NotFound for who may only look."""
    if not may(staff.role, Permission.CASE_HANDLE):
        raise NotFound
    query = cases_in_scope(staff).where(CaseRecord.id == case_id).with_for_update(of=CaseRecord)
    return query.execution_options(populate_existing=True)


def _seen(wanted: CaseFilter, found: Page) -> AuditDetail:
    return {
        "status": wanted.status,
        "category": wanted.category,
        "kind": wanted.kind,
        "unit": wanted.unit_id if wanted.unit_id and is_id(wanted.unit_id) else None,
        "number": wanted.number,
        "waiting_only": wanted.waiting_only,
        "open_only": wanted.open_only,
        "tagged": wanted.tag is not None,
        "view": wanted.view,
        "severity": wanted.severity,
        "assignee": wanted.assignee_id if wanted.assignee_id and is_id(wanted.assignee_id) else None,
        "searched": bool(wanted.words),
        "page": found.page,
        "rows": len(found.rows),
    }


async def _assignee_name(tx: AsyncSession, record: CaseRecord) -> str | None:
    return await tx.scalar(select(Staff.name).where(Staff.id == record.assignee_id)) if record.assignee_id else None


def _as_tree(units: Iterable[Row[str, str, str, int]]) -> builtins.list[UnitChoice]:
    by_path = {path: UnitChoice(unit_id, name, level) for path, unit_id, name, level in units}
    names = {unit.id: unit.name for unit in by_path.values()}

    def place(path: str) -> tuple[tuple[tuple[str, str, str], str], ...]:
        return tuple((name_order(names.get(part, "")), part) for part in path.strip("/").split("/"))

    return [by_path[path] for path in sorted(by_path, key=place)]
