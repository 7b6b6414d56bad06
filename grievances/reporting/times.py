"""How long cases take until somebody takes them up, and until they are solved: by matter, by unit and by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CATEGORY_NAMES, CaseFilter
from grievances.privacy.small_groups import LEAST_PERSONS
from grievances.queue.filters import Seeing
from grievances.reporting.durations import ALL, Duration, durations
from grievances.reporting.model import Column, Look, Row, Table, Topic
from grievances.reporting.persons import Persons
from storage.tables import CaseRecord

_COLUMNS = tuple(
    Column(key, title, Look.HOURS)
    for key, title in (
        ("taken_median", "Tiếp nhận: trung vị"),
        ("taken_p90", "Tiếp nhận: 90% trong"),
        ("solved_median", "Giải quyết: trung vị"),
        ("solved_p90", "Giải quyết: 90% trong"),
    )
)
_NOTE = (
    "Giờ đồng hồ từ lúc người lao động gửi, gồm cả đêm và ngày nghỉ. Trung vị: một nửa số vụ việc không lâu hơn. "
    f"Chỉ tính khi có từ {LEAST_PERSONS} vụ việc."
)
_Found = Mapping[tuple[str, str], Duration]


@dataclass(frozen=True)
class Timed:
    """One table of times. `dimension` names what its rows are, as `Persons` does; `group` says it of a case in a query;
    `labels`: the rows, in their order."""

    topic: Topic
    title: str
    head: str
    dimension: str
    group: Any
    labels: Mapping[Any, str]


_BY_CATEGORY = Timed(
    Topic.TIMES, "Thời gian tiếp nhận và giải quyết", "Loại việc", "category", CaseRecord.category, CATEGORY_NAMES
)


async def times(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, people: Persons, others: Sequence[Timed]
) -> list[Table]:
    """By matter, with a line for all; and those of the others that have a row."""
    groups = {timed.dimension: timed.group for timed in (_BY_CATEGORY, *others)}
    taken = await durations(tx, seeing, wanted, CaseRecord.acknowledged_at, groups)
    solved = await durations(tx, seeing, wanted, CaseRecord.resolved_at, groups)

    def table(timed: Timed, total: Row | None = None) -> Table:
        few = people.few(timed.dimension)
        rows = (
            _row(timed.dimension, str(key), label, taken, solved)
            for key, label in timed.labels.items()
            if (str(key),) not in few
        )
        shown = tuple(row for row in rows if any(value is not None for value in row.values))
        return Table(timed.topic, timed.title, timed.head, _COLUMNS, shown, total, _NOTE)

    further = [table(timed) for timed in others]
    return [table(_BY_CATEGORY, _row(ALL, ALL, "Tất cả", taken, solved)), *(one for one in further if one.rows)]


def _row(dimension: str, key: str, label: str, taken: _Found, solved: _Found) -> Row:
    return Row(key, label, (*_hours(taken.get((dimension, key))), *_hours(solved.get((dimension, key)))))


def _hours(duration: Duration | None) -> tuple[float | None, float | None]:
    if duration is None or duration.cases < LEAST_PERSONS:
        return None, None
    return duration.median, duration.p90
