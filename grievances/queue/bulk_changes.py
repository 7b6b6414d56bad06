"""What an act on many cases does to one of them, and how that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record as audit
from grievances.clocks import deadlines
from grievances.desk import CaseDesk
from grievances.lifecycle import after_reply, staff_move
from grievances.model import SEVERITY_NAMES, EntryKind, Severity, StaffMember, Status
from grievances.permissions import Permission, may
from grievances.routing.assignment import Assignments
from grievances.routing.reach import can_handle, case_to_change
from grievances.tags import Tags, normalised
from grievances.templates import fillable, filled
from grievances.texts import REASON_MAX, STAFF_TEXT_MAX, clean_optional
from grievances.timeline import Step, Timeline
from storage.clock import Clock
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import CaseRecord, Staff, UnionUnit
from storage.vault import Vault

_ERASED = "Nội dung vụ việc này đã được xóa nên không thay đổi được nữa."


class BulkKind(StrEnum):
    TAKE = "take"
    ASSIGN = "assign"
    SEVERITY = "severity"
    TAG = "tag"
    STATUS = "status"
    REPLY = "reply"

    @property
    def can_be_undone(self) -> bool:
        """What workers were told cannot be taken back."""
        return not self.tells_workers

    @property
    def tells_workers(self) -> bool:
        return self in (BulkKind.STATUS, BulkKind.REPLY)


@dataclass(frozen=True)
class BulkChange:
    """`to`: whom, which severity, which status. `text`: the tag, the note or the words to the workers,
    in a reply with the placeholders of the templates."""

    kind: BulkKind
    to: str = ""
    text: str = field(default="", repr=False)

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> BulkChange:
        return cls(BulkKind(kept["kind"]), kept["to"], kept["text"])


class Changer:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock, desk: CaseDesk) -> None:
        self._clock = clock
        self._desk = desk
        self._tags = Tags(vault, clock)
        self._timeline = Timeline(vault, clock)
        self._assignments = Assignments(vault, clock, desk.notifier)

    async def checked(self, tx: AsyncSession, staff: StaffMember, change: BulkChange) -> BulkChange:
        """The change with its words made clean; RuleViolation for what no case could take."""
        if change.kind is BulkKind.TAG:
            return BulkChange(change.kind, text=normalised(change.text))
        if change.kind is BulkKind.REPLY:
            return BulkChange(change.kind, text=fillable(change.text))
        if change.kind is BulkKind.SEVERITY and change.to not in Severity:
            raise RuleViolation("Bạn chọn mức độ giúp nhé.")
        if change.kind is BulkKind.STATUS and change.to not in Status:
            raise RuleViolation("Bạn chọn trạng thái mới giúp nhé.")
        if change.kind is BulkKind.ASSIGN:
            await self._check_assignee(tx, staff, change)
        limit = REASON_MAX if change.kind is BulkKind.STATUS else STAFF_TEXT_MAX
        return BulkChange(change.kind, change.to, clean_optional(change.text, limit))

    async def look(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, change: BulkChange) -> None:
        """RuleViolation when this case cannot take the change as it is now."""
        if record.erased_at is not None:
            raise RuleViolation(_ERASED)
        if change.kind is BulkKind.STATUS:
            staff_move(Status(record.status), Status(change.to), change.text)
        if change.kind is BulkKind.REPLY:
            after_reply(Status(record.status))
        if change.kind is BulkKind.SEVERITY and record.severity == change.to:
            raise RuleViolation(f"Vụ việc đã ở mức “{SEVERITY_NAMES[Severity(change.to)]}” rồi.")
        if change.kind is BulkKind.TAG and change.text in [tag.name for tag in await self._tags.of_case(tx, record.id)]:
            raise RuleViolation("Vụ việc đã có nhãn này rồi.")
        if change.kind in (BulkKind.TAKE, BulkKind.ASSIGN):
            new = staff.id if change.kind is BulkKind.TAKE else change.to
            if record.assignee_id == new:
                raise RuleViolation("Người này đang phụ trách vụ việc rồi.")

    async def change(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, change: BulkChange
    ) -> dict[str, Any]:
        """Do it; returns what taking it back needs. Conflict when the case is not as it was looked at."""
        record = await case_to_change(tx, staff, case_id)
        if record.version != version:
            raise Conflict(Conflict.__doc__)
        await self.look(tx, staff, record, change)
        before = {"assignee": record.assignee_id, "unit": record.unit_id, "severity": record.severity}
        if change.kind is BulkKind.TAKE:
            await self._assignments.take(tx, staff, case_id, version)
        elif change.kind is BulkKind.ASSIGN:
            await self._assignments.assign(tx, staff, case_id, version, change.to, change.text)
        elif change.kind is BulkKind.SEVERITY:
            await self._set_severity(tx, staff, record, Severity(change.to))
        elif change.kind is BulkKind.STATUS:
            await self._desk.change_status(tx, staff, case_id, version, Status(change.to), change.text)
        elif change.kind is BulkKind.REPLY:
            unit = await tx.get_one(UnionUnit, record.unit_id)
            await self._desk.reply(tx, staff, case_id, version, filled(change.text, record.number, unit.name))
        else:
            await self._tags.add(tx, staff, case_id, change.text)
        return before

    async def give_back(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        case_id: str,
        version: int,
        change: BulkChange,
        before: Mapping[str, Any],
    ) -> None:
        """Conflict when the case changed since."""
        record = await case_to_change(tx, staff, case_id)
        if record.version != version or record.unit_id != before["unit"]:
            raise Conflict(Conflict.__doc__)
        if change.kind is BulkKind.TAG:
            keys = [tag.key for tag in await self._tags.of_case(tx, case_id) if tag.name == change.text]
            for key in keys:
                await self._tags.remove(tx, staff, case_id, key)
        elif change.kind is BulkKind.SEVERITY:
            await self._set_severity(tx, staff, record, Severity(before["severity"]))
        else:
            await self._set_assignee(tx, staff, record, before["assignee"])

    async def _check_assignee(self, tx: AsyncSession, staff: StaffMember, change: BulkChange) -> None:
        if not may(staff.role, Permission.CASE_ASSIGN):
            raise NotFound
        if await tx.get(Staff, change.to) is None:
            raise RuleViolation("Bạn chọn người nhận giúp nhé.")
        if change.to != staff.id and not clean_optional(change.text, STAFF_TEXT_MAX):
            raise RuleViolation("Bạn ghi vài dòng bàn giao để người nhận biết vụ việc đang tới đâu nhé.")

    async def _set_severity(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, to: Severity) -> None:
        before = record.severity
        deadlines.change_severity(record, to, self._clock())
        said = f"Đổi mức độ: {SEVERITY_NAMES[Severity(before)]} → {SEVERITY_NAMES[to]}."
        await self._timeline.add(tx, record.id, Step(EntryKind.NOTE, said, staff=staff, internal=True))
        await audit(tx, self._clock, staff, "case.severity_set", "case", record.id, {"from": before, "to": to})
        self._touch(record)

    async def _set_assignee(
        self, tx: AsyncSession, staff: StaffMember, record: CaseRecord, assignee_id: str | None
    ) -> None:
        """Back to who had the case; nobody when they may not handle it any more."""
        person = await tx.get(Staff, assignee_id) if assignee_id else None
        if person is not None and not await can_handle(tx, record, person.id):
            person = None
        record.assignee_id = person.id if person is not None else None
        said = f"Hoàn tác giao việc, trở lại {person.name}." if person else "Hoàn tác giao việc, chưa ai phụ trách."
        await self._timeline.add(tx, record.id, Step(EntryKind.ASSIGNED, said, staff=staff, internal=True))
        await audit(tx, self._clock, staff, "case.assigned", "case", record.id, {"to": record.assignee_id})
        self._touch(record)

    def _touch(self, record: CaseRecord) -> None:
        record.version += 1
        record.updated_at = self._clock()
