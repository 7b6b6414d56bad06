"""From counts to tables that point at nobody.

Tables of one report speak of the same cases, so what one leaves out must not follow from another. They share three
things only: the number of all cases, how many of them are how far, and what workers said of how many. A table by
progress is shown only where all of the second are shown everywhere; else there is only the number of cases for each
row. What workers said is added (`said.py`) as far as the third are shown. Given what is shared, every choice of what is
left out in one table goes together with every choice in the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grievances.model import PROGRESS_NAMES, Progress
from grievances.privacy.small_groups import SafeTable, safe_counts, safe_table
from grievances.reporting.counts import Tally
from grievances.reporting.model import Column, Look, Row, Table, Topic

CASES = "cases"
ALL = "all"
_SHARE = "share"
_ALL_CASES = "Tất cả"
_COUNT = Column(CASES, "Số vụ việc")


@dataclass(frozen=True)
class Part:
    """A line of a table before it is made safe."""

    key: str
    label: str
    tally: Tally


@dataclass(frozen=True)
class Few:
    """What stands for few persons, whatever the number of cases: lines (key,), and cells (key, progress)."""

    lines: frozenset[tuple[str, ...]] = frozenset()
    cells: frozenset[tuple[str, ...]] = frozenset()

    def in_table(self, parts: Sequence[Part]) -> set[tuple[int, int]]:
        rows = {place: part.key for place, part in enumerate(parts)}
        found = {
            (row, at) for row, key in rows.items() for at, step in enumerate(Progress) if (key, step) in self.cells
        }
        return found | {(row, len(Progress)) for row in self.in_lines(parts)}

    def in_lines(self, parts: Sequence[Part]) -> set[int]:
        return {place for place, part in enumerate(parts) if (part.key,) in self.lines}


@dataclass(frozen=True)
class Heading:
    topic: Topic
    title: str
    head: str
    note: str = ""


def by_progress(heading: Heading, parts: Sequence[Part], shown_totals: bool, few: Few) -> Table:
    """`shown_totals`: the number of cases of each progress is shown elsewhere, so it may be known here."""
    table = None
    if shown_totals and parts:
        table = safe_table([part.tally.progress for part in parts], few=few.in_table(parts))
    if table is None or None in (*table.column_totals, table.total):
        return _cases_only(heading, parts, few)
    columns = tuple(Column(progress, name) for progress, name in PROGRESS_NAMES.items())
    columns += (Column(CASES, "Tổng số"),)
    return _named(heading, columns, parts, table)


def shares(
    heading: Heading,
    counts: Sequence[tuple[str, str, int]],
    few: frozenset[tuple[str, ...]],
    rather: Collection[str] = (),
) -> Table:
    """Counts (key, label, cases) that make up all cases, with their shares. `rather`: the keys of those to leave out
    before others."""
    safe = safe_counts(
        [count for *_, count in counts],
        few={place for place, (key, *_) in enumerate(counts) if (key,) in few},
        rather={place for place, (key, *_) in enumerate(counts) if key in rather},
    )
    rows = tuple(
        Row(key, label, (shown, _share(shown, safe.total)))
        for (key, label, _), shown in zip(counts, safe.counts, strict=True)
    )
    columns = (_COUNT, Column(_SHARE, "Tỷ lệ", Look.PERCENT))
    return _table(heading, columns, rows, Row(ALL, _ALL_CASES, (safe.total, _share(safe.total, safe.total))))


def all_shown(table: Table) -> bool:
    return not table.hides


def tells_solved(table: Table, row: Row) -> bool:
    """Whether the row shows how many cases it has and, in a table by progress, how many of them are solved."""
    shown = dict(zip((column.key for column in table.columns), row.values, strict=True))
    return shown[CASES] is not None and shown.get(Progress.SOLVED, 0) is not None


def _cases_only(heading: Heading, parts: Sequence[Part], few: Few) -> Table:
    safe = safe_counts([part.tally.cases for part in parts], few=few.in_lines(parts))
    rows = tuple(Row(part.key, part.label, (shown,)) for part, shown in zip(parts, safe.counts, strict=True))
    return _table(heading, (_COUNT,), rows, Row(ALL, _ALL_CASES, (safe.total,)))


def _named(heading: Heading, columns: tuple[Column, ...], parts: Sequence[Part], safe: SafeTable) -> Table:
    lines = zip(parts, safe.rows, safe.row_totals, strict=True)
    rows = tuple(Row(part.key, part.label, (*row, total)) for part, row, total in lines)
    return _table(heading, columns, rows, Row(ALL, _ALL_CASES, (*safe.column_totals, safe.total)))


def _table(heading: Heading, columns: tuple[Column, ...], rows: tuple[Row, ...], total: Row) -> Table:
    return Table(heading.topic, heading.title, heading.head, columns, rows, total, heading.note)


def _share(part: int | None, total: int | None) -> float | None:
    return None if part is None or not total else part * 100 / total
