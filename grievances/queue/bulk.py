"""One act on many cases: looked at first, then done a few at a time, and taken back where that is possible.

What is still to be done stands in the database, so that a closed page or a restart loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record as audit
from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.queue.bulk_changes import BulkChange, Changer
from grievances.queue.scope import cases_in_scope
from storage.clock import Clock
from storage.database import Database
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import BulkAct, BulkItem, CaseRecord
from storage.vault import Vault

MOST_CASES = 500
AT_ONCE = 20  # cases that one request changes
UNDO_WITHIN = timedelta(minutes=10)
_GONE = "Vụ việc này không còn trong phạm vi của bạn."
_CHANGED = "Vụ việc vừa có thay đổi. Bạn mở ra xem trước nhé."
_SINCE = "Vụ việc đã thay đổi sau đó nên được giữ nguyên."


class ActState(StrEnum):
    LOOKED_AT = "looking"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class Outcome(StrEnum):
    WAITING = "waiting"
    CHANGED = "changed"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


@dataclass(frozen=True)
class ItemView:
    case_id: str
    number: int
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class ActView:
    """`undo_until` is None for what cannot be taken back, or not any more."""

    id: str
    change: BulkChange = field(repr=False)
    state: ActState
    items: Sequence[ItemView]
    undo_until: datetime | None

    def count(self, outcome: Outcome) -> int:
        return sum(item.outcome is outcome for item in self.items)


class BulkActs:
    """An act belongs to who began it; for anybody else it is NotFound."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, changer: Changer) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._changer = changer

    async def prepare(self, staff: StaffMember, change: BulkChange, case_ids: Sequence[str]) -> str:
        """Write down what is to be done, and what the rules refuse already. RuleViolation for nothing or too much."""
        if not may(staff.role, Permission.CASE_HANDLE):
            raise NotFound
        wanted = [case_id for case_id in dict.fromkeys(case_ids) if is_id(case_id)]
        if not wanted:
            raise RuleViolation("Bạn chọn ít nhất một vụ việc trước nhé.")
        if len(wanted) > MOST_CASES:
            raise RuleViolation(f"Mỗi lần xử lý nhiều nhất {MOST_CASES} vụ việc. Bạn chọn bớt lại nhé.")
        async with self._database.transaction() as tx:
            change = await self._changer.checked(tx, staff, change)
            found = await tx.execute(cases_in_scope(staff).where(CaseRecord.id.in_(wanted)))
            records = [record for record, _ in found]
            if not records:
                raise NotFound
            act = BulkAct(staff_id=staff.id, kind=change.kind, change_sealed=b"", state=ActState.LOOKED_AT,
                          made_at=self._clock())  # fmt: skip
            tx.add(act)
            await tx.flush()
            act.change_sealed = self._vault.seal_json(change.as_json(), f"bulk_act:{act.id}")
            for record in records:
                tx.add(await self._first_look(tx, staff, act.id, change, record))
            return act.id

    async def view(self, staff: StaffMember, act_id: str) -> ActView:
        async with self._database.reading() as tx:
            act = await self._own(tx, staff, act_id)
            query = select(BulkItem, CaseRecord.number).join(CaseRecord, BulkItem.case_id == CaseRecord.id)
            rows = await tx.execute(query.where(BulkItem.act_id == act_id).order_by(CaseRecord.number))
            items = [ItemView(one.case_id, number, Outcome(one.outcome), one.reason) for one, number in rows]
            change = self._change(act)
            return ActView(act.id, change, ActState(act.state), items, self._undo_until(act, change))

    async def go_on(self, staff: StaffMember, act_id: str) -> int:
        """Change the next few cases, each in a transaction of its own; returns how many are left."""
        async with self._database.transaction() as tx:
            act = await self._own(tx, staff, act_id, lock=True)
            if act.state == ActState.LOOKED_AT:
                act.state = ActState.RUNNING
                await self._note(tx, staff, act, "bulk.begun", await self._left(tx, act_id))
            change = self._change(act)
            case_ids = await self._next(tx, act_id, Outcome.WAITING)
        for case_id in case_ids:
            await self._one(staff, act_id, change, case_id)
        async with self._database.transaction() as tx:
            left = await self._left(tx, act_id)
            act = await self._own(tx, staff, act_id, lock=True)
            if not left and act.state == ActState.RUNNING:
                act.state, act.done_at = ActState.DONE, self._clock()
        return left

    async def undo(self, staff: StaffMember, act_id: str) -> None:
        """Give back what was there before, unless a case changed since. RuleViolation when it is too late."""
        async with self._database.transaction() as tx:
            act = await self._own(tx, staff, act_id, lock=True)
            change = self._change(act)
            if self._undo_until(act, change) is None:
                raise RuleViolation("Việc này không hoàn tác được nữa.")
            items = await tx.scalars(
                select(BulkItem).where(BulkItem.act_id == act_id, BulkItem.outcome == Outcome.CHANGED)
            )
            changed = items.all()
            for item in changed:
                await self._give_back(tx, staff, change, item)
            act.state = ActState.UNDONE
            await self._note(tx, staff, act, "bulk.undone", len(changed))

    async def _first_look(
        self, tx: AsyncSession, staff: StaffMember, act_id: str, change: BulkChange, record: CaseRecord
    ) -> BulkItem:
        outcome, reason = Outcome.WAITING, ""
        try:
            await self._changer.look(tx, staff, record, change)
        except RuleViolation as error:
            outcome, reason = Outcome.REFUSED, str(error)
        return BulkItem(
            act_id=act_id, case_id=record.id, version=record.version, outcome=outcome, reason=reason, before={}
        )

    async def _one(self, staff: StaffMember, act_id: str, change: BulkChange, case_id: str) -> None:
        try:
            async with self._database.transaction() as tx:
                item = await tx.get(BulkItem, (act_id, case_id), with_for_update=True)
                if item is None or item.outcome != Outcome.WAITING:
                    return  # another page of the same act was faster
                item.before = await self._changer.change(tx, staff, case_id, item.version, change)
                item.version = (await tx.get_one(CaseRecord, case_id)).version
                item.outcome = Outcome.CHANGED
        except (Conflict, NotFound, RuleViolation) as error:
            await self._refuse(act_id, case_id, error)

    async def _refuse(self, act_id: str, case_id: str, error: Exception) -> None:
        async with self._database.transaction() as tx:
            item = await tx.get_one(BulkItem, (act_id, case_id))
            item.outcome, item.reason = Outcome.REFUSED, _why(error)

    async def _give_back(self, tx: AsyncSession, staff: StaffMember, change: BulkChange, item: BulkItem) -> None:
        try:
            async with tx.begin_nested():
                await self._changer.give_back(tx, staff, item.case_id, item.version, change, item.before)
        except (Conflict, NotFound, RuleViolation):
            item.outcome, item.reason = Outcome.KEPT, _SINCE
        else:
            item.outcome = Outcome.UNDONE

    async def _own(self, tx: AsyncSession, staff: StaffMember, act_id: str, *, lock: bool = False) -> BulkAct:
        act = await tx.get(BulkAct, act_id, with_for_update=lock or None) if is_id(act_id) else None
        if act is None or act.staff_id != staff.id or not may(staff.role, Permission.CASE_HANDLE):
            raise NotFound
        return act

    async def _next(self, tx: AsyncSession, act_id: str, outcome: Outcome) -> Sequence[str]:
        query = select(BulkItem.case_id).where(BulkItem.act_id == act_id, BulkItem.outcome == outcome)
        return (await tx.scalars(query.order_by(BulkItem.case_id).limit(AT_ONCE))).all()

    async def _left(self, tx: AsyncSession, act_id: str) -> int:
        query = select(func.count()).select_from(BulkItem)
        return await tx.scalar(query.where(BulkItem.act_id == act_id, BulkItem.outcome == Outcome.WAITING)) or 0

    async def _note(self, tx: AsyncSession, staff: StaffMember, act: BulkAct, action: str, cases: int) -> None:
        await audit(tx, self._clock, staff, action, "bulk", act.id, {"kind": act.kind, "cases": cases})

    def _change(self, act: BulkAct) -> BulkChange:
        return BulkChange.from_json(self._vault.open_json(act.change_sealed, f"bulk_act:{act.id}"))

    def _undo_until(self, act: BulkAct, change: BulkChange) -> datetime | None:
        if act.state != ActState.DONE or act.done_at is None or not change.kind.can_be_undone:
            return None
        until = act.done_at + UNDO_WITHIN
        return until if self._clock() < until else None


def _why(error: Exception) -> str:
    if isinstance(error, NotFound):
        return _GONE
    return _CHANGED if isinstance(error, Conflict) else str(error)
