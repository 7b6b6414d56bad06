"""What the filters of a list mean, as conditions of its query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import CaseFilter, CaseKind, Progress, QueueView, Severity, StaffMember
from grievances.queue.scope import in_scope, risen_from
from grievances.queue.search import WordIndex
from grievances.units import unit_and_below
from storage.clock import VIETNAM
from storage.tables import CaseRecord, CaseTag, UnionUnit

_MAX_NUMBER = 2**31 - 1  # of the column; beyond it the database raises

# Not by status: of this condition there are indexes, which a comparison with parameters would not use.
IS_OPEN = CaseRecord.closed_at.is_(None)
IS_WAITING = CaseRecord.worker_waiting_since.is_not(None)
IS_EMERGENCY = and_(CaseRecord.kind == CaseKind.EMERGENCY, IS_OPEN)


@dataclass(frozen=True)
class Seeing:
    """Who looks, and when."""

    staff: StaffMember
    now: datetime
    words: WordIndex


def view_condition(view: QueueView, seeing: Seeing) -> Sequence[ColumnElement[bool]]:
    """Which cases lie on this pile; the scope is a condition beside it (`scope_of`)."""
    urgent = or_(CaseRecord.severity == Severity.URGENT, CaseRecord.kind == CaseKind.EMERGENCY)
    conditions: dict[QueueView, Sequence[ColumnElement[bool]]] = {
        QueueView.ALL: (),
        QueueView.MINE: (IS_OPEN, CaseRecord.assignee_id == seeing.staff.id),
        QueueView.UNIT: (IS_OPEN, CaseRecord.unit_id == seeing.staff.unit_id),
        QueueView.LATE: (IS_OPEN, CaseRecord.due_at < seeing.now),
        QueueView.URGENT: (IS_OPEN, urgent),
        QueueView.UNTAKEN: (IS_OPEN, CaseRecord.assignee_id.is_(None)),
        QueueView.WAITING: (IS_OPEN, IS_WAITING),
        QueueView.DONE: (CaseRecord.closed_at.is_not(None),),
        QueueView.RISEN: (risen_from(seeing.staff),),
    }
    return conditions[view]


def scope_of(view: QueueView, seeing: Seeing) -> ColumnElement[bool]:
    """Where the cases of a pile lie: in the own unit and below. What rose out of it says itself where it lies."""
    return true() if view is QueueView.RISEN else in_scope(seeing.staff)


def progress_condition(progress: Progress, now: datetime) -> Sequence[ColumnElement[bool]]:
    """As statistics count: each case has one progress."""
    is_late = and_(CaseRecord.due_at.is_not(None), CaseRecord.due_at < now)
    conditions: dict[Progress, Sequence[ColumnElement[bool]]] = {
        Progress.ON_TIME: (IS_OPEN, not_(is_late)),
        Progress.LATE: (IS_OPEN, is_late),
        Progress.SOLVED: (not_(IS_OPEN), CaseRecord.resolved_at.is_not(None)),
        Progress.ENDED: (not_(IS_OPEN), CaseRecord.resolved_at.is_(None)),
    }
    return conditions[progress]


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
