"""How long things take: the middle of all cases, and what nine of ten do not exceed. Hours on the wall, nights and days
off included: so a worker feels them.

Both are cases that exist (nearest rank), reckoned by the database with window functions, alike on SQLite and
PostgreSQL, over the newest cases of the period only: sorting a year of a whole country would take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from grievances.model import CaseFilter
from grievances.queue.filters import Seeing, conditions_of
from grievances.reporting.counts import among
from storage.tables import CaseRecord

MOST = 2_000  # cases that times are reckoned from
ALL = ""
_HOUR = 3_600


@dataclass(frozen=True)
class Duration:
    """In hours; of so many cases."""

    cases: int
    median: float
    p90: float


class _Seconds(FunctionElement[int]):
    """Whole seconds from one moment to another."""

    type = BigInteger()
    inherit_cache = True
    name = "seconds_between"


@compiles(_Seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(moment, **options) for moment in element.clauses)
    return f"CAST(ROUND((julianday({end}) - julianday({start})) * 86400) AS INTEGER)"


@compiles(_Seconds, "postgresql")
def _on_postgres(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(moment, **options) for moment in element.clauses)
    return f"CAST(ROUND(EXTRACT(EPOCH FROM {end} - {start})) AS BIGINT)"


async def durations(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, until: Any, groups: Mapping[str, ColumnElement[str]]
) -> dict[tuple[str, str], Duration]:
    """From the report to `until`: for each value of each of `groups`, and (under ALL, ALL) for all."""
    conditions: Sequence[ColumnElement[bool]] = [*await conditions_of(tx, seeing, wanted), until.is_not(None)]
    taken = _Seconds(CaseRecord.opened_at, until).label("taken")
    parts = [group.label(name) for name, group in groups.items()]
    newest = among(seeing, [*parts, taken], conditions).order_by(CaseRecord.opened_at.desc())
    sample = newest.limit(MOST).cte("sample")
    every = union_all(
        select(literal(ALL).label("dimension"), literal(ALL).label("part"), sample.c.taken),
        *(select(literal(name), sample.c[name], sample.c.taken) for name in groups),
    ).subquery()
    one_part = (every.c.dimension, every.c.part)
    ranked = select(
        *one_part,
        every.c.taken,
        func.row_number().over(partition_by=one_part, order_by=every.c.taken).label("rank"),
        func.count().over(partition_by=one_part).label("cases"),
    ).subquery()
    same = (ranked.c.dimension, ranked.c.part, ranked.c.cases)
    rows = await tx.execute(select(*same, _at(ranked.c, 50), _at(ranked.c, 90)).group_by(*same))
    return {(name, part): Duration(cases, median / _HOUR, p90 / _HOUR) for name, part, cases, median, p90 in rows}


def _at(columns: Any, percent: int) -> ColumnElement[int]:
    """The value that so many percent do not exceed."""
    rank = (columns.cases * percent + 99) // 100
    return func.max(case((columns.rank == rank, columns.taken)))
