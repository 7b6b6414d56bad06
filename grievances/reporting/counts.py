"""Sums over cases, made by the database; no case is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CaseFilter, Progress, Rating
from grievances.queue.filters import Seeing, conditions_of, progress_condition
from grievances.reporting.model import Outcome
from storage.clock import in_vietnam
from storage.tables import CaseRecord

WEEKS = 12
DAYS = 7

REST = "rest"  # the line of all that has no line of its own
NOTHING = ""  # what others said


@dataclass(frozen=True)
class Tally:
    """How many cases of each progress there are, and what their workers said: content, not content."""

    progress: tuple[int, ...] = (0,) * len(Progress)
    said: tuple[int, int] = (0, 0)

    def __add__(self, other: Tally) -> Tally:
        progress = tuple(map(sum, zip(self.progress, other.progress, strict=True)))
        good, bad = map(sum, zip(self.said, other.said, strict=True))
        return Tally(progress, (good, bad))

    def without(self, others: Tally) -> Tally:
        """A case may have come or gone while these were counted."""
        progress = tuple(max(0, all_ - own) for all_, own in zip(self.progress, others.progress, strict=True))
        good, bad = (max(0, all_ - own) for all_, own in zip(self.said, others.said, strict=True))
        return Tally(progress, (good, bad))

    @property
    def cases(self) -> int:
        return sum(self.progress)


@dataclass(frozen=True)
class Sums:
    """How many cases of each kind, category, channel, progress and outcome there are."""

    cells: Sequence[tuple[Mapping[str, str], int]]

    def by(self, *names: str) -> Counter[tuple[str, ...]]:
        found: Counter[tuple[str, ...]] = Counter()
        for values, cases in self.cells:
            found[tuple(values[name] for name in names)] += cases
        return found

    def tallies(self, name: str) -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        for (key, progress, outcome), cases in self.by(name, "progress", "outcome").items():
            steps = tuple(cases if progress == step else 0 for step in Progress)
            good, bad = (cases if outcome == one else 0 for one in (Outcome.CONFIRMED, Outcome.BAD))
            found[key] = found.get(key, Tally()) + Tally(steps, (good, bad))
        return found

    @property
    def tally(self) -> Tally:
        return sum(self.tallies("kind").values(), Tally())

    @property
    def total(self) -> int:
        return sum(cases for _, cases in self.cells)


def among(seeing: Seeing, columns: Sequence[Any], conditions: Sequence[ColumnElement[bool]]) -> Any:
    """Of the cases that this person may read, and that stand for themselves."""
    return seeing.ids.with_only_columns(*columns).where(seeing.scope, *conditions)


def dimensions(now: datetime) -> dict[str, Any]:
    """What each case counts as."""
    return {
        "kind": CaseRecord.kind,
        "category": CaseRecord.category,
        "channel": CaseRecord.channel_kind,
        "progress": _progress(now),
        "outcome": _outcome(),
    }


async def sums(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter) -> Sums:
    columns = dimensions(seeing.now)
    rows = await _counted(tx, seeing, columns, await conditions_of(tx, seeing, wanted))
    return Sums([(dict(zip(columns, row[:-1], strict=True)), row[-1]) for row in rows])


async def sums_by_unit(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter) -> dict[str, Tally]:
    query = among(seeing, [CaseRecord.unit_id, *_tallied(seeing.now)], await conditions_of(tx, seeing, wanted))
    return _tallies(await tx.execute(query.group_by(CaseRecord.unit_id)))


async def sums_by_workplace(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, least: int, most: int
) -> dict[str, Tally]:
    """Those with many cases, the most first."""
    key = CaseRecord.workplace_key
    conditions = [*await conditions_of(tx, seeing, wanted), key.is_not(None)]
    query = among(seeing, [key, *_tallied(seeing.now)], conditions).group_by(key)
    query = query.having(func.count() >= least).order_by(func.count().desc(), key).limit(most)
    return _tallies(await tx.execute(query))


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


def _tallied(now: datetime) -> list[ColumnElement[int]]:
    """One column each, instead of a row for each combination: of many units there would be too many."""
    wanted = [*(and_(*progress_condition(progress, now)) for progress in Progress), _GOOD, _BAD]
    return [func.count().filter(condition) for condition in wanted]


def _tallies(rows: Iterable[Any]) -> dict[str, Tally]:
    return {key: Tally(tuple(progress), (good, bad)) for key, *progress, good, bad in rows}


_GOOD = CaseRecord.confirmed_at.is_not(None)
_BAD = and_(not_(_GOOD), func.coalesce(CaseRecord.rating, "") == Rating.BAD)


def _outcome() -> ColumnElement[str]:
    return case(
        (_GOOD, literal(Outcome.CONFIRMED.value)),
        (_BAD, literal(Outcome.BAD.value)),
        (CaseRecord.answered_at.is_not(None), literal(Outcome.ANSWERED.value)),
        else_=literal(Outcome.UNANSWERED.value),
    )
