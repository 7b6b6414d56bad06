"""Pages of a list that may hold a million cases: nothing is counted or sorted beyond what somebody would look at.

An order is a row of sections, each sorted by one indexed column. Sorting by several conditions at once would make the
database sort everything for a page of 25.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CaseFilter, CaseRow, Order, Page, QueueView
from grievances.queue.filters import IS_EMERGENCY, IS_WAITING, Seeing, conditions_of, scope_of, view_condition
from grievances.queue.scope import RINGS, case_row
from storage.tables import CaseRecord, Staff, UnionUnit

MOST = 500  # cases that a list shows
PILE_MOST = 250  # that the head of a pile counts: beyond, "250+" says as much
_MAX_PER_PAGE = 100


@dataclass(frozen=True)
class _Section:
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]


@dataclass(frozen=True)
class _Asked:
    """Which page somebody asks for, counted from 1."""

    page: int
    per_page: int

    def of(self, found: int) -> range:
        """The places of its rows in a list of this length, counted from 0: those of the last page when it is short."""
        total = min(found, MOST)
        start = (self._within(total) - 1) * self.per_page
        return range(start, min(start + self.per_page, total))

    def page_of(self, rows: Sequence[CaseRow], found: int) -> Page:
        total = min(found, MOST)
        return Page(rows, total, self._within(total), self.per_page, capped=found > MOST)

    def _within(self, total: int) -> int:
        return min(max(self.page, 1), max(1, -(-total // self.per_page)))


_NUMBER = CaseRecord.number
_BY_UPDATE = (CaseRecord.updated_at.desc(), _NUMBER.desc())
_BY_WAITING = (CaseRecord.worker_waiting_since.desc(), *_BY_UPDATE)
_HAS_DUE = CaseRecord.due_at.is_not(None)
_SECTIONS: Mapping[Order, Sequence[_Section]] = {
    Order.PRIORITY: (
        _Section((IS_EMERGENCY,), (RINGS.desc(), IS_WAITING.desc(), *_BY_WAITING)),
        _Section((not_(IS_EMERGENCY), IS_WAITING), _BY_WAITING),
        _Section((not_(IS_EMERGENCY), not_(IS_WAITING)), _BY_UPDATE),
    ),
    Order.NEWEST: (_Section((), (CaseRecord.opened_at.desc(), _NUMBER.desc())),),
    Order.OLDEST: (_Section((), (CaseRecord.opened_at.asc(), _NUMBER.asc())),),
    Order.UPDATED: (_Section((), _BY_UPDATE),),
    Order.DUE: (
        _Section((_HAS_DUE,), (CaseRecord.due_at.asc(), _NUMBER.asc())),
        _Section((not_(_HAS_DUE),), (_NUMBER.desc(),)),
    ),
}


async def find_page(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, order: Order, page: int, per_page: int
) -> Page:
    """A page beyond the end is the last one. Words that do not stand side by side in any case may stand anywhere; what
    words or days find comes newest first unless another order is asked for: old cases lie deep in any other one."""
    asked = _Asked(page, min(max(per_page, 1), _MAX_PER_PAGE))
    found = await _find(tx, seeing, wanted, order, asked, loose=False)
    if found.total or not wanted.words:
        return found
    loose = await _find(tx, seeing, wanted, order, asked, loose=True)
    return replace(loose, loose=loose.total > 0)


async def _find(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, order: Order, asked: _Asked, *, loose: bool
) -> Page:
    conditions = [scope_of(wanted.view, seeing), *await conditions_of(tx, seeing, wanted, loose=loose)]
    if wanted.words and order in (Order.PRIORITY, Order.NEWEST):
        return await _newest_numbers(tx, seeing, conditions, asked)
    return await _in_sections(tx, seeing, conditions, _sections(order, wanted), asked)


def _sections(order: Order, wanted: CaseFilter) -> Sequence[_Section]:
    if order is Order.PRIORITY and (wanted.opened_from or wanted.opened_to):
        return _SECTIONS[Order.NEWEST]
    if order is Order.PRIORITY and wanted.view is QueueView.DONE:  # nothing in it waits or rings
        return _SECTIONS[Order.UPDATED]
    return _SECTIONS[order]


async def find_ids(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, limit: int) -> Sequence[str]:
    """The cases that the filter means and this person may change, the newest first, up to a limit."""
    for loose in (False, True) if wanted.words else (False,):
        conditions = await conditions_of(tx, seeing, wanted, loose=loose)
        query = seeing.ids.where(seeing.scope, *conditions)
        found = (await tx.scalars(query.order_by(_NUMBER.desc()).limit(limit))).all()
        if found:
            return found
    return ()


async def count_views(tx: AsyncSession, seeing: Seeing) -> Mapping[QueueView, int]:
    """One more than PILE_MOST means "more"."""
    row = (await tx.execute(select(*(_count_of(view, seeing) for view in QueueView)))).one()
    return dict(zip(QueueView, row, strict=True))


async def _in_sections(
    tx: AsyncSession,
    seeing: Seeing,
    conditions: Sequence[ColumnElement[bool]],
    sections: Sequence[_Section],
    asked: _Asked,
) -> Page:
    """Which cases first, then what they are: sorting out a page needs indexes only, and far fewer cases are read."""
    sizes = await _sizes(tx, seeing, conditions, sections)
    place = asked.of(sum(sizes))
    shown: list[str] = []
    passed = 0
    for section, size in zip(sections, sizes, strict=True):
        first, last = max(place.start - passed, 0), min(place.stop - passed, size)
        if first < last:
            ids = seeing.ids.where(*_within(section, conditions)).order_by(*section.order)
            shown += (await tx.scalars(ids.limit(last - first).offset(first))).all()
        passed += size
    return asked.page_of(await _rows(tx, seeing, shown), sum(sizes))


async def _newest_numbers(
    tx: AsyncSession, seeing: Seeing, conditions: Sequence[ColumnElement[bool]], asked: _Asked
) -> Page:
    """Words are kept with the numbers of their cases, which are given in the order in which cases are opened. Finding
    the cases of several words is dear, so it is done once for the count and the page."""
    found = (await tx.scalars(seeing.ids.where(*conditions).order_by(_NUMBER.desc()).limit(MOST + 1))).all()
    place = asked.of(len(found))
    return asked.page_of(await _rows(tx, seeing, found[place.start : place.stop]), len(found))


async def _sizes(
    tx: AsyncSession, seeing: Seeing, conditions: Sequence[ColumnElement[bool]], sections: Sequence[_Section]
) -> Sequence[int]:
    """Counted one after the other, and no further than MOST in all."""
    sizes: list[int] = []
    for section in sections:
        left = MOST + 1 - sum(sizes)
        query = select(_bounded_count(seeing, _within(section, conditions), left))
        sizes.append(await tx.scalar(query) or 0 if left else 0)
    return sizes


async def _rows(tx: AsyncSession, seeing: Seeing, case_ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """In this order, those that are still to be seen: a colleague may join or move one between two statements."""
    if not case_ids:
        return ()
    query = seeing.ids.with_only_columns(CaseRecord, UnionUnit.name, RINGS, Staff.name)
    query = query.join(Staff, CaseRecord.assignee_id == Staff.id, isouter=True).where(CaseRecord.id.in_(case_ids))
    rows = {row[0].id: case_row(*row) for row in await tx.execute(query)}
    return tuple(rows[case_id] for case_id in case_ids if case_id in rows)


def _within(section: _Section, conditions: Sequence[ColumnElement[bool]]) -> Sequence[ColumnElement[bool]]:
    """Each condition once: one that stands twice would make the planner expect far fewer cases than there are."""
    return list({id(condition): condition for condition in (*conditions, *section.conditions)}.values())


def _count_of(view: QueueView, seeing: Seeing) -> Any:
    conditions = (scope_of(view, seeing), *view_condition(view, seeing))
    return _bounded_count(seeing, conditions, PILE_MOST + 1).label(view.value)


def _bounded_count(seeing: Seeing, conditions: Sequence[ColumnElement[bool]], limit: int) -> Any:
    some = seeing.ids.where(*conditions).limit(limit).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
