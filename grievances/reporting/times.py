"""How long cases take until somebody takes them up, and until they are solved: by matter, by unit and by channel.

A time tells that there are five cases or more, so it stands only beside a number that the tables of counts show: else
what they leave out would follow from it. Nor does it stand where it is made of the cases of few workers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CaseFilter, Progress
from grievances.privacy.small_groups import LEAST_PERSONS, safe_counts
from grievances.queue.filters import Seeing
from grievances.reporting.durations import ALL, MOST, Duration, durations
from grievances.reporting.model import Column, Look, Row, Table, Topic
from grievances.reporting.protect import CASES, tells_solved
from grievances.texts import thousands
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
    f"Tính trên tối đa {thousands(MOST)} vụ việc mới nhất của kỳ. Chỉ hiện khi có từ {LEAST_PERSONS} vụ "
    f"việc của ít nhất {LEAST_PERSONS} người, và không làm lộ số nhỏ ở bảng khác."
)
_Found = Mapping[tuple[str, str], Duration]


@dataclass(frozen=True)
class _Timed:
    """One table of times, for the lines of the table of counts about `lines`; `group` says in a query which line a case
    is under."""

    topic: Topic
    title: str
    lines: Topic
    group: Any


async def times(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, counted: Sequence[Table], unit_line: Any
) -> list[Table]:
    """By matter, with a line for all; by unit and by channel where there is a row. `counted`: the finished tables of
    counts of the same cases."""
    tables = {table.topic: table for table in counted}
    asked = (
        _Timed(Topic.TIMES, "Thời gian tiếp nhận và giải quyết", Topic.CATEGORY, CaseRecord.category),
        _Timed(Topic.TIMES_UNIT, "Thời gian theo đơn vị", Topic.UNIT, unit_line),
        _Timed(Topic.TIMES_CHANNEL, "Thời gian theo kênh", Topic.CHANNEL, CaseRecord.channel_kind),
    )
    groups: dict[str, Any] = {timed.lines: timed.group for timed in asked}
    taken = _safe(await durations(tx, seeing, wanted, CaseRecord.acknowledged_at, groups))
    solved: _Found = {}
    if _shows_solved(tables[Topic.OVERVIEW]):
        solved = _safe(await durations(tx, seeing, wanted, CaseRecord.resolved_at, groups))
    first, *others = (_timed(timed, tables[timed.lines], taken, solved) for timed in asked)
    total = Row(ALL, "Tất cả", (*_hours(taken.get((ALL, ALL))), *_hours(solved.get((ALL, ALL)))))
    return [replace(first, total=total), *(table for table in others if table.rows)]


def _shows_solved(overview: Table) -> bool:
    at = overview.column(CASES)
    return any(row.key == Progress.SOLVED and row.values[at] is not None for row in overview.rows)


def _safe(found: _Found) -> dict[tuple[str, str], Duration]:
    """Those of several workers, less those beside which it would show how few cases another line has."""
    safe: dict[tuple[str, str], Duration] = {}
    for dimension in {dimension for dimension, _ in found}:
        lines = {key: duration for key, duration in found.items() if key[0] == dimension}
        few = {place for place, one in enumerate(lines.values()) if one.persons < LEAST_PERSONS}
        shown = safe_counts([one.cases for one in lines.values()], few=few).counts
        safe |= {key: one for (key, one), cases in zip(lines.items(), shown, strict=True) if cases is not None}
    return safe


def _timed(timed: _Timed, counts: Table, taken: _Found, solved: _Found) -> Table:
    def hours_of(row: Row) -> Row:
        key = (timed.lines, row.key)
        told = solved.get(key) if tells_solved(counts, row) else None
        return Row(row.key, row.label, (*_hours(taken.get(key)), *_hours(told)))

    at = counts.column(CASES)
    rows = [hours_of(row) for row in counts.rows if row.values[at] is not None]
    shown = tuple(row for row in rows if any(value is not None for value in row.values))
    return Table(timed.topic, timed.title, counts.head, _COLUMNS, shown, note=_NOTE)


def _hours(duration: Duration | None) -> tuple[float | None, float | None]:
    return (duration.median, duration.p90) if duration else (None, None)
