"""What the filters of a list mean, as conditions of its query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import CaseFilter, CaseKind, Progress, QueueView, Severity, StaffMember
from grievances.queue.scope import IS_OPEN, in_scope, not_excluded, risen_from
from grievances.queue.search import WordIndex
from grievances.units import unit_and_below
from storage.clock import VIETNAM
from storage.tables import CaseRecord, CaseTag, UnionUnit

_MAX_NUMBER = 2**31 - 1  # of the column; beyond it the database raises

IS_WAITING = CaseRecord.worker_waiting_since.is_not(None)
IS_EMERGENCY = and_(CaseRecord.kind == CaseKind.EMERGENCY, IS_OPEN)
_IS_URGENT = or_(CaseRecord.severity == Severity.URGENT, CaseRecord.kind == CaseKind.EMERGENCY)


@dataclass(frozen=True)
class Seeing:
    """Who looks, and when."""

    staff: StaffMember
    now: datetime
    words: WordIndex

    @cached_property
    def scope(self) -> ColumnElement[bool]:
        """The condition on units. A page asks some twenty times: what is the same in all is put together once."""
        return in_scope(self.staff)

    @cached_property
    def ids(self) -> Select[str]:
        """The ids of cases that this person is not kept from; the scope is a condition to be added."""
        query = select(CaseRecord.id).select_from(CaseRecord).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
        return query.where(not_excluded(self.staff))


def view_condition(view: QueueView, seeing: Seeing) -> Sequence[ColumnElement[bool]]:
    """Which cases lie on this pile; the scope is a condition beside it (`scope_of`)."""
    match view:
        case QueueView.ALL:
            return ()
        case QueueView.MINE:
            return (IS_OPEN, CaseRecord.assignee_id == seeing.staff.id)
        case QueueView.UNIT:
            return (IS_OPEN, CaseRecord.unit_id == seeing.staff.unit_id)
        case QueueView.LATE:
            return (IS_OPEN, CaseRecord.due_at < seeing.now)
        case QueueView.URGENT:
            return (IS_OPEN, _IS_URGENT)
        case QueueView.UNTAKEN:
            return (IS_OPEN, CaseRecord.assignee_id.is_(None))
        case QueueView.WAITING:
            return (IS_OPEN, IS_WAITING)
        case QueueView.DONE:
            return (CaseRecord.closed_at.is_not(None),)
        case QueueView.RISEN:
            return (risen_from(seeing.staff),)


def scope_of(view: QueueView, seeing: Seeing) -> ColumnElement[bool]:
    """Where the cases of a pile lie: in the own unit and below. What rose out of it says itself where it lies."""
    return true() if view is QueueView.RISEN else seeing.scope


def progress_condition(progress: Progress, now: datetime) -> Sequence[ColumnElement[bool]]:
    """As statistics count: each case has one progress."""
    is_late = and_(CaseRecord.due_at.is_not(None), CaseRecord.due_at < now)
    match progress:
        case Progress.ON_TIME:
            return (IS_OPEN, not_(is_late))
        case Progress.LATE:
            return (IS_OPEN, is_late)
        case Progress.SOLVED:
            return (not_(IS_OPEN), CaseRecord.resolved_at.is_not(None))
        case Progress.ENDED:
            return (not_(IS_OPEN), CaseRecord.resolved_at.is_(None))


async def conditions_of(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, *, loose: bool = False
) -> list[ColumnElement[bool]]:
    """Without the scope. `loose`: the words of the search may stand anywhere."""
    conditions = [*view_condition(wanted.view, seeing), *_same(wanted), *_days(wanted)]
    if wanted.number is not None:
        fits = 0 < wanted.number <= _MAX_NUMBER
        conditions.append(CaseRecord.number == wanted.number if fits else false())
    if wanted.waiting_only:
        conditions.append(IS_WAITING)
    if wanted.open_only:
        conditions.append(IS_OPEN)
    if wanted.assignee_id == "":
        conditions.append(CaseRecord.assignee_id.is_(None))
    if wanted.progress is not None:
        conditions += progress_condition(wanted.progress, seeing.now)
    if wanted.tag is not None:
        conditions.append(exists().where(CaseTag.case_id == CaseRecord.id, CaseTag.key == wanted.tag))
    if wanted.words:
        conditions += await seeing.words.matches(tx, wanted.words, loose)
    if wanted.unit_id is not None:
        conditions.append(unit_and_below(await _path_of(tx, wanted.unit_id)))
    return conditions


def _same(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (CaseRecord.status, wanted.status),
        (CaseRecord.category, wanted.category),
        (CaseRecord.kind, wanted.kind),
        (CaseRecord.severity, wanted.severity),
        (CaseRecord.channel_kind, wanted.channel),
        (CaseRecord.assignee_id, wanted.assignee_id),
        (CaseRecord.workplace_key, wanted.workplace),
    )
    return [column == value for column, value in pairs if value]


def _days(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Whole days as people in Việt Nam mean them."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.opened_from is not None:
        conditions.append(CaseRecord.opened_at >= _start_of(wanted.opened_from))
    if wanted.opened_to is not None:
        conditions.append(CaseRecord.opened_at < _start_of(wanted.opened_to) + timedelta(days=1))
    return conditions


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


async def _path_of(tx: AsyncSession, unit_id: str) -> str:
    """Empty, which matches nothing, for a unit that is none. The scope is a condition beside this one."""
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id)) if is_id(unit_id) else None
    return path or ""
