"""How long things take: the middle of all cases, and what nine of ten do not exceed. Hours on the wall, nights and days
off included: so a worker feels them.

Both are cases that exist (nearest rank), reckoned by the database with window functions, alike on SQLite and
PostgreSQL, over the newest cases of the period only: sorting a year of a whole country would take seconds. So few are
they that it is asked of each whose it is, also where the report has too many cases for `persons.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from grievances.model import CaseFilter
from grievances.queue.filters import Seeing, conditions_of
from grievances.reporting.counts import among
from storage.tables import CaseRecord, Mailbox

MOST = 2_000  # cases that times are reckoned from
ALL = ""
_HOUR = 3_600
_Case = aliased(CaseRecord)


@dataclass(frozen=True)
class Duration:
    """In hours; of so many cases of so many workers."""

    cases: int
    persons: int
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
    newest = among(seeing, [*parts, taken, CaseRecord.id], conditions).order_by(CaseRecord.opened_at.desc())
    sample = _with_persons(newest.limit(MOST).subquery()).cte("sample")
    measured = (sample.c.taken, sample.c.person)
    every = union_all(
        select(literal(ALL).label("dimension"), literal(ALL).label("part"), *measured),
        *(select(literal(name), sample.c[name], *measured) for name in groups),
    ).subquery()
    one_part = (every.c.dimension, every.c.part)
    ranked = select(
        *one_part,
        every.c.taken,
        every.c.person,
        func.row_number().over(partition_by=one_part, order_by=every.c.taken).label("rank"),
        func.count().over(partition_by=one_part).label("cases"),
    ).subquery()
    same = (ranked.c.dimension, ranked.c.part, ranked.c.cases)
    figures = (func.count(ranked.c.person.distinct()), _at(ranked.c, 50), _at(ranked.c, 90))
    rows = await tx.execute(select(*same, *figures).group_by(*same))
    return {
        (name, part): Duration(cases, persons, median / _HOUR, p90 / _HOUR)
        for name, part, cases, persons, median, p90 in rows
    }


def _with_persons(newest: Any) -> Any:
    """Found by the case's id: it stands in the index that the newest are read from, the mailbox's key does not."""
    person = func.coalesce(Mailbox.address_hash, newest.c.id).label("person")
    cases = newest.join(_Case, _Case.id == newest.c.id)
    return select(newest, person).select_from(cases.outerjoin(Mailbox, Mailbox.receipt_hash == _Case.receipt_hash))


def _at(columns: Any, percent: int) -> ColumnElement[int]:
    """The value that so many percent do not exceed."""
    rank = (columns.cases * percent + 99) // 100
    return func.max(case((columns.rank == rank, columns.taken)))
