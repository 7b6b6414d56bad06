"""Somebody leaves a desk: their open cases go to a colleague or back to where everybody of the unit looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from grievances import messages
from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.audit import record as audit
from grievances.model import EntryKind, Severity, StaffMember
from grievances.name_order import name_order
from grievances.notices import WorkerNotifier
from grievances.queue.scope import IS_OPEN, not_excluded
from grievances.routing.assignment import MOVED
from grievances.routing.placing import Placing
from grievances.routing.posts import HANDLERS, posts, upwards
from grievances.routing.reach import can_handle
from grievances.telling import WorkerNews
from grievances.timeline import SYSTEM, Step, Timeline
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import RuleViolation
from storage.tables import CaseExclusion, CaseRecord, Staff, UnionUnit
from storage.vault import Vault

_CHOICES = 300
_NO_HEIR = "Người này không nhận bàn giao được. Bạn chọn người khác nhé."
_WAITS = "{name} không còn phụ trách vì {cause}. Vụ việc chờ người nhận."
_HANDED = "{name} không còn phụ trách vì {cause}. {heir} nhận bàn giao."


class Cause(StrEnum):
    """Why, as the timeline says it."""

    SWITCHED_OFF = "tài khoản đã khóa"
    PLACED = "đã đổi đơn vị hoặc vai trò"


@dataclass(frozen=True)
class Heir:
    """Who may take over what a colleague leaves."""

    id: str
    name: str
    unit_name: str


@dataclass(frozen=True)
class Left:
    """What became of the cases that were open."""

    handed: int
    released: int


class Leaving:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._placing = Placing(vault, clock)
        self._news = WorkerNews(vault, notifier)
        self._alerts = OfficerAlerts(clock)

    async def held(self, tx: AsyncSession, reader: StaffMember, staff_id: str) -> int:
        """How many open cases this person has, without those that are about the reader."""
        query = select(func.count()).select_from(CaseRecord)
        return await tx.scalar(query.where(CaseRecord.assignee_id == staff_id, IS_OPEN, not_excluded(reader))) or 0

    async def heirs(self, tx: AsyncSession, reader: StaffMember, staff_id: str) -> Sequence[Heir]:
        """Those of the reader's scope who handle cases in this person's unit or above it, the nearest first."""
        own = select(UnionUnit.path).join(Staff, Staff.unit_id == UnionUnit.id).where(Staff.id == staff_id)
        path = await tx.scalar(own) or ""
        query = select(Staff.id, Staff.name, UnionUnit.name, UnionUnit.level).join(
            UnionUnit, Staff.unit_id == UnionUnit.id
        )
        query = query.where(
            Staff.active,
            Staff.role.in_(HANDLERS),
            Staff.id != staff_id,
            UnionUnit.id.in_(upwards(path)),
            unit_and_below(reader.unit_path),
        )
        rows = (await tx.execute(query.order_by(UnionUnit.level.desc(), Staff.name).limit(_CHOICES))).all()
        ordered = sorted(rows, key=lambda row: (-row.level, name_order(row[1])))
        return [Heir(staff_id, name, unit_name) for staff_id, name, unit_name, _ in ordered]

    async def heir(self, tx: AsyncSession, reader: StaffMember, staff_id: str, heir_id: str) -> Heir | None:
        """The one who was chosen; None for nobody. RuleViolation for who cannot be. Ask before the person is moved."""
        if not heir_id:
            return None
        found = next((one for one in await self.heirs(tx, reader, staff_id) if one.id == heir_id), None)
        if found is None:
            raise RuleViolation(_NO_HEIR)
        return found

    async def let_go(self, tx: AsyncSession, by: StaffMember, staff_id: str, cause: Cause, heir: Heir | None) -> Left:
        """Take from this person, as the account is now, what they may not handle any more."""
        return await self._let_go(tx, CaseRecord.assignee_id == staff_id, by, cause, heir)

    async def sweep(self, tx: AsyncSession) -> int:
        """The same for accounts that were switched off in another way; returns how many cases were open."""
        gone = select(Staff.id).where(or_(Staff.active.is_(False), Staff.role.not_in(HANDLERS)))
        left = await self._let_go(tx, CaseRecord.assignee_id.in_(gone), None, Cause.SWITCHED_OFF, None)
        return left.released

    async def _let_go(
        self,
        tx: AsyncSession,
        whose: ColumnElement[bool],
        by: StaffMember | None,
        cause: Cause,
        heir: Heir | None,
    ) -> Left:
        handed = released = 0
        for record, name in (await tx.execute(_out_of_reach().where(whose))).all():
            if record.closed_at is not None or record.collective_id is not None:
                record.assignee_id = None  # should it open again, the whole unit is called
            elif heir is not None and await self._may_inherit(tx, by, record, heir):
                await self._hand(tx, by, record, heir, _HANDED.format(name=name, cause=cause, heir=heir.name))
                handed += 1
            else:
                await self._release(tx, by, record, _WAITS.format(name=name, cause=cause))
                released += 1
        return Left(handed, released)

    async def _may_inherit(self, tx: AsyncSession, by: StaffMember | None, record: CaseRecord, heir: Heir) -> bool:
        """Nobody chooses who looks after a case about themselves."""
        about_them = by is not None and await tx.get(CaseExclusion, (record.id, by.id)) is not None
        return not about_them and await can_handle(tx, record, heir.id)

    async def _hand(self, tx: AsyncSession, by: StaffMember | None, record: CaseRecord, heir: Heir, said: str) -> None:
        await self._set(tx, by, record, heir.id, said)
        await self._alerts.for_person(tx, record, heir.id, AlertEvent.ASSIGNED, str(record.version))

    async def _release(self, tx: AsyncSession, by: StaffMember | None, record: CaseRecord, said: str) -> None:
        """Where nobody is left it goes to the nearest unit above with somebody."""
        await self._set(tx, by, record, None, said)
        around = await posts(tx, record.unit_id, record.id)
        if around and around[0].unit_id != record.unit_id:
            told, before = MOVED.format(unit=around[0].name), record.unit_id
            entry_id = await self._placing.place(tx, record, around[0].unit_id, told, EntryKind.MOVED, by=by)
            detail = {"from_unit": before, "unit": record.unit_id}
            await audit(tx, self._clock, by, "case.moved", "case", record.id, detail)
            await self._news.tell(tx, record, entry_id, lambda key: messages.placed_notice(key, record, told))
        if record.severity == Severity.URGENT:
            await self._alerts.for_case(tx, record, AlertEvent.URGENT, str(record.version))

    async def _set(
        self, tx: AsyncSession, by: StaffMember | None, record: CaseRecord, to: str | None, said: str
    ) -> None:
        detail = {"from": record.assignee_id, "to": to}
        record.assignee_id = to
        record.version += 1
        record.updated_at = self._clock()
        await self._timeline.add(tx, record.id, Step(EntryKind.ASSIGNED, said, SYSTEM, staff=by, internal=True))
        await audit(tx, self._clock, by, "case.assigned", "case", record.id, detail)


def _out_of_reach() -> Select[CaseRecord, str]:
    """Cases, locked, with the name of who has them and may not handle them."""
    of_case, of_person = aliased(UnionUnit), aliased(UnionUnit)
    query = select(CaseRecord, Staff.name).join(Staff, CaseRecord.assignee_id == Staff.id)
    query = query.join(of_case, CaseRecord.unit_id == of_case.id).join(of_person, Staff.unit_id == of_person.id)
    sees = of_case.path.startswith(of_person.path)
    query = query.where(or_(Staff.active.is_(False), Staff.role.not_in(HANDLERS), not_(sees)))
    locked = query.order_by(CaseRecord.number).with_for_update(of=CaseRecord)
    return locked.execution_options(populate_existing=True)
