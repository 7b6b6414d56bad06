"""Which way things go: the last weeks, what stands out in them, and the workplaces that many cases name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.collective.workplaces import Workplaces
from grievances.model import CATEGORY_NAMES, CaseFilter, Category
from grievances.privacy.small_groups import LEAST_PERSONS, safe_counts
from grievances.queue.filters import Seeing
from grievances.reporting import counts
from grievances.reporting.model import Column, Row, Spike, Table, Topic
from grievances.reporting.protect import CASES, Heading, Part
from grievances.reporting.spikes import BASE_WEEKS, FLOOR, stands_out

_MOST_PLACES = 10
PLACES = Heading(
    Topic.WORKPLACE,
    "Nơi làm việc có nhiều phản ánh",
    "Nơi làm việc",
    f"Chỉ kể nơi có từ {LEAST_PERSONS} vụ việc trong kỳ.",
)
_TREND_NOTE = "Mỗi tuần là bảy ngày, tuần cuối kết thúc hôm nay. Bảng này không theo kỳ đã chọn."


def trend(by_category: Mapping[str, Sequence[int]], now: datetime) -> Table:
    weeks = counts.last_weeks(now)
    sums = [sum(category[place] for category in by_category.values()) for place in range(counts.WEEKS)]
    shown = safe_counts(sums).counts
    rows = tuple(
        Row(first.isoformat(), f"{first:%d/%m} – {last:%d/%m}", (cases,))
        for (first, last), cases in zip(weeks, shown, strict=True)
    )
    columns = (Column(CASES, "Số vụ việc"),)
    return Table(Topic.TREND, "12 tuần gần đây", "Tuần", columns, rows, note=_TREND_NOTE)


async def workplaces(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, sums: counts.Sums, places: Workplaces
) -> list[Part]:
    """Those with the most cases. What is left of all cases counts as one more place, so that it is no small group
    either."""
    found = await counts.sums_by_workplace(tx, seeing, wanted, LEAST_PERSONS, _MOST_PLACES)
    if not found:
        return []
    names = await places.names(tx, seeing.staff, found)
    parts = [Part(key, names.get(key, "Chưa rõ tên"), tally) for key, tally in found.items()]
    rest = sums.tally.without(sum(found.values(), counts.Tally()))
    return [*parts, Part(counts.REST, "", rest)] if rest.cases else parts


def named_places(table: Table) -> Table:
    """Only places with a number: the name of one needs cases of several persons."""
    at = table.column(CASES)
    rows = tuple(row for row in table.rows if row.values[at] is not None and row.key != counts.REST)
    return replace(table, rows=rows, total=None)


async def spikes(
    tx: AsyncSession,
    seeing: Seeing,
    wanted: CaseFilter,
    by_category: Mapping[str, Sequence[int]],
    places: Workplaces,
) -> list[Spike]:
    """In the last seven days, by the eight weeks before; the period does not matter."""
    return [*_categories(by_category), *await _workplaces(tx, seeing, wanted, places)]


def _categories(by_category: Mapping[str, Sequence[int]]) -> list[Spike]:
    shown = safe_counts([weeks[-1] for weeks in by_category.values()]).counts
    return [
        Spike(Topic.CATEGORY, category, CATEGORY_NAMES[Category(category)], count, _usual(before))
        for (category, weeks), count in zip(by_category.items(), shown, strict=True)
        if stands_out(weeks[-1], before := sum(weeks[-1 - BASE_WEEKS : -1]))
    ]


async def _workplaces(tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, places: Workplaces) -> list[Spike]:
    first, last = counts.last_weeks(seeing.now)[-1]
    week = replace(wanted, opened_from=first, opened_to=last)
    before_first = first - timedelta(days=BASE_WEEKS * counts.DAYS)
    before = replace(wanted, opened_from=before_first, opened_to=first - timedelta(days=1))
    found = await counts.sums_by_workplace(tx, seeing, week, FLOOR, _MOST_PLACES)
    if not found:
        return []
    usual = await counts.sums_of_workplaces(tx, seeing, before, list(found))
    names = await places.names(tx, seeing.staff, found)
    return [
        Spike(Topic.WORKPLACE, key, names.get(key, "Một nơi làm việc"), tally.cases, _usual(usual.get(key, 0)))
        for key, tally in found.items()
        if stands_out(tally.cases, usual.get(key, 0))
    ]


def _usual(before: int) -> float | None:
    return None if 0 < before < LEAST_PERSONS else before / BASE_WEEKS
