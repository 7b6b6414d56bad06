"""What a worker can do with an own case: report with one tap, add, look, withdraw, rate, be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes, media
from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.clocks import deadlines, milestones
from grievances.clocks.severity import severity_of
from grievances.collective.echo import echo, lock_collective_of
from grievances.collective.workplaces import Workplaces
from grievances.identifiers import is_id
from grievances.lifecycle import WorkerAct, worker_move
from grievances.merges import survivor_of
from grievances.model import (
    RATING_NAMES,
    CaseKind,
    Category,
    EntryKind,
    Opened,
    Rating,
    Severity,
    Status,
    WorkerCaseView,
)
from grievances.numbers import next_number
from grievances.queue.search import WordIndex
from grievances.receipts import RECEIPT_CONTEXT, find_receipt, new_receipt
from grievances.routing.conflicts import Conflicts
from grievances.routing.placing import Placing
from grievances.texts import CONTACT_MAX, WORKER_TEXT_MAX, WORKPLACE_MAX, clean_line, clean_optional, clean_text
from grievances.timeline import SYSTEM, Step, Timeline
from grievances.units import intake_unit_id, is_of_a_company
from storage.clock import Clock, in_vietnam, new_id
from storage.erasures import Erased, chat_key, note
from storage.errors import FailedTry, NotFound, RuleViolation
from storage.retention import forget_said
from storage.tables import CaseMerge, CaseRecord, UnionUnit
from storage.throttle import Allowance, allow, give_back
from storage.vault import Vault

_TRIES = Allowance(capacity=5, refill=timedelta(minutes=10))
_ALL_TRIES = Allowance(capacity=600, refill=timedelta(minutes=10))  # whoever guesses from many chats at once
_TOO_MANY_TRIES = "Bạn đã thử nhiều lần chưa đúng mã. Bạn nghỉ khoảng 10 phút rồi thử lại sau nhé."
_TRY_CONTEXT, _ALL_TRIES_CONTEXT = "receipt.try", "receipt.all_tries"
_FORGOTTEN = "Người lao động đã xóa kênh liên lạc. Không nhắn vào cuộc trò chuyện được nữa; họ vẫn xem được bằng mã."


@dataclass(frozen=True)
class Proof:
    """How a worker shows that a case is theirs: the same chat, or the code."""

    conversation_id: str
    receipt: str = ""


@dataclass(frozen=True)
class OpenRequest:
    """One tap is enough: everything but the kind, the category and the chat may be missing."""

    kind: CaseKind
    category: Category
    conversation_id: str
    channel_kind: str
    text: str = ""
    unit_id: str | None = None
    above: bool = False  # the unit above a grassroots one gets it, and that one hears nothing


class WorkerCases:
    """Each method joins the caller's transaction. A case that is not the worker's is NotFound."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._placing = Placing(vault, clock)
        self._conflicts = Conflicts(vault, clock)
        self._alerts = OfficerAlerts(clock)
        self._workplaces = Workplaces(vault, clock)
        self._words = WordIndex(vault)

    async def open(self, tx: AsyncSession, request: OpenRequest) -> Opened:
        """Open a case and its mailbox. ConfigError when there is no unit to take it; RuleViolation for a bad text."""
        text = clean_optional(request.text, WORKER_TEXT_MAX)
        receipt = new_receipt()
        record = await self._new_record(tx, request, self._hashes(receipt)[0])
        mailboxes.add_mailbox(tx, self._vault, self._clock, record.receipt_hash, request.conversation_id)
        await self._timeline.add(tx, record.id, Step(EntryKind.OPENED))
        if text:
            await self._timeline.add(tx, record.id, Step(EntryKind.MESSAGE, text))
            await self._conflicts.exclude_named(tx, record, text)
        if record.severity == Severity.URGENT and request.kind is not CaseKind.EMERGENCY:
            await self._alerts.for_case(tx, record, AlertEvent.URGENT, "opened")
        return Opened(record.id, receipt)

    async def add_text(self, tx: AsyncSession, proof: Proof, case_id: str, text: str) -> None:
        """RuleViolation for an empty or too long text, or a withdrawn case. A resolved case is taken up again."""
        cleaned = clean_text(text, WORKER_TEXT_MAX)
        record = await self._own(tx, proof, case_id)
        await self._contribute(tx, record, Step(EntryKind.MESSAGE, cleaned))

    async def add_media(self, tx: AsyncSession, proof: Proof, case_id: str, media_id: str) -> None:
        """NotFound for a picture of another chat or of another case; the same picture twice is one."""
        record = await self._own(tx, proof, case_id)
        worker_move(Status(record.status), WorkerAct.ADD)
        if not is_id(media_id):
            raise NotFound
        if await media.attach_media(tx, self._vault, proof.conversation_id, record.id, media_id):
            await self._contribute(tx, record, Step(EntryKind.MEDIA, media_id=media_id))

    async def take_back_media(self, tx: AsyncSession, proof: Proof, case_id: str) -> bool:
        """Delete what was sent last into the case. False when nothing is there, RuleViolation when it was opened."""
        record = await self._own(tx, proof, case_id)
        if not await media.take_back_newest(tx, record.id):
            return False
        self._touch(record)
        return True

    async def drop_waiting(self, tx: AsyncSession, conversation_id: str, media_id: str) -> bool:
        """Delete what this chat sent and put into no case. False when it is gone already."""
        return is_id(media_id) and await media.drop_orphan(tx, self._vault, conversation_id, media_id)

    async def set_workplace(self, tx: AsyncSession, proof: Proof, case_id: str, text: str) -> None:
        """The timeline says only that it was given: what was given can thus be deleted."""
        workplace = clean_line(text, WORKPLACE_MAX)
        record = await self._own(tx, proof, case_id)
        await self._contribute(tx, record, Step(EntryKind.WORKPLACE))
        record.workplace_sealed = self._vault.seal(workplace, f"case.workplace:{record.id}")
        await self._workplaces.note(tx, record, workplace)
        await self._words.rebuild(tx, record)

    async def set_contact(self, tx: AsyncSession, proof: Proof, case_id: str, text: str) -> None:
        """As `set_workplace`: the worker gives up being anonymous towards the officers, until forgotten."""
        contact = clean_line(text, CONTACT_MAX)
        record = await self._own(tx, proof, case_id)
        await self._contribute(tx, record, Step(EntryKind.CONTACT))
        record.contact_sealed = self._vault.seal(contact, f"case.contact:{record.id}")

    async def by_receipt(self, tx: AsyncSession, receipt: str, conversation_id: str) -> WorkerCaseView:
        """FailedTry (a NotFound whose transaction is kept) for a wrong code; RuleViolation after too many."""
        code = find_receipt(receipt)
        if code is None:
            raise NotFound
        buckets = (self._vault.index(conversation_id, _TRY_CONTEXT), self._vault.index("everyone", _ALL_TRIES_CONTEXT))
        for key, allowance in zip(buckets, (_TRIES, _ALL_TRIES), strict=True):
            if not await allow(tx, self._clock, key, allowance):
                raise RuleViolation(_TOO_MANY_TRIES)
        record = await tx.scalar(select(CaseRecord).where(CaseRecord.receipt_hash.in_(self._hashes(code))))
        if record is None:
            raise FailedTry
        for key in buckets:
            await give_back(tx, key)
        going_on = await survivor_of(tx, record.id)
        return await self._view(tx, await tx.get_one(CaseRecord, going_on) if going_on else record, record.id)

    async def mine(self, tx: AsyncSession, conversation_id: str) -> list[WorkerCaseView]:
        """The cases of this chat, newest first; what was told once more goes on in another of them."""
        told_once = CaseRecord.id.not_in(select(CaseMerge.duplicate_id))
        found = await tx.scalars(self._opened_from(conversation_id).where(told_once).order_by(CaseRecord.number.desc()))
        return [await self._view(tx, record, record.id) for record in found.all()]

    async def view(self, tx: AsyncSession, proof: Proof, case_id: str) -> WorkerCaseView:
        return await self._view(tx, await self._own(tx, proof, case_id), case_id)

    async def withdraw(self, tx: AsyncSession, proof: Proof, case_id: str) -> None:
        """Close the case for good and delete who and where. RuleViolation when it is closed already."""
        record = await self._own(tx, proof, case_id)
        to = worker_move(Status(record.status), WorkerAct.WITHDRAW)
        note(tx, Erased.PERSON, record.id)
        record.contact_sealed = None
        record.workplace_sealed = None
        record.workplace_key = None
        record.worker_waiting_since = None
        await self._timeline.move(tx, record, to, Step(EntryKind.STATUS))
        await self._words.rebuild(tx, record)
        self._touch(record)
        await echo(tx, self._timeline, self._clock, record, WorkerAct.WITHDRAW)

    async def rate(self, tx: AsyncSession, proof: Proof, case_id: str, rating: Rating) -> None:
        """Say what the outcome is worth. BAD takes the case up again; RuleViolation unless it is resolved."""
        record = await self._own(tx, proof, case_id)
        act = WorkerAct.RATE_GOOD if rating is Rating.GOOD else WorkerAct.RATE_BAD
        to = worker_move(Status(record.status), act)
        milestones.rated(record, rating, self._clock())
        await self._timeline.add(tx, record.id, Step(EntryKind.RATING, RATING_NAMES[rating]))
        if rating is Rating.BAD:
            record.worker_waiting_since = record.worker_waiting_since or self._clock()
            await self._timeline.move(tx, record, to, Step(EntryKind.STATUS, actor=SYSTEM))
        self._touch(record)
        await echo(tx, self._timeline, self._clock, record, act)

    async def forget_chat(self, tx: AsyncSession, conversation_id: str) -> int:
        """Cut every tie to this chat, contacts and what was said there too; the cases stay, by code only. Returns how
        many were cut."""
        note(tx, Erased.CHAT, chat_key(self._vault, conversation_id))
        records = (await tx.scalars(self._opened_from(conversation_id).with_for_update())).all()
        for record in records:
            record.contact_sealed = None
            await self._timeline.add(tx, record.id, Step(EntryKind.CONTACT, _FORGOTTEN, SYSTEM, internal=True))
            self._touch(record)
        await mailboxes.delete_mailboxes(tx, [record.receipt_hash for record in records])
        await media.forget_orphans_of(tx, self._vault, conversation_id)
        await forget_said(tx, conversation_id)
        return len(records)

    async def _new_record(self, tx: AsyncSession, request: OpenRequest, receipt_hash: str) -> CaseRecord:
        now = self._clock()
        unit = await tx.get_one(UnionUnit, await _unit_for(tx, request.unit_id))
        passed_over = request.above and await is_of_a_company(tx, unit.id)
        record = CaseRecord(
            id=new_id(),
            number=await next_number(tx),
            kind=request.kind,
            category=request.category,
            severity=severity_of(request.kind, request.category),
            status=Status.RECEIVED,
            unit_id=unit.parent_id if passed_over and unit.parent_id else unit.id,
            receipt_hash=receipt_hash,
            channel_kind=request.channel_kind,
            opened_at=now,
            opened_on=in_vietnam(now).date(),
            updated_at=now,
            worker_waiting_since=now,
        )
        deadlines.start(record, now)
        tx.add(record)
        await tx.flush()
        if passed_over:
            await self._placing.bar(tx, record.id, unit.id)
        return record

    async def _contribute(self, tx: AsyncSession, record: CaseRecord, step: Step) -> None:
        """Write the step, let the officers see it as waiting, and take a case up again that was at rest."""
        to = worker_move(Status(record.status), WorkerAct.ADD)
        await self._timeline.add(tx, record.id, step)
        if step.kind is EntryKind.MESSAGE:
            await self._conflicts.exclude_named(tx, record, step.body)
        if to != record.status:
            await self._timeline.move(tx, record, to, Step(EntryKind.STATUS, actor=SYSTEM))
        record.worker_waiting_since = record.worker_waiting_since or self._clock()
        self._touch(record)
        await echo(tx, self._timeline, self._clock, record, WorkerAct.ADD)

    async def _own(self, tx: AsyncSession, proof: Proof, case_id: str) -> CaseRecord:
        """The case, locked for a change, when the proof fits it; NotFound else. A merged case goes on in another."""
        proven = select(CaseRecord.id).where(CaseRecord.id == case_id, self._proven(proof))
        if not is_id(case_id) or await tx.scalar(proven) is None:
            raise NotFound
        going_on = await survivor_of(tx, case_id) or case_id
        await lock_collective_of(tx, going_on)
        query = select(CaseRecord).where(CaseRecord.id == going_on).with_for_update()
        return (await tx.scalars(query.execution_options(populate_existing=True))).one()

    def _proven(self, proof: Proof) -> ColumnElement[bool]:
        same_chat = mailboxes.opened_from(self._vault, proof.conversation_id)
        code = find_receipt(proof.receipt)
        if code is None:
            return same_chat
        return or_(same_chat, CaseRecord.receipt_hash.in_(self._hashes(code)))

    def _opened_from(self, conversation_id: str) -> Select[CaseRecord]:
        return select(CaseRecord).where(mailboxes.opened_from(self._vault, conversation_id))

    async def _view(self, tx: AsyncSession, record: CaseRecord, asked_id: str) -> WorkerCaseView:
        """`asked_id` is what the worker's code or button means: the case itself, or a duplicate that goes on in it."""
        return WorkerCaseView(
            case_id=asked_id,
            kind=CaseKind(record.kind),
            category=Category(record.category),
            status=Status(record.status),
            opened_at=record.opened_at,
            timeline=await self._timeline.for_worker(tx, record.id),
            rating=Rating(record.rating) if record.rating else None,
        )

    def _touch(self, record: CaseRecord) -> None:
        """Officers who look at an older state get a Conflict instead of deciding without what is new."""
        record.updated_at = self._clock()
        record.version += 1

    def _hashes(self, receipt: str) -> list[str]:
        return self._vault.index_candidates(receipt, RECEIPT_CONTEXT)


async def _unit_for(tx: AsyncSession, unit_id: str | None) -> str:
    if unit_id is not None and is_id(unit_id) and await tx.get(UnionUnit, unit_id) is not None:
        return unit_id
    return await intake_unit_id(tx)
