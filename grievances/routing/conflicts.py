"""A case never goes to somebody whom it is about: they see nothing of it, and when nobody is left it goes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import messages
from grievances.audit import record as audit
from grievances.folding import fold
from grievances.identifiers import is_id
from grievances.model import EntryKind, StaffMember
from grievances.name_order import name_order
from grievances.notices import WorkerNotifier
from grievances.permissions import Permission, may, roles_that_may
from grievances.routing.placing import Placing
from grievances.routing.posts import posts, upwards
from grievances.routing.reach import case_to_change
from grievances.telling import WorkerNews
from grievances.timeline import SYSTEM, Step, Timeline
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseExclusion, CaseRecord, Staff, UnionUnit
from storage.vault import Vault

_READERS = roles_that_may(Permission.CASE_READ)
_SYLLABLE = re.compile(r"[a-z0-9]+")
_FULL_NAME = 2  # syllables: one alone is anybody's

_OWN = "{name} có liên quan nên không xem và không xử lý vụ việc này."
_BY_OTHER = "{name} không được xem vụ việc này nữa."
_NAMED = "Lời của người lao động có nhắc tên {name} nên người này không được xem vụ việc."
_AGAIN = "{name} được xem lại vụ việc này."
_LEFT = "Để bảo đảm khách quan, {unit} nhận giải quyết phản ánh này."
_NOT_ONESELF = "Nếu chính bạn có liên quan, bạn bấm “Tôi có liên quan” nhé."


class Cause(StrEnum):
    OWN = "own"
    SUPERVISOR = "supervisor"
    NAMED = "named"


CAUSE_NAMES: dict[Cause, str] = {
    Cause.OWN: "tự khai có liên quan",
    Cause.SUPERVISOR: "do người phụ trách",
    Cause.NAMED: "được nhắc tên trong vụ việc",
}


@dataclass(frozen=True)
class Someone:
    """A person in the tables about conflicts. `cause` is None for who may see the case."""

    id: str
    name: str
    unit_name: str
    cause: Cause | None = None


class Conflicts:
    """Each method joins the caller's transaction. `notifier` is None where the worker is in the chat just now."""

    def __init__(self, vault: Vault, clock: Clock, notifier: WorkerNotifier | None = None) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._placing = Placing(vault, clock)
        self._news = WorkerNews(vault, notifier) if notifier is not None else None

    async def declare_own(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """For ever out of sight for who says so, unless a supervisor lets them in again."""
        record = await case_to_change(tx, staff, case_id)
        await self._exclude(tx, record, staff.id, Cause.OWN, _OWN.format(name=staff.name), staff)
        await self._raise_if_deserted(tx, record)
        self._touch(record)

    async def exclude(self, tx: AsyncSession, staff: StaffMember, case_id: str, staff_id: str) -> None:
        record = await self._find(tx, staff, case_id)
        if staff_id == staff.id:
            raise RuleViolation(_NOT_ONESELF)
        one = next((one for one in await self.who_sees(tx, staff, record) if one.id == staff_id), None)
        if one is None:
            raise NotFound
        await self._exclude(tx, record, one.id, Cause.SUPERVISOR, _BY_OTHER.format(name=one.name), staff)
        await self._raise_if_deserted(tx, record)
        self._touch(record)

    async def readmit(self, tx: AsyncSession, staff: StaffMember, case_id: str, staff_id: str) -> None:
        """Undo an exclusion: names are no proof, two people may bear the same."""
        record = await self._find(tx, staff, case_id)
        one = next((one for one in await self.excluded(tx, staff, case_id) if one.id == staff_id), None)
        if one is None:
            raise NotFound
        await tx.execute(
            delete(CaseExclusion).where(CaseExclusion.case_id == case_id, CaseExclusion.staff_id == staff_id)
        )
        await self._note(tx, case_id, _AGAIN.format(name=one.name), staff)
        await audit(tx, self._clock, staff, "case.readmitted", "case", case_id, {"who": staff_id})
        self._touch(record)

    async def exclude_named(self, tx: AsyncSession, record: CaseRecord, text: str) -> None:
        """Everybody whose full name stands in the worker's words, wherever they sit: the case may move. Locks nothing:
        the caller holds the case."""
        query = select(Staff.id, Staff.name).where(Staff.active, Staff.role.in_(_READERS))
        people = [(staff_id, name) for staff_id, name in await tx.execute(query)]
        found = named_in(text, people)
        for staff_id, name in found:
            await self._exclude(tx, record, staff_id, Cause.NAMED, _NAMED.format(name=name), None)
        if found:
            await self._raise_if_deserted(tx, record)
        if found and record.collective_id is not None:  # where the same words are read
            await self.exclude_named(tx, await tx.get_one(CaseRecord, record.collective_id), text)

    async def who_sees(self, tx: AsyncSession, staff: StaffMember, record: CaseRecord) -> Sequence[Someone]:
        """Those of this unit and below who see the case now, oneself left out."""
        if not may(staff.role, Permission.CASE_ASSIGN):
            return ()
        path = (await tx.get_one(UnionUnit, record.unit_id)).path
        out = select(CaseExclusion.staff_id).where(CaseExclusion.case_id == record.id)
        query = select(Staff.id, Staff.name, UnionUnit.name).join(UnionUnit, Staff.unit_id == UnionUnit.id)
        query = query.where(
            Staff.active,
            Staff.role.in_(_READERS),
            Staff.id != staff.id,
            Staff.id.not_in(out),
            unit_and_below(staff.unit_path),
            UnionUnit.id.in_(upwards(path)),
        )
        return sorted((Someone(*row) for row in await tx.execute(query)), key=_by_name)

    async def excluded(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> Sequence[Someone]:
        """Those of this unit and below who are kept from the case."""
        if not may(staff.role, Permission.CASE_ASSIGN):
            return ()
        query = select(Staff.id, Staff.name, UnionUnit.name, CaseExclusion.cause)
        query = query.join(UnionUnit, Staff.unit_id == UnionUnit.id).join(
            CaseExclusion, CaseExclusion.staff_id == Staff.id
        )
        query = query.where(CaseExclusion.case_id == case_id, unit_and_below(staff.unit_path))
        rows = await tx.execute(query)
        found = (Someone(staff_id, name, unit_name, Cause(cause)) for staff_id, name, unit_name, cause in rows)
        return sorted(found, key=_by_name)

    async def _find(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
        if not may(staff.role, Permission.CASE_ASSIGN):
            raise NotFound
        return await case_to_change(tx, staff, case_id)

    async def _exclude(
        self, tx: AsyncSession, record: CaseRecord, staff_id: str, cause: Cause, said: str, by: StaffMember | None
    ) -> None:
        if not is_id(staff_id) or await tx.get(CaseExclusion, (record.id, staff_id)) is not None:
            return
        by_id = by.id if by else None
        tx.add(CaseExclusion(case_id=record.id, staff_id=staff_id, cause=cause, by_id=by_id, at=self._clock()))
        await tx.flush()
        if record.assignee_id == staff_id:
            record.assignee_id = None
        await self._note(tx, record.id, said, by)
        await audit(tx, self._clock, by, "case.excluded", "case", record.id, {"who": staff_id, "cause": cause})

    async def _raise_if_deserted(self, tx: AsyncSession, record: CaseRecord) -> None:
        """To the nearest unit above where somebody may look after it; it stays where it is when nobody is anywhere."""
        around = await posts(tx, record.unit_id, record.id)
        if not around or around[0].unit_id == record.unit_id:
            return
        told = _LEFT.format(unit=around[0].name)
        entry_id = await self._placing.place(tx, record, around[0].unit_id, told, EntryKind.ROSE)
        await audit(tx, self._clock, None, "case.rose", "case", record.id, {"unit": record.unit_id})
        if self._news is not None:
            await self._news.tell(tx, record, entry_id, lambda key: messages.placed_notice(key, record, told))

    async def _note(self, tx: AsyncSession, case_id: str, said: str, by: StaffMember | None) -> None:
        await self._timeline.add(tx, case_id, Step(EntryKind.EXCLUDED, said, SYSTEM, staff=by, internal=True))

    def _touch(self, record: CaseRecord) -> None:
        record.version += 1
        record.updated_at = self._clock()


def named_in(text: str, people: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (id, name) whose full name stands in the text, with or without diacritics. A name that only differs in
    them counts too: people type as they like, and whom it names by mistake a supervisor lets in again."""
    said = _plain(text)
    return [(one, name) for one, name in people if name.split()[_FULL_NAME - 1 :] and _plain(name) in said]


def _by_name(someone: Someone) -> tuple[str, str, str]:
    return name_order(someone.name)


def _plain(text: str) -> str:
    return f" {' '.join(_SYLLABLE.findall(fold(text)))} "
