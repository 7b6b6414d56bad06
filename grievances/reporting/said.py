"""What workers said of the outcome, in each row of a table by progress.

Whoever is content has a solved case: the number of those says something of the number of these. So only rows say it
that show how many are solved; all others together are protected like one more row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grievances.model import RATING_NAMES, Rating
from grievances.privacy.small_groups import SafeTable, safe_count, safe_table
from grievances.reporting.counts import NOTHING, Tally
from grievances.reporting.model import Column, Look, Outcome, Row, Table
from grievances.reporting.persons import Persons
from grievances.reporting.protect import ALL, CASES, Few, Heading, Part, by_progress, tells_solved

_NAMES = {Outcome.CONFIRMED: RATING_NAMES[Rating.GOOD], Outcome.BAD: RATING_NAMES[Rating.BAD]}
_LOOP = Column("loop", "Khép vòng", Look.PERCENT)
_NOTE = "Khép vòng: phần vụ việc mà người lao động đã xác nhận là ổn."
_OTHERS = "others"  # rows that do not say it


@dataclass(frozen=True)
class Known:
    """Which sums over all cases other tables of the report show: all by progress, and these by outcome."""

    progress: bool
    said: tuple[Outcome, ...]


def said_in(loop: Table) -> tuple[Outcome, ...]:
    """What workers said of so many cases as the table by outcome shows."""
    shown = {row.key: row.values[loop.column(CASES)] for row in loop.lines}
    return () if shown[ALL] is None else tuple(one for one in _NAMES if shown[one] is not None)


def by_line(heading: Heading, parts: Sequence[Part], known: Known, people: Persons) -> Table:
    """How far the cases of each line are, and what their workers said."""
    few = Few(people.few(heading.topic), people.few(heading.topic, "progress"))
    table = by_progress(heading, parts, known.progress, few)
    saying = [row.key for row in table.rows if tells_solved(table, row)]
    if not saying or not known.said or table.total is None or table.total.values[-1] is None:
        return table
    own = people.gathered("outcome", known.said, NOTHING).gathered(table.topic, saying, _OTHERS)
    safe = _protected(parts, saying, known.said, own.few(table.topic, "outcome"))
    said = dict(zip(saying, (row[:-1] for row in safe.rows), strict=False))
    if None in (*safe.row_totals, *safe.column_totals, safe.total) or not any(_counts(row) for row in said.values()):
        return table
    return _widened(table, known.said, said | {ALL: safe.column_totals[:-1]})


def _counts(row: Sequence[int | None]) -> bool:
    return any(cases is not None for cases in row)


def _protected(
    parts: Sequence[Part], saying: Sequence[str], told: Sequence[Outcome], few: frozenset[tuple[str, ...]]
) -> SafeTable:
    """A row for each that is `saying`, in their order, and one for all others; behind what was told, all the rest."""
    others = sum((part.tally for part in parts if part.key not in saying), Tally())
    lines = [(part.key, _cells(part.tally, told)) for part in parts if part.key in saying]
    lines += [(_OTHERS, _cells(others, told))] if others.cases else []
    columns = [*told, NOTHING]
    places = {(row, at) for row, (key, _) in enumerate(lines) for at, one in enumerate(columns) if (key, one) in few}
    small = {row for row, (_, cells) in enumerate(lines) if None in map(safe_count, cells)}
    # The rest has no column: it costs no figure to leave that out beside what must be left out.
    silent = {(row, len(told)) for row in small | {row for row, _ in places}}
    return safe_table([cells for _, cells in lines], few=places | silent)


def _cells(tally: Tally, told: Sequence[Outcome]) -> tuple[int, ...]:
    said = dict(zip(_NAMES, tally.said, strict=True))
    cells = [said[one] for one in told]
    return (*cells, tally.cases - sum(cells))


def _widened(table: Table, told: Sequence[Outcome], said: Mapping[str, Sequence[int | None]]) -> Table:
    columns = tuple(Column(one, _NAMES[one]) for one in told) + ((_LOOP,) if Outcome.CONFIRMED in told else ())
    unsaid = (None,) * len(told)

    def wider(row: Row) -> Row:
        counts = said.get(row.key, unsaid)
        good, cases = dict(zip(told, counts, strict=True)).get(Outcome.CONFIRMED), row.values[-1]
        share = good * 100 / cases if good is not None and cases else None
        return replace(row, values=(*row.values, *counts, share)[: len(table.columns) + len(columns)])

    total = wider(table.total) if table.total else None
    note = f"{table.note} {_NOTE}".strip() if _LOOP in columns else table.note
    return replace(table, columns=table.columns + columns, rows=tuple(map(wider, table.rows)), total=total, note=note)
