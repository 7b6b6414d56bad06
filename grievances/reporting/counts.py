"""Sums over cases, made by the database; no case is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CaseFilter, Progress
from grievances.queue.filters import Seeing, conditions_of, progress_condition
from grievances.queue.scope import in_scope, not_excluded
from storage.clock import in_vietnam
from storage.tables import CaseRecord, UnionUnit

WEEKS = 12
DAYS = 7

UNANSWERED, ANSWERED, CONFIRMED = "unanswered", "answered", "confirmed"
UNRATED = ""


@dataclass(frozen=True)
class Sums:
    """How many cases of each kind, category, channel, progress, step of the loop and rating there are."""

    cells: Sequence[tuple[Mapping[str, str], int]]

    def by(self, *names: str) -> Counter[tuple[str, ...]]:
        found: Counter[tuple[str, ...]] = Counter()
        for values, cases in self.cells:
            found[tuple(values[name] for name in names)] += cases
        return found

    @property
    def total(self) -> int:
        return sum(cases for _, cases in self.cells)


def among(seeing: Seeing, columns: Sequence[Any], conditions: Sequence[ColumnElement[bool]]) -> Any:
    """Of the cases that this person may read, and that stand for themselves."""
    query = select(*columns).select_from(CaseRecord).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    return query.where(in_scope(seeing.staff), not_excluded(seeing.staff), *conditions)


def dimensions(now: datetime) -> dict[str, Any]:
    """What each case counts as."""
    return {
        "kind": CaseRecord.kind,
        "category": CaseRecord.category,
        "channel": CaseRecord.channel_kind,
        "progress": _progress(now),
        "loop": _loop(),
        "rating": func.coalesce(CaseRecord.rating, literal(UNRATED)),
    }


async def sums(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter) -> Sums:
    columns = dimensions(seeing.now)
    rows = await _counted(tx, seeing, columns, await conditions_of(tx, seeing, wanted))
    return Sums([(dict(zip(columns, row[:-1], strict=True)), row[-1]) for row in rows])


async def sums_by_unit(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter) -> Counter[tuple[str, str]]:
    """By unit and progress."""
    columns = {"unit": CaseRecord.unit_id, "progress": _progress(seeing.now)}
    rows = await _counted(tx, seeing, columns, await conditions_of(tx, seeing, wanted))
    return Counter({(unit_id, progress): cases for unit_id, progress, cases in rows})


async def sums_by_workplace(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, least: int, most: int
) -> list[tuple[str, int]]:
    """Those with many cases, the most first."""
    conditions = [*await conditions_of(tx, seeing, wanted), CaseRecord.workplace_key.is_not(None)]
    query = among(seeing, [CaseRecord.workplace_key, func.count()], conditions).group_by(CaseRecord.workplace_key)
    query = query.having(func.count() >= least).order_by(func.count().desc(), CaseRecord.workplace_key)
    return [(key, cases) for key, cases in await tx.execute(query.limit(most))]


async def sums_of_workplaces(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, keys: Sequence[str]
) -> Mapping[str, int]:
    conditions = [*await conditions_of(tx, seeing, wanted), CaseRecord.workplace_key.in_(keys)]
    query = among(seeing, [CaseRecord.workplace_key, func.count()], conditions).group_by(CaseRecord.workplace_key)
    return {key: cases for key, cases in await tx.execute(query)}


async def sums_by_week(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter) -> Mapping[str, list[int]]:
    """By category: so many in each of the last weeks, the latest at the end."""
    weeks = last_weeks(seeing.now)
    since = replace(wanted, opened_from=weeks[0][0], opened_to=None, progress=None)
    columns = {"day": CaseRecord.opened_on, "category": CaseRecord.category}
    found: dict[str, list[int]] = {}
    for day, category, cases in await _counted(tx, seeing, columns, await conditions_of(tx, seeing, since)):
        place = (day - weeks[0][0]).days // DAYS
        if 0 <= place < WEEKS:
            found.setdefault(category, [0] * WEEKS)[place] += cases
    return found


def last_weeks(now: datetime) -> list[tuple[date, date]]:
    """Of seven days each, the last one ending today."""
    today = in_vietnam(now).date()
    starts = [today - timedelta(days=DAYS * back - 1) for back in range(WEEKS, 0, -1)]
    return [(start, start + timedelta(days=DAYS - 1)) for start in starts]


async def _counted(
    tx: AsyncSession, seeing: Seeing, columns: Mapping[str, Any], conditions: Sequence[ColumnElement[bool]]
) -> Sequence[Any]:
    labelled = [column.label(name) for name, column in columns.items()]
    inner = among(seeing, labelled, conditions).subquery()
    query = select(*inner.c, func.count()).group_by(*inner.c)
    return (await tx.execute(query)).all()


def _progress(now: datetime) -> ColumnElement[str]:
    return case(
        *((and_(*progress_condition(progress, now)), literal(progress.value)) for progress in Progress),
        else_=literal(Progress.ENDED.value),
    )


def _loop() -> ColumnElement[str]:
    return case(
        (CaseRecord.confirmed_at.is_not(None), literal(CONFIRMED)),
        (CaseRecord.answered_at.is_not(None), literal(ANSWERED)),
        else_=literal(UNANSWERED),
    )
