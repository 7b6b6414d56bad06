"""Cases that have to do with each other: linked, or one merged into the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.audit import record
from grievances.model import CLOSED, CaseKind, Category, EntryKind, StaffMember, Status
from grievances.numbers import shown_number
from grievances.queue.scope import cases_in_scope
from grievances.routing.reach import case_to_change, cases_to_change
from grievances.timeline import SYSTEM, Step, Timeline
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseExclusion, CaseLink, CaseMerge, CaseRecord, CaseUnit
from storage.vault import Vault

UNDO_FOR = timedelta(days=1)
LINKS_PER_CASE = 20

_MERGED = "Phản ánh này trùng với phản ánh khác của bạn nên được giải quyết chung. Mã của bạn vẫn dùng được."
_APART = "Phản ánh này lại được giải quyết riêng."
_NO_CASE = "Bạn không thấy vụ việc nào có mã số này. Bạn kiểm tra lại mã giúp nhé."
_SAME = "Đây chính là vụ việc bạn đang xem."
_MANY_LINKS = f"Mỗi vụ việc có nhiều nhất {LINKS_PER_CASE} liên kết."
_OTHER_CHAT = (
    "Chỉ gộp được hai vụ của cùng một người, gửi từ cùng một cuộc trò chuyện: người gửi vụ này sẽ xem được vụ kia. "
    "Với vụ của người khác, bạn dùng “Liên kết”."
)
_NOT_MERGEABLE = "Vụ tập thể, vụ khẩn cấp, vụ đã rút lại hoặc đã gộp thì không gộp thêm được. Bạn dùng “Liên kết” nhé."
_NOT_THE_SAME_EYES = "Hai vụ này không do cùng những người được xem, nên không gộp được."
_TOO_LATE = "Đã quá một ngày nên không tách ra được nữa."


@dataclass(frozen=True)
class Related:
    """A case beside this one, as far as the reader may see it."""

    case_id: str
    number: int
    kind: CaseKind
    category: Category
    status: Status


@dataclass(frozen=True)
class MergedCase(Related):
    """`undoable`: not older than a day."""

    at: datetime
    undoable: bool


@dataclass(frozen=True)
class Relations:
    """`merged_into`: where this case goes on; `duplicates`: what goes on in this one."""

    links: Sequence[Related]
    duplicates: Sequence[MergedCase]
    merged_into: MergedCase | None


class RelatedCases:
    """Each method joins the caller's transaction. Both cases must be writable for who ties or unties them."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)

    async def of_case(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> Relations:
        """For a case that the caller has just been allowed to read; what lies beyond the scope is not in it."""
        lower = select(CaseLink.low_id).where(CaseLink.high_id == case_id)
        higher = select(CaseLink.high_id).where(CaseLink.low_id == case_id)
        linked = CaseRecord.id.in_(union_all(lower, higher))  # one set: two with an "or" would read every case
        rows = await tx.execute(cases_in_scope(staff).where(linked).order_by(CaseRecord.number))
        duplicates = await self._merged(tx, staff, CaseMerge.survivor_id == case_id, CaseMerge.duplicate_id)
        into = await self._merged(tx, staff, CaseMerge.duplicate_id == case_id, CaseMerge.survivor_id)
        return Relations([_related(case) for case, _ in rows], duplicates, into[0] if into else None)

    async def link(self, tx: AsyncSession, staff: StaffMember, case_id: str, number: int) -> None:
        """Twice is once. RuleViolation for a number that the officer does not know."""
        other = await self._by_number(tx, staff, case_id, number)
        await cases_to_change(tx, staff, [case_id, other.id])
        here = or_(CaseLink.low_id == case_id, CaseLink.high_id == case_id)
        known = (await tx.scalars(select(CaseLink).where(here))).all()
        low, high = sorted((case_id, other.id))
        if any((link.low_id, link.high_id) == (low, high) for link in known):
            return
        if len(known) >= LINKS_PER_CASE:
            raise RuleViolation(_MANY_LINKS)
        tx.add(CaseLink(low_id=low, high_id=high, staff_id=staff.id, at=self._clock()))
        await record(tx, self._clock, staff, "case.linked", "case", case_id, {"other": other.id})

    async def unlink(self, tx: AsyncSession, staff: StaffMember, case_id: str, other_id: str) -> None:
        """Nothing happens when it is gone already."""
        await cases_to_change(tx, staff, [case_id, other_id])
        low, high = sorted((case_id, other_id))
        gone: Any = await tx.execute(delete(CaseLink).where(CaseLink.low_id == low, CaseLink.high_id == high))
        if gone.rowcount:
            await record(tx, self._clock, staff, "case.unlinked", "case", case_id, {"other": other_id})

    async def merge(self, tx: AsyncSession, staff: StaffMember, case_id: str, number: int) -> str:
        """Let this case go on in the other, and close it. Returns the other's id."""
        other = await self._by_number(tx, staff, case_id, number)
        both = {case.id: case for case in await cases_to_change(tx, staff, [case_id, other.id])}
        duplicate, survivor = both[case_id], both[other.id]
        await self._check(tx, duplicate, survivor)
        before = duplicate.status
        tx.add(
            CaseMerge(
                duplicate_id=case_id, survivor_id=survivor.id, status_before=before, staff_id=staff.id, at=self._clock()
            )
        )
        duplicate.worker_waiting_since, waiting = None, duplicate.worker_waiting_since
        survivor.worker_waiting_since = survivor.worker_waiting_since or waiting
        await self._timeline.move(tx, duplicate, Status.CLOSED, Step(EntryKind.STATUS, _MERGED, SYSTEM))
        said = f"Đã gộp {shown_number(duplicate.number)} vào vụ này."
        await self._timeline.add(tx, survivor.id, Step(EntryKind.NOTE, said, staff=staff, internal=True))
        self._touch(duplicate, survivor)
        await record(tx, self._clock, staff, "case.merged", "case", case_id, {"into": survivor.id})
        return survivor.id

    async def undo_merge(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """Take the case up again where it stood. RuleViolation after a day."""
        duplicate = await case_to_change(tx, staff, case_id)
        merge = await tx.get(CaseMerge, case_id)
        if merge is None:
            raise NotFound
        if merge.at <= self._clock() - UNDO_FOR:
            raise RuleViolation(_TOO_LATE)
        survivor = await case_to_change(tx, staff, merge.survivor_id)
        await tx.delete(merge)
        await tx.flush()
        reopened = duplicate.reopened
        await self._timeline.move(tx, duplicate, Status(merge.status_before), Step(EntryKind.STATUS, _APART, SYSTEM))
        duplicate.reopened = reopened  # it never was at rest
        self._touch(duplicate, survivor)
        await record(tx, self._clock, staff, "case.merge_undone", "case", case_id, {"from": survivor.id})

    async def _check(self, tx: AsyncSession, duplicate: CaseRecord, survivor: CaseRecord) -> None:
        ids = (duplicate.id, survivor.id)
        merged = or_(CaseMerge.duplicate_id.in_(ids), CaseMerge.survivor_id == duplicate.id)
        unfit = {CaseKind.COLLECTIVE, CaseKind.EMERGENCY} & {CaseKind(duplicate.kind), CaseKind(survivor.kind)}
        at_rest = duplicate.status in CLOSED or survivor.status == Status.WITHDRAWN
        if unfit or at_rest or await tx.scalar(select(CaseMerge).where(merged).limit(1)) is not None:
            raise RuleViolation(_NOT_MERGEABLE)
        chats = [await mailboxes.chat_of(tx, self._vault, case) for case in (duplicate, survivor)]
        if chats[0] is None or chats[0] != chats[1]:
            raise RuleViolation(_OTHER_CHAT)
        if await _kept_from(tx, duplicate.id) != await _kept_from(tx, survivor.id):
            raise RuleViolation(_NOT_THE_SAME_EYES)

    async def _by_number(self, tx: AsyncSession, staff: StaffMember, case_id: str, number: int) -> CaseRecord:
        await case_to_change(tx, staff, case_id)
        query = cases_in_scope(staff).where(CaseRecord.number == number)
        row = (await tx.execute(query)).one_or_none() if 0 < number < 2**31 else None
        if row is None:
            raise RuleViolation(_NO_CASE)
        if row[0].id == case_id:
            raise RuleViolation(_SAME)
        return row[0]

    async def _merged(self, tx: AsyncSession, staff: StaffMember, which: Any, shown: Any) -> list[MergedCase]:
        query: Any = cases_in_scope(staff).join(CaseMerge, shown == CaseRecord.id).where(which)
        rows = await tx.execute(query.add_columns(CaseMerge.at).order_by(CaseRecord.number))
        recent = self._clock() - UNDO_FOR
        return [MergedCase(**vars(_related(case)), at=at, undoable=at > recent) for case, _, at in rows]

    def _touch(self, *cases: CaseRecord) -> None:
        for case in cases:
            case.version += 1
            case.updated_at = self._clock()


async def _kept_from(tx: AsyncSession, case_id: str) -> set[str]:
    """The people and units that must not see the case."""
    people = await tx.scalars(select(CaseExclusion.staff_id).where(CaseExclusion.case_id == case_id))
    barred = select(CaseUnit.unit_id).where(CaseUnit.case_id == case_id, CaseUnit.standing == "barred")
    return {*people, *await tx.scalars(barred)}


def _related(case: CaseRecord) -> Related:
    return Related(case.id, case.number, CaseKind(case.kind), Category(case.category), Status(case.status))
