"""Whose case it is: taken for oneself, given to somebody, or handed to another unit with a note on where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import messages
from grievances.alerts.alarms import Alarms
from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.audit import record as audit
from grievances.clocks import milestones
from grievances.model import EntryKind, StaffMember, Status
from grievances.name_order import name_order
from grievances.notices import WorkerNotifier
from grievances.permissions import Permission, may
from grievances.routing.placing import Placing
from grievances.routing.posts import HANDLERS, barred_units, upwards
from grievances.routing.reach import can_handle, case_to_change
from grievances.telling import WorkerNews
from grievances.texts import STAFF_TEXT_MAX, clean_optional
from grievances.timeline import Step, Timeline
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import CaseExclusion, CaseRecord, Staff, UnionUnit
from storage.vault import Vault

_CHOICES = 300
_NO_NOTE = "Bạn ghi vài dòng bàn giao để người nhận biết vụ việc đang tới đâu nhé."
_NO_PERSON = "Người này không nhận được vụ việc. Bạn chọn người khác nhé."
_NO_UNIT = "Đơn vị này không nhận được vụ việc. Bạn chọn đơn vị khác nhé."
MOVED = "Phản ánh được chuyển tới {unit} để giải quyết."


@dataclass(frozen=True)
class Person:
    """Who a case may be given to. `moves`: their unit is further down, and the case goes there with them."""

    id: str
    name: str
    unit_id: str
    unit_name: str
    moves: bool


@dataclass(frozen=True)
class Place:
    id: str
    name: str
    level: int
    above: bool


class Assignments:
    """Each method joins the caller's transaction. Out of scope, wrong role and not existing are all NotFound; Conflict
    when the case is not as the officer saw it."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._alarms = Alarms(vault, clock)
        self._news = WorkerNews(vault, notifier)
        self._placing = Placing(vault, clock)
        self._alerts = OfficerAlerts(clock)

    async def take(self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int) -> None:
        """Have the case for oneself; also from another, who finds that in the timeline."""
        record = await self._find(tx, staff, case_id, version)
        if record.assignee_id == staff.id:
            return
        await self._give(tx, staff, record, staff.id, f"Nhận xử lý: {staff.name}.")

    async def assign(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, to_id: str, note: str
    ) -> None:
        """Give the case to somebody of its unit, of the units above within one's own, or below."""
        record = await self._find_to_assign(tx, staff, case_id, version)
        person = next((one for one in await self.people(tx, staff, record) if one.id == to_id), None)
        if person is None:
            raise RuleViolation(_NO_PERSON)
        handed = _handed(note, needed=person.id != staff.id)
        if person.moves:
            await self._place(tx, staff, record, person.unit_id, person.unit_name)
        await self._give(tx, staff, record, person.id, f"Giao cho {person.name}.")
        await self._note(tx, staff, case_id, handed)

    async def move(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, unit_id: str, note: str
    ) -> None:
        """Hand the case to another unit, down or up; nobody has it for oneself then."""
        record = await self._find_to_assign(tx, staff, case_id, version)
        place = next((one for one in await self.places(tx, staff, record) if one.id == unit_id), None)
        if place is None:
            raise RuleViolation(_NO_UNIT)
        handed = _handed(note, needed=True)
        await self._place(tx, staff, record, place.id, place.name)
        await self._note(tx, staff, case_id, handed)
        self._touch(record)

    async def people(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord) -> Sequence[Person]:
        """Whom this person may give the case to, the nearest to its unit first."""
        if not may(staff.role, Permission.CASE_ASSIGN):
            return ()
        path = (await tx.get_one(UnionUnit, record.unit_id)).path
        excluded = select(CaseExclusion.staff_id).where(CaseExclusion.case_id == record.id)
        query = select(Staff, UnionUnit).join(UnionUnit, Staff.unit_id == UnionUnit.id)
        query = query.where(
            Staff.active,
            Staff.role.in_(HANDLERS),
            Staff.id.not_in(excluded),
            unit_and_below(staff.unit_path),
            or_(UnionUnit.id.in_(upwards(path)), unit_and_below(path)),
        )
        barred = await barred_units(tx, record.id)
        rows = (await tx.execute(query.order_by(UnionUnit.level, UnionUnit.name, Staff.name).limit(_CHOICES))).all()
        found = sorted(rows, key=lambda row: (row[1].level, name_order(row[1].name), name_order(row[0].name)))
        people = [
            Person(one.id, one.name, unit.id, unit.name, moves=not path.startswith(unit.path))
            for one, unit in found
            if unit.id not in barred
        ]
        return sorted(people, key=lambda person: person.unit_id != record.unit_id)

    async def places(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord) -> Sequence[Place]:
        """Where this person may move the case: the units of their own scope, and those above it."""
        if not may(staff.role, Permission.CASE_ASSIGN):
            return ()
        own = upwards(staff.unit_path)
        query = select(UnionUnit).where(or_(unit_and_below(staff.unit_path), UnionUnit.id.in_(own)))
        found = await tx.scalars(query.order_by(UnionUnit.level, UnionUnit.name).limit(_CHOICES))
        units = sorted(found, key=lambda unit: (unit.level, name_order(unit.name)))
        hidden = {record.unit_id, *await barred_units(tx, record.id)}
        above = set(own) - {staff.unit_id}
        return [Place(unit.id, unit.name, unit.level, unit.id in above) for unit in units if unit.id not in hidden]

    async def _find(self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int) -> CaseRecord:
        record = await case_to_change(tx, staff, case_id)
        if record.version != version:
            raise Conflict(Conflict.__doc__)
        return record

    async def _find_to_assign(self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int) -> CaseRecord:
        if not may(staff.role, Permission.CASE_ASSIGN):
            raise NotFound
        return await self._find(tx, staff, case_id, version)

    async def _give(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, to_id: str, said: str) -> None:
        """With this an officer looks after the case, and a new one is acknowledged to its worker."""
        if not await can_handle(tx, record, to_id):
            raise RuleViolation(_NO_PERSON)
        record.assignee_id = to_id
        await self._alarms.take(tx, staff, record)
        await self._timeline.add(tx, record.id, Step(EntryKind.ASSIGNED, said, staff=staff, internal=True))
        milestones.acknowledged(record, self._clock())
        if record.status == Status.RECEIVED:
            step = Step(EntryKind.STATUS, staff=staff)
            entry_id = await self._timeline.move(tx, record, Status.ACKNOWLEDGED, step)
            await self._news.tell(
                tx, record, entry_id, lambda key: messages.status_notice(key, record, Status.ACKNOWLEDGED, "")
            )
        await audit(tx, self._clock, staff, "case.assigned", "case", record.id, {"to": to_id})
        self._touch(record)
        if to_id != staff.id:
            await self._alerts.for_person(tx, record, to_id, AlertEvent.ASSIGNED, str(record.version))

    async def _place(
        self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, unit_id: str, unit_name: str
    ) -> None:
        before = record.unit_id
        told = MOVED.format(unit=unit_name)
        entry_id = await self._placing.place(tx, record, unit_id, told, EntryKind.MOVED, by=staff)
        await self._news.tell(tx, record, entry_id, lambda key: messages.placed_notice(key, record, told))
        await audit(tx, self._clock, staff, "case.moved", "case", record.id, {"from_unit": before, "unit": unit_id})

    async def _note(self, tx: AsyncSession, staff: StaffMember, case_id: str, handed: str) -> None:
        if handed:
            await self._timeline.add(tx, case_id, Step(EntryKind.NOTE, handed, staff=staff, internal=True))

    def _touch(self, record: CaseRecord) -> None:
        record.version += 1
        record.updated_at = self._clock()


def _handed(note: str, needed: bool) -> str:
    said = clean_optional(note, STAFF_TEXT_MAX)
    if needed and not said:
        raise RuleViolation(_NO_NOTE)
    return said
