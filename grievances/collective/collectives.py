"""Collective cases: several workers' reports as one, in which nobody can be told from the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes, messages
from grievances.audit import record
from grievances.clocks import deadlines, milestones
from grievances.collective import alike
from grievances.collective.echo import day_of
from grievances.collective.founding import found_collective
from grievances.collective.texts import DISSOLVED, JOINED, RELEASED, told
from grievances.collective.view import UNDO_FOR, CollectiveView, view_of
from grievances.lifecycle import after_reply
from grievances.model import CLOSED, CaseKind, Category, EntryKind, StaffMember, Status
from grievances.notices import Notice, NoticeFile, WorkerNotifier, notice_key
from grievances.queue.search import WordIndex
from grievances.routing.reach import case_to_change, case_to_read, cases_to_change
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock, new_id
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseExclusion, CaseRecord, CaseUnit, Collective, CollectiveMember, Mailbox
from storage.vault import Vault

_TOO_FEW = (
    f"Chỉ gộp được khi có ít nhất {alike.LEAST} phản ánh từ {alike.LEAST} người khác nhau. "
    "Có thể một phản ánh vừa được rút lại hoặc giải quyết xong. Bạn xem lại danh sách nhé."
)
_TOO_LATE = "Đã quá một ngày nên không tách ra được nữa. Người lao động đã được trả lời chung."
_NONE_NEW = "Không còn phản ánh mới nào giống vụ này: có thể người khác vừa gộp."


class Collectives:
    """Each method joins the caller's transaction. What is out of scope, or no collective case, is NotFound."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._vault = vault
        self._clock = clock
        self._notifier = notifier
        self._timeline = Timeline(vault, clock)
        self._words = WordIndex(vault)

    async def create(
        self, tx: AsyncSession, staff: StaffMember, key: str, category: Category, chosen: Collection[str]
    ) -> str:
        """Join the chosen reports of a group. RuleViolation for too few of them, or of too few people."""
        group = await alike.reports(tx, staff, key, category, self._clock())
        ids = [case.id for case, _ in group if case.id in chosen]
        if len(ids) < alike.LEAST:
            raise RuleViolation(_TOO_FEW)
        cases = await cases_to_change(tx, staff, ids)
        if await alike.count_people(tx, self._vault, cases, forgotten=False) < alike.LEAST:
            raise RuleViolation(_TOO_FEW)
        collective = await found_collective(tx, self._vault, self._clock, staff, cases)
        await self._timeline.add(tx, collective.id, Step(EntryKind.OPENED, staff=staff))
        await self._join(tx, staff, collective, cases)
        return collective.id

    async def view(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CollectiveView:
        collective = _collective(await case_to_read(tx, staff, case_id))
        waiting = len(await self._new_ones(tx, staff, collective))
        return await view_of(tx, self._vault, case_id, self._clock(), waiting)

    async def join_new(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> int:
        """Join what came since and says the same; how many that were."""
        collective = _collective(await case_to_change(tx, staff, case_id))
        found = await self._new_ones(tx, staff, collective)
        if not found or collective.status in CLOSED:
            raise RuleViolation(_NONE_NEW)
        await self._join(tx, staff, collective, await cases_to_change(tx, staff, [case.id for case in found]))
        return len(found)

    async def set_auto_join(self, tx: AsyncSession, staff: StaffMember, case_id: str, wanted: bool) -> None:
        _collective(await case_to_change(tx, staff, case_id))
        (await tx.get_one(Collective, case_id)).auto_join = wanted
        await record(tx, self._clock, staff, "collective.auto_join", "case", case_id, {"on": wanted})

    async def undo_join(self, tx: AsyncSession, staff: StaffMember, case_id: str, batch_id: str) -> None:
        """Release what was joined together. RuleViolation after a day; a collective without members is closed."""
        collective = _collective(await case_to_change(tx, staff, case_id))
        rows = await self._batch(tx, case_id, batch_id)
        if not rows:
            raise NotFound
        if any(joined.joined_at <= self._clock() - UNDO_FOR for _, joined in rows):
            raise RuleViolation(_TOO_LATE)
        for member, _ in rows:
            await self._release(tx, member)
        await self._words.rebuild(tx, collective)
        if not await self._members(tx, case_id):
            collective.worker_waiting_since = None
            await self._timeline.move(tx, collective, Status.CLOSED, Step(EntryKind.STATUS, DISSOLVED, SYSTEM))
        self._touch(collective)
        await record(tx, self._clock, staff, "collective.released", "case", case_id, {"count": len(rows)})

    async def join_by_itself(self, tx: AsyncSession) -> int:
        """For the regular sweep: join new reports where officers asked for that; how many joined."""
        query = select(CaseRecord).join(Collective, Collective.case_id == CaseRecord.id)
        query = query.where(Collective.auto_join, CaseRecord.status.not_in(CLOSED)).order_by(CaseRecord.number)
        joined = 0
        for collective in (await tx.scalars(query.with_for_update(of=CaseRecord))).all():
            found = await alike.like_collective(tx, collective, self._clock())
            if found:
                await self._join(tx, None, collective, found)
            joined += len(found)
        return joined

    async def pass_reply(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        collective: CaseRecord,
        said: str,
        files: Sequence[NoticeFile] = (),
    ) -> bool:
        """Let every member read an officer's answer as one to the own report. True when it reaches a chat."""
        pushed = False
        for member in await self._members(tx, collective.id):
            pushed |= await self._say(tx, staff, member, said)
            for file in files:
                await self._hand(tx, staff, member, file)
        return pushed

    async def pass_status(
        self, tx: AsyncSession, staff: StaffMember, collective: CaseRecord, to: Status, said: str
    ) -> bool:
        """Move every member as the collective was moved."""
        pushed = False
        for member in await self._members(tx, collective.id):
            if member.status != to:
                entry_id = await self._timeline.move(tx, member, to, Step(EntryKind.STATUS, said, staff=staff))
                milestones.decided(member, said, self._clock())
                notice = messages.status_notice(self._key(member, entry_id), member, to, said)
                pushed |= await self._push(tx, member, notice)
                self._touch(member)
            elif said:
                pushed |= await self._say(tx, staff, member, said)
        return pushed

    async def reachable(self, tx: AsyncSession, case_id: str) -> bool:
        """Whether an answer can be pushed to one of the members."""
        query = select(CaseRecord.id).join(Mailbox, Mailbox.receipt_hash == CaseRecord.receipt_hash)
        query = query.where(CaseRecord.collective_id == case_id, CaseRecord.status != Status.WITHDRAWN)
        return await tx.scalar(query.limit(1)) is not None

    async def _say(self, tx: AsyncSession, staff: StaffMember, member: CaseRecord, said: str) -> bool:
        entry_id = await self._timeline.add(tx, member.id, Step(EntryKind.MESSAGE, said, staff=staff))
        to = after_reply(Status(member.status))
        if to != member.status:
            await self._timeline.move(tx, member, to, Step(EntryKind.STATUS, staff=staff))
        milestones.answered(member, self._clock())
        self._touch(member)
        return await self._push(tx, member, messages.reply_notice(self._key(member, entry_id), member, said))

    async def _hand(self, tx: AsyncSession, staff: StaffMember, member: CaseRecord, file: NoticeFile) -> None:
        step = Step(EntryKind.MEDIA, staff=staff, media_id=file.media_id)
        entry_id = await self._timeline.add(tx, member.id, step)
        await self._push(tx, member, messages.file_notice(self._key(member, entry_id), file))

    async def _join(
        self, tx: AsyncSession, staff: StaffMember | None, collective: CaseRecord, cases: Sequence[CaseRecord]
    ) -> None:
        batch_id, now = new_id(), self._clock()
        for case in cases:
            case.collective_id = collective.id
            deadlines.keep_up(case, Status(case.status), now)
            if case.worker_waiting_since is not None:
                collective.worker_waiting_since = collective.worker_waiting_since or day_of(now)
            joined = CollectiveMember(case_id=case.id, collective_id=collective.id, batch_id=batch_id)
            joined.joined_by, joined.joined_at = staff.id if staff else None, now
            await tx.merge(joined)
            await self._keep_away(tx, collective.id, case.id)
            await self._tell(tx, case, EntryKind.JOINED, JOINED)
        self._touch(collective)
        await tx.flush()
        await self._words.rebuild(tx, collective)
        await record(tx, self._clock, staff, "collective.joined", "case", collective.id, {"count": len(cases)})

    async def _release(self, tx: AsyncSession, member: CaseRecord) -> None:
        member.collective_id = None
        deadlines.keep_up(member, Status(member.status), self._clock())
        if member.status != Status.WITHDRAWN:
            await self._tell(tx, member, EntryKind.RELEASED, RELEASED)
        await tx.flush()

    async def _keep_away(self, tx: AsyncSession, collective_id: str, case_id: str) -> None:
        """Whoever must not see one of the reports must not see what it says among others either."""
        for one in (await tx.scalars(select(CaseExclusion).where(CaseExclusion.case_id == case_id))).all():
            same = CaseExclusion(case_id=collective_id, staff_id=one.staff_id, cause=one.cause, by_id=one.by_id)
            same.at = one.at
            await tx.merge(same)
        barred = select(CaseUnit).where(CaseUnit.case_id == case_id, CaseUnit.standing == "barred")
        for unit in (await tx.scalars(barred)).all():
            await tx.merge(CaseUnit(case_id=collective_id, unit_id=unit.unit_id, standing=unit.standing, at=unit.at))

    async def _tell(self, tx: AsyncSession, case: CaseRecord, kind: EntryKind, text: str) -> None:
        entry_id = await self._timeline.add(tx, case.id, Step(kind, text, SYSTEM))
        self._touch(case)
        await self._push(tx, case, told(self._key(case, entry_id), case, text))

    async def _new_ones(self, tx: AsyncSession, staff: StaffMember, collective: CaseRecord) -> Sequence[CaseRecord]:
        found = {case.id for case in await alike.like_collective(tx, collective, self._clock())}
        key, category = collective.workplace_key or "", Category(collective.category)
        return [case for case, _ in await alike.reports(tx, staff, key, category, self._clock()) if case.id in found]

    async def _members(self, tx: AsyncSession, case_id: str) -> Sequence[CaseRecord]:
        """Those who have not withdrawn, locked in one order."""
        query = select(CaseRecord).where(CaseRecord.collective_id == case_id, CaseRecord.status != Status.WITHDRAWN)
        query = query.order_by(CaseRecord.number).with_for_update().execution_options(populate_existing=True)
        return (await tx.scalars(query)).all()

    async def _batch(
        self, tx: AsyncSession, case_id: str, batch_id: str
    ) -> Sequence[tuple[CaseRecord, CollectiveMember]]:
        query = select(CaseRecord, CollectiveMember).join(CollectiveMember, CollectiveMember.case_id == CaseRecord.id)
        query = query.where(CaseRecord.collective_id == case_id, CollectiveMember.batch_id == batch_id)
        return [(case, joined) for case, joined in await tx.execute(query.order_by(CaseRecord.number))]

    async def _push(self, tx: AsyncSession, case: CaseRecord, notice: Notice) -> bool:
        chat = await mailboxes.chat_of(tx, self._vault, case)
        return chat is not None and await self._notifier.notify(tx, chat, notice)

    def _key(self, case: CaseRecord, entry_id: int) -> str:
        return notice_key(self._vault, case.id, entry_id)

    def _touch(self, case: CaseRecord) -> None:
        case.version += 1
        case.updated_at = self._clock()


def _collective(case: CaseRecord) -> CaseRecord:
    if case.kind != CaseKind.COLLECTIVE:
        raise NotFound
    return case
