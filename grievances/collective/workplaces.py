"""Workplaces: which cases come from one place, and the officers' word that two spellings are the same place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record
from grievances.collective.workplace_names import workplace_name
from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.queue.scope import cases_in_scope, in_scope
from grievances.units import unit_and_below
from storage.clock import Clock, new_id
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseRecord, UnionUnit, Workplace, WorkplaceAlias
from storage.vault import Vault

_RECENT = timedelta(days=90)
_MOST = 3_000  # cases that are counted, the newest
_SUGGESTED = 200
_KEY_CONTEXT = "workplace"
_OBJECT = "workplace"
_SAME_ALREADY = "Hai cách viết này đã được tính là một nơi rồi."
_UNKNOWN = "Chưa có vụ việc nào ghi nơi làm việc này. Bạn chọn một tên trong danh sách nhé."


@dataclass(frozen=True)
class Place:
    """`cases`: how many of those that the officer may see."""

    key: str
    name: str
    cases: int


@dataclass(frozen=True)
class Places:
    """A page of them. `suggested`: names to choose from; `recent_only`: older cases were not counted; `newest_only`: so
    many of the newest were, where there are more."""

    rows: Sequence[Place]
    total: int
    suggested: Sequence[str]
    recent_only: bool
    newest_only: int | None


@dataclass(frozen=True)
class Merged:
    """Two spellings that an officer said are one place."""

    alias_id: str
    name: str
    main_name: str
    at: datetime


class Workplaces:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def note(self, tx: AsyncSession, case: CaseRecord, typed: str) -> None:
        """Remember where the case comes from; a text that names no workplace leaves it without one."""
        key = await self._key(tx, workplace_name(typed))
        case.workplace_key = await self._resolved(tx, case.unit_id, key) if key else None
        known = select(Workplace.id).where(Workplace.unit_id == case.unit_id, Workplace.key == key)
        if key and await tx.scalar(known) is None:
            place_id = new_id()
            sealed = self._vault.seal(typed, _context(place_id))
            tx.add(Workplace(id=place_id, unit_id=case.unit_id, key=key, name_sealed=sealed, created_at=self._clock()))
            await tx.flush()

    async def places(self, tx: AsyncSession, staff: StaffMember, page: int, per_page: int) -> Places:
        """Those of the own unit and below, the most cases first: of the last months, or of all years where few come.
        That is enough to see which spellings are one place, and a country's years take seconds to count."""
        counted = await _count_places(tx, staff, CaseRecord.opened_at >= self._clock() - _RECENT)
        recent_only = len(counted) >= per_page
        if not recent_only:
            counted = await _count_places(tx, staff, true())
        newest_only = _MOST if sum(cases for _, cases in counted) >= _MOST else None
        shown = counted[(page - 1) * per_page : page * per_page]
        often = [key for key, _ in counted[:_SUGGESTED]]
        names = await self.names(tx, staff, {key for key, _ in shown} | set(often))
        rows = [Place(key, names.get(key, ""), cases) for key, cases in shown]
        return Places(rows, len(counted), [names[key] for key in often if key in names], recent_only, newest_only)

    async def names(self, tx: AsyncSession, staff: StaffMember, keys: Iterable[str]) -> dict[str, str]:
        """The shortest spelling of each: what else a worker wrote beside the name points at that worker."""
        query = select(Workplace).join(UnionUnit, Workplace.unit_id == UnionUnit.id)
        rows = await tx.scalars(query.where(in_scope(staff), Workplace.key.in_(list(keys))))
        names: dict[str, str] = {}
        for row in rows:
            name = self._vault.open(row.name_sealed, _context(row.id))
            names[row.key] = min(names.get(row.key, name), name, key=lambda spelt: (len(spelt), spelt))
        return names

    async def merged(self, tx: AsyncSession, staff: StaffMember) -> Sequence[Merged]:
        """What was decided in the own unit and below, the newest first."""
        rows = (await tx.scalars(_aliases(in_scope(staff)).order_by(WorkplaceAlias.at.desc()).limit(50))).all()
        names = await self.names(tx, staff, {key for row in rows for key in (row.key, row.main_key)})
        return [Merged(row.id, names.get(row.key, "?"), names.get(row.main_key, "?"), row.at) for row in rows]

    async def merge(self, tx: AsyncSession, staff: StaffMember, key: str, typed_main: str) -> None:
        """Say that `key` is another spelling of what was typed. RuleViolation when that is unknown or the same."""
        _check(staff)
        main_key = await self._key(tx, workplace_name(typed_main))
        if len(await self.names(tx, staff, [key])) != 1:
            raise NotFound
        if not main_key or not await self.names(tx, staff, [main_key]):
            raise RuleViolation(_UNKNOWN)
        if await self._resolved(tx, staff.unit_id, main_key) == await self._resolved(tx, staff.unit_id, key):
            raise RuleViolation(_SAME_ALREADY)
        tx.add(
            WorkplaceAlias(
                id=new_id(), unit_id=staff.unit_id, key=key, main_key=main_key, staff_id=staff.id, at=self._clock()
            )
        )
        await tx.flush()
        await self._reckon_anew(tx, staff.unit_path, key)
        await record(tx, self._clock, staff, "workplace.merged", _OBJECT, "")

    async def undo_merge(self, tx: AsyncSession, staff: StaffMember, alias_id: str) -> None:
        """Take them for two places again. NotFound for what was decided elsewhere or is undone."""
        _check(staff)
        query = _aliases(in_scope(staff)).where(WorkplaceAlias.id == alias_id)
        alias = await tx.scalar(query) if is_id(alias_id) else None
        if alias is None:
            raise NotFound
        unit = await tx.get_one(UnionUnit, alias.unit_id)
        now_key = await self._resolved(tx, alias.unit_id, alias.key)
        await tx.delete(alias)
        await tx.flush()
        await self._reckon_anew(tx, unit.path, now_key)
        await record(tx, self._clock, staff, "workplace.merge_undone", _OBJECT, "")

    async def _reckon_anew(self, tx: AsyncSession, unit_path: str, key: str) -> None:
        """For the cases that stand under this key: where they belong by what the workers wrote."""
        query = select(CaseRecord).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
        query = query.where(unit_and_below(unit_path), CaseRecord.workplace_key == key)
        for case in await tx.scalars(query.where(CaseRecord.workplace_sealed.is_not(None))):
            typed = self._vault.open(case.workplace_sealed or b"", f"case.workplace:{case.id}")
            own_key = await self._key(tx, workplace_name(typed))
            case.workplace_key = await self._resolved(tx, case.unit_id, own_key)

    async def _key(self, tx: AsyncSession, name: str) -> str:
        """The key under which the name is known already, also from before the secret changed; empty for no name."""
        if not name:
            return ""
        keys = self._vault.index_candidates(name, _KEY_CONTEXT)
        known = select(Workplace.key).where(Workplace.key.in_(keys)).order_by(Workplace.created_at).limit(1)
        return await tx.scalar(known) or keys[0]

    async def _resolved(self, tx: AsyncSession, unit_id: str, key: str) -> str:
        """What the key stands for in this unit, by what was decided here and above."""
        path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id)) or ""
        above = WorkplaceAlias.unit_id.in_(path.strip("/").split("/"))
        rows = await tx.execute(select(WorkplaceAlias.key, WorkplaceAlias.main_key).where(above))
        leads_to = {alias: main for alias, main in rows}
        seen = set()
        while key in leads_to and key not in seen:
            seen.add(key)
            key = leads_to[key]
        return key


async def _count_places(
    tx: AsyncSession, staff: StaffMember, condition: ColumnElement[bool]
) -> Sequence[Row[str, int]]:
    newest: Any = cases_in_scope(staff).with_only_columns(CaseRecord.workplace_key)
    newest = newest.where(CaseRecord.workplace_key.is_not(None), condition).order_by(CaseRecord.opened_at.desc())
    newest = newest.limit(_MOST).subquery()
    key: ColumnElement[str] = newest.c.workplace_key
    cases = func.count()
    return (await tx.execute(select(key, cases).group_by(key).order_by(cases.desc(), key))).all()


def _aliases(condition: ColumnElement[bool]) -> Any:
    return select(WorkplaceAlias).join(UnionUnit, WorkplaceAlias.unit_id == UnionUnit.id).where(condition)


def _check(staff: StaffMember) -> None:
    if not may(staff.role, Permission.CASE_HANDLE):
        raise NotFound


def _context(place_id: str) -> str:
    return f"workplace.name:{place_id}"
