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
from grievances.queue.scope import RINGS, assignee_names, case_row, in_scope, not_excluded
from storage.tables import CaseRecord, UnionUnit

MOST = 500  # cases that a list shows
PILE_MOST = 250  # that the head of a pile counts: beyond, "250+" says as much
_MAX_PER_PAGE = 100


@dataclass(frozen=True)
class _Section:
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]


_NUMBER = CaseRecord.number
_BY_UPDATE = (CaseRecord.updated_at.desc(), _NUMBER.desc())
_BY_WAITING = (CaseRecord.worker_waiting_since.desc(), *_BY_UPDATE)
_HAS_DUE = CaseRecord.due_at.is_not(None)
# Numbers are given in the order in which cases are opened, and words are kept with numbers.
_BY_NUMBER = (_Section((), (_NUMBER.desc(),)),)
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
    sections, scope = _sections(order, wanted), scope_of(wanted.view, seeing)
    found = await _page(tx, seeing, [scope, *await conditions_of(tx, seeing, wanted)], sections, page, per_page)
    if found.total or not wanted.words:
        return found
    anywhere = await conditions_of(tx, seeing, wanted, loose=True)
    loose = await _page(tx, seeing, [scope, *anywhere], sections, page, per_page)
    return replace(loose, loose=loose.total > 0)


def _sections(order: Order, wanted: CaseFilter) -> Sequence[_Section]:
    if wanted.words and order in (Order.PRIORITY, Order.NEWEST):
        return _BY_NUMBER
    if order is Order.PRIORITY and (wanted.opened_from or wanted.opened_to):
        return _SECTIONS[Order.NEWEST]
    if order is Order.PRIORITY and wanted.view is QueueView.DONE:  # nothing in it waits or rings
        return _SECTIONS[Order.UPDATED]
    return _SECTIONS[order]


async def find_ids(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, limit: int) -> Sequence[str]:
    """The cases that the filter means and this person may change, the newest first, up to a limit."""
    for loose in (False, True) if wanted.words else (False,):
        conditions = await conditions_of(tx, seeing, wanted, loose=loose)
        query = _seen(select(CaseRecord.id), seeing).where(in_scope(seeing.staff), *conditions)
        found = (await tx.scalars(query.order_by(_NUMBER.desc()).limit(limit))).all()
        if found:
            return found
    return ()


async def count_views(tx: AsyncSession, seeing: Seeing) -> Mapping[QueueView, int]:
    """One more than PILE_MOST means "more"."""
    row = (await tx.execute(select(*(_count_of(view, seeing) for view in QueueView)))).one()
    return dict(zip(QueueView, row, strict=True))


async def _page(
    tx: AsyncSession,
    seeing: Seeing,
    conditions: Sequence[ColumnElement[bool]],
    sections: Sequence[_Section],
    page: int,
    per_page: int,
) -> Page:
    sizes = await _sizes(tx, seeing, conditions, sections)
    found = sum(sizes)
    total = min(found, MOST)
    per_page = min(max(per_page, 1), _MAX_PER_PAGE)
    page = min(max(page, 1), max(1, -(-total // per_page)))
    rows: list[CaseRow] = []
    start = (page - 1) * per_page
    end = min(start + per_page, total)
    passed = 0
    for section, size in zip(sections, sizes, strict=True):
        first, last = max(start - passed, 0), min(end - passed, size)
        if first < last:
            rows += await _rows(tx, seeing, conditions, section, first, last - first)
        passed += size
    return Page(tuple(rows), total, page, per_page, capped=found > MOST)


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


async def _rows(
    tx: AsyncSession,
    seeing: Seeing,
    conditions: Sequence[ColumnElement[bool]],
    section: _Section,
    offset: int,
    limit: int,
) -> list[CaseRow]:
    """Which ones first, then what they are: sorting out the page needs indexes only, and far fewer cases are read."""
    ids = _seen(select(CaseRecord.id), seeing).where(*_within(section, conditions))
    shown = (await tx.scalars(ids.order_by(*section.order).limit(limit).offset(offset))).all()
    query = _seen(select(CaseRecord, UnionUnit.name, RINGS), seeing).where(CaseRecord.id.in_(shown))
    found = (await tx.execute(query.order_by(*section.order))).all()
    names = await assignee_names(tx, [record for record, *_ in found])
    return [case_row(record, unit_name, rings, names) for record, unit_name, rings in found]


def _within(section: _Section, conditions: Sequence[ColumnElement[bool]]) -> Sequence[ColumnElement[bool]]:
    """Each condition once: one that stands twice would make the planner expect far fewer cases than there are."""
    return list({id(condition): condition for condition in (*conditions, *section.conditions)}.values())


def _count_of(view: QueueView, seeing: Seeing) -> Any:
    conditions = (scope_of(view, seeing), *view_condition(view, seeing))
    return _bounded_count(seeing, conditions, PILE_MOST + 1).label(view.value)


def _bounded_count(seeing: Seeing, conditions: Sequence[ColumnElement[bool]], limit: int) -> Any:
    some = _seen(select(CaseRecord.id), seeing).where(*conditions).limit(limit).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _seen(query: Any, seeing: Seeing) -> Any:
    """Without what this person must not see; the scope is one of the conditions."""
    return query.join(UnionUnit, CaseRecord.unit_id == UnionUnit.id).where(not_excluded(seeing.staff))
