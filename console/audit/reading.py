"""Reading the audit log: who may read it sees what concerns the own unit and below, in the topmost unit everything.

Pages are found by their edge, not by counting, and each filter walks an index of its own: a page of a log with a
million events costs the same as one of a short log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from console.audit.words import ACTION_NAMES, GROUPS, AuditLine, audit_line
from grievances.model import StaffMember
from grievances.units import unit_and_below
from storage.clock import VIETNAM
from storage.tables import AuditEvent, CaseExclusion, CaseRecord, Staff, UnionUnit

PER_PAGE = 50
SYSTEM = "hệ thống"
_MOST_PEOPLE = 20
_FEW_CASES, _FEW_PEOPLE = 300, 40


@dataclass(frozen=True)
class AuditFilter:
    """`who`: an e-mail address, a part of a name, or SYSTEM. `act`: an action or a group of them. Days in Vietnam."""

    number: int | None = None
    act: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def by_system(self) -> bool:
        return self.who.lower() == SYSTEM


@dataclass(frozen=True)
class Edge:
    """Where a page begins: after or before an event that the reader has seen."""

    event_id: int = 0
    newer: bool = False


@dataclass(frozen=True)
class AuditPage:
    """Newest first. `has_newer`, `has_older`: there is more on that side."""

    lines: Sequence[AuditLine]
    has_newer: bool
    has_older: bool


async def read_audit(tx: AsyncSession, reader: StaffMember, wanted: AuditFilter, edge: Edge) -> AuditPage:
    at = await tx.scalar(select(AuditEvent.at).where(AuditEvent.id == edge.event_id)) if edge.event_id else None
    edge = edge if at is not None else Edge()
    topmost = await _is_topmost(tx, reader)
    branches = await _branches(tx, wanted)
    if branches is None:
        small = [] if topmost else await _of_a_small_scope(tx, reader)
        branches = small or [AuditEvent.action == action for action in _actions(wanted.act)] or [AuditEvent.id > 0]
    conditions = await _conditions(tx, reader, wanted, topmost)
    if at is not None:
        conditions.append(_beyond(edge, at))
    found = await _nearest(tx, [and_(branch, *conditions) for branch in branches], edge.newer)
    if edge.newer and not found:
        return await read_audit(tx, reader, wanted, Edge())
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    lines = await _lines(tx, found)
    if edge.newer:
        return AuditPage(lines, has_newer=more, has_older=True)
    return AuditPage(lines, has_newer=edge.event_id > 0, has_older=more)


async def people(tx: AsyncSession, reader: StaffMember, most: int = 200) -> Sequence[str]:
    """Addresses to choose from."""
    units = select(UnionUnit.id).where(unit_and_below(reader.unit_path))
    return (
        await tx.scalars(select(Staff.email).where(Staff.unit_id.in_(units)).order_by(Staff.email).limit(most))
    ).all()


async def _branches(tx: AsyncSession, wanted: AuditFilter) -> list[ColumnElement[bool]] | None:
    """Conditions of which each walks one index from the newest event on. None for neither case nor person."""
    if wanted.number is not None:
        case_id = await tx.scalar(select(CaseRecord.id).where(CaseRecord.number == wanted.number))
        return [] if case_id is None else [and_(AuditEvent.object_type == "case", AuditEvent.object_id == case_id)]
    if wanted.by_system:
        return [AuditEvent.actor_id.is_(None)]
    if wanted.who:
        return [AuditEvent.actor_id == person for person in await _people_called(tx, wanted.who)]
    return None


async def _of_a_small_scope(tx: AsyncSession, reader: StaffMember) -> list[ColumnElement[bool]]:
    """The walk along time would go through the whole log for the few events of a small unit: look from its cases and
    its people. Empty for a scope that is not small: there the walk soon finds a page."""
    units = select(UnionUnit.id).where(unit_and_below(reader.unit_path))
    cases = (await tx.scalars(select(CaseRecord.id).where(CaseRecord.unit_id.in_(units)).limit(_FEW_CASES + 1))).all()
    staff = (await tx.scalars(select(Staff.id).where(Staff.unit_id.in_(units)).limit(_FEW_PEOPLE + 1))).all()
    if len(cases) > _FEW_CASES or len(staff) > _FEW_PEOPLE:
        return []
    about_cases = and_(AuditEvent.object_type == "case", AuditEvent.object_id.in_(cases))
    about_staff = and_(AuditEvent.object_type == "staff", AuditEvent.object_id.in_(staff))
    return [about_cases, about_staff, *(AuditEvent.actor_id == person for person in staff)]


async def _is_topmost(tx: AsyncSession, reader: StaffMember) -> bool:
    unit = await tx.get(UnionUnit, reader.unit_id)
    return unit is not None and unit.parent_id is None


async def _conditions(
    tx: AsyncSession, reader: StaffMember, wanted: AuditFilter, topmost: bool
) -> list[ColumnElement[bool]]:
    # Who is kept from a case does not learn from the log either who looks after it.
    kept_from = select(CaseExclusion.case_id).where(CaseExclusion.staff_id == reader.id)
    conditions: list[ColumnElement[bool]] = [
        or_(AuditEvent.object_type != "case", AuditEvent.object_id.not_in(kept_from))
    ]
    if not topmost:
        conditions.append(_concerns(reader.unit_path))
    if wanted.act:
        conditions.append(AuditEvent.action.in_(_actions(wanted.act)))
    if wanted.number is not None and wanted.by_system:
        conditions.append(AuditEvent.actor_id.is_(None))
    elif wanted.number is not None and wanted.who:
        conditions.append(AuditEvent.actor_id.in_(await _people_called(tx, wanted.who)))
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= _midnight(wanted.since))
    if wanted.until is not None:
        conditions.append(AuditEvent.at < _midnight(wanted.until) + timedelta(days=1))
    return conditions


async def _nearest(tx: AsyncSession, branches: Sequence[ColumnElement[bool]], newer: bool) -> list[int]:
    """The events nearest to the edge, one more than a page holds."""
    if not branches:
        return []
    walks = [_walk(branch, newer).subquery() for branch in branches]
    merged = union(*(select(walk.c.id, walk.c.at) for walk in walks)).subquery()
    order = (merged.c.at, merged.c.id) if newer else (merged.c.at.desc(), merged.c.id.desc())
    return list((await tx.scalars(select(merged.c.id).order_by(*order).limit(PER_PAGE + 1))).all())


def _walk(branch: ColumnElement[bool], newer: bool) -> Select[int, datetime]:
    order: tuple[Any, ...] = (AuditEvent.at, AuditEvent.id) if newer else (AuditEvent.at.desc(), AuditEvent.id.desc())
    return select(AuditEvent.id, AuditEvent.at).where(branch).order_by(*order).limit(PER_PAGE + 1)


def _beyond(edge: Edge, at: datetime) -> ColumnElement[bool]:
    """The first half of each is what an index can begin at."""
    if edge.newer:
        return and_(AuditEvent.at >= at, or_(AuditEvent.at > at, AuditEvent.id > edge.event_id))
    return and_(AuditEvent.at <= at, or_(AuditEvent.at < at, AuditEvent.id < edge.event_id))


async def _lines(tx: AsyncSession, event_ids: Sequence[int]) -> list[AuditLine]:
    query: Any = (
        select(AuditEvent, CaseRecord.id, CaseRecord.number, Staff.email)
        .join(CaseRecord, and_(AuditEvent.object_type == "case", CaseRecord.id == AuditEvent.object_id), isouter=True)
        .join(Staff, and_(AuditEvent.object_type == "staff", Staff.id == AuditEvent.object_id), isouter=True)
        .where(AuditEvent.id.in_(event_ids))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    return [audit_line(*row) for row in await tx.execute(query)]


def _concerns(unit_path: str) -> ColumnElement[bool]:
    """Cases of these units, whoever touched them; and what their staff did that is about no case."""
    units = select(UnionUnit.id).where(unit_and_below(unit_path))
    staff = select(Staff.id).where(Staff.unit_id.in_(units))
    own_case = exists().where(CaseRecord.id == AuditEvent.object_id, CaseRecord.unit_id.in_(units))
    about_no_case = or_(AuditEvent.object_type != "case", AuditEvent.object_id == "")
    about_staff = and_(AuditEvent.object_type == "staff", AuditEvent.object_id.in_(staff))
    return or_(
        and_(AuditEvent.object_type == "case", own_case),
        and_(about_no_case, or_(AuditEvent.actor_id.in_(staff), about_staff)),
    )


async def _people_called(tx: AsyncSession, who: str) -> Sequence[str]:
    exact = (await tx.scalars(select(Staff.id).where(Staff.email == who.lower()))).all()
    if exact:
        return exact
    # SQLite knows no small letters but English ones.
    called = or_(
        func.lower(Staff.name).contains(who.lower(), autoescape=True), Staff.name.contains(who, autoescape=True)
    )
    named = select(Staff.id).where(called)
    return (await tx.scalars(named.order_by(Staff.id).limit(_MOST_PEOPLE))).all()


def _actions(act: str) -> tuple[str, ...]:
    return GROUPS[act][1] if act in GROUPS else (act,) if act in ACTION_NAMES else ()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
