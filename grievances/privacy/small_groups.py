"""Counts that do not point at a few persons: small ones are left out, and so are those that would give them away.

A left-out count is None. Zero is shown: it points at nobody. What is shown in *several* tables about the same persons
can still be subtracted from each other: show the smaller group in one of them only.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LEAST_PERSONS = 5

_Place = tuple[int, int]


@dataclass(frozen=True)
class SafeCounts:
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class SafeTable:
    """Rows of counts, with the sums at the right and at the bottom."""

    rows: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def safe_count(persons: int, least: int = LEAST_PERSONS) -> int | None:
    """One number that stands alone."""
    return None if 0 < persons < least else persons


def safe_counts(
    counts: Sequence[int], least: int = LEAST_PERSONS, few: Collection[int] = (), rather: Collection[int] = ()
) -> SafeCounts:
    """Numbers with their sum. No left-out number, nor a sum of left-out ones below `least`, can be computed. `few`: the
    places that stand for few persons though their number is larger; `rather`: those that readers miss least."""
    total = sum(counts)
    hidden = {place for place, count in enumerate(counts) if 0 < count < least or place in few}
    hide_total = 0 < total < least
    while hidden and not hide_total and (len(hidden) < 2 or sum(counts[place] for place in hidden) < least):
        others = [place for place in range(len(counts)) if place not in hidden]
        if not others:
            hide_total = True
        else:
            hidden.add(min(others, key=lambda place: (counts[place] == 0, place not in rather, counts[place])))
    shown = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return SafeCounts(shown, None if hide_total else total)


def safe_table(
    rows: Sequence[Sequence[int]], least: int = LEAST_PERSONS, few: Collection[tuple[int, int]] = ()
) -> SafeTable:
    """A table with its sums. No left-out number can be computed from what is shown, also not by who knows that counts
    are never negative; and in no row or column do the left-out numbers have a sum below `least` that can be computed.
    `few`: the places (row, column) that stand for few persons though their number is larger; sums lie behind the last.
    """
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("rows of different lengths")
    grid = _Grid(_with_totals(rows), least, few)
    grid.protect()
    *inner, last = grid.shown()
    return SafeTable(
        rows=tuple(row[:-1] for row in inner),
        row_totals=tuple(row[-1] for row in inner),
        column_totals=last[:-1],
        total=last[-1],
    )


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    widened = [[*row, sum(row)] for row in rows]
    width = len(rows[0]) if rows else 0
    return [*widened, [sum(row[column] for row in widened) for column in range(width + 1)]]


class _Line(NamedTuple):
    kind: str  # "row" or "column"
    number: int


# Where additions and subtractions lead from each line, and over which hidden cell.
_Ways = Mapping[_Line, list[tuple[_Line, _Place]]]


def _leads(ways: _Ways, start: _Line, goal: _Line, without: _Place) -> bool:
    """Whether a way goes from one line to another, not over `without`."""
    seen, waiting = {start}, deque([start])
    while waiting:
        line = waiting.popleft()
        if line == goal:
            return True
        following = {next_line for next_line, place in ways.get(line, ()) if place != without}
        waiting.extend(following - seen)
        seen |= following
    return False


class _Grid:
    """A table whose last row and last column are sums: each line is an equation between its cells.

    What is hidden can be computed exactly when no other table fits what is shown. Two tables that fit differ by rounds
    that go along rows and columns in turn, adding in one cell what they take from the next, so a hidden cell is safe
    when such a round leads through it.
    """

    def __init__(self, values: list[list[int]], least: int, few: Collection[_Place]) -> None:
        self._values = values
        self._least = least
        self._bottom, self._right = len(values) - 1, len(values[0]) - 1
        self._hidden = {place for place in self._places() if 0 < self._value(place) < least or place in few}

    def protect(self) -> None:
        """Hide more until nothing hidden can be computed. It ends: with everything hidden all is safe."""
        while (wanted := self._one_more()) is not None:
            self._hidden.add(wanted)

    def shown(self) -> list[tuple[int | None, ...]]:
        return [
            tuple(None if (row, column) in self._hidden else value for column, value in enumerate(values))
            for row, values in enumerate(self._values)
        ]

    def _one_more(self) -> _Place | None:
        for line in self._lines():
            if self._sum_tells(line):
                return self._cheapest(line)
        ways = self._ways()
        exposed = [place for place in sorted(self._hidden) if not self._can_change(place, ways)]
        around = (self._cheapest([*self._row(row), *self._column(column)]) for row, column in exposed)
        return next((place for place in around if place is not None), None)

    def _sum_tells(self, line: Sequence[_Place]) -> bool:
        """The sum is shown, and what is missing to it is a group as small as those that we hide."""
        *parts, total = line
        missing = [part for part in parts if part in self._hidden]
        return bool(missing) and total not in self._hidden and 0 < sum(map(self._value, missing)) < self._least

    def _cheapest(self, places: Sequence[_Place]) -> _Place | None:
        """Counts rather than sums, where others are hidden already, and few persons rather than many."""
        return min((place for place in places if place not in self._hidden), key=self._cost, default=None)

    def _cost(self, place: _Place) -> tuple[bool, int, bool, int]:
        row, column = place
        lonely = [self._hidden.isdisjoint(line) for line in (self._row(row), self._column(column))]
        value = self._value(place)
        return self._is_sum(place), sum(lonely), value == 0, value

    def _can_change(self, place: _Place, ways: _Ways) -> bool:
        row, column = _Line("row", place[0]), _Line("column", place[1])
        return (self._may_grow(place) and _leads(ways, column, row, place)) or (
            self._may_shrink(place) and _leads(ways, row, column, place)
        )

    def _ways(self) -> _Ways:
        """From a row one goes to the columns where it may grow, from a column to the rows where it may shrink."""
        ways: defaultdict[_Line, list[tuple[_Line, _Place]]] = defaultdict(list)
        for place in self._hidden:
            row, column = _Line("row", place[0]), _Line("column", place[1])
            if self._may_grow(place):
                ways[row].append((column, place))
            if self._may_shrink(place):
                ways[column].append((row, place))
        return ways

    # A sum stands on the other side of its equation: it "grows" there when its value falls.
    def _may_grow(self, place: _Place) -> bool:
        return self._value(place) > 0 if self._turned(place) else True

    def _may_shrink(self, place: _Place) -> bool:
        return True if self._turned(place) else self._value(place) > 0

    def _turned(self, place: _Place) -> bool:
        return (place[0] == self._bottom) != (place[1] == self._right)

    def _is_sum(self, place: _Place) -> bool:
        return place[0] == self._bottom or place[1] == self._right

    def _value(self, place: _Place) -> int:
        return self._values[place[0]][place[1]]

    def _row(self, row: int) -> list[_Place]:
        return [(row, column) for column in range(self._right + 1)]

    def _column(self, column: int) -> list[_Place]:
        return [(row, column) for row in range(self._bottom + 1)]

    def _lines(self) -> list[list[_Place]]:
        rows = [self._row(row) for row in range(self._bottom + 1)]
        return [*rows, *(self._column(column) for column in range(self._right + 1))]

    def _places(self) -> Iterator[_Place]:
        return (place for row in range(self._bottom + 1) for place in self._row(row))
