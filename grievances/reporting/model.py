"""A report as tables: the page, the charts and the files are made from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Look(StrEnum):
    COUNT = "count"
    HOURS = "hours"
    PERCENT = "percent"


class Topic(StrEnum):
    """What a table is about."""

    OVERVIEW = "overview"
    CATEGORY = "category"
    UNIT = "unit"
    CHANNEL = "channel"
    KIND = "kind"
    TIMES = "times"
    TIMES_UNIT = "times_unit"
    TIMES_CHANNEL = "times_channel"
    LOOP = "loop"
    WORKPLACE = "workplace"
    TREND = "trend"


class Outcome(StrEnum):
    """How far the loop with a worker came: each case is in one of them. Rating and loop are one thing, told once: shown
    beside each other, what one leaves out would follow from the other."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    BAD = "bad"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    look: Look = Look.COUNT


@dataclass(frozen=True)
class Row:
    """`values`: one for each column; None is left out, or there is none. `key`: what the row is about."""

    key: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Table:
    """`note`: how to read it. `total`: the line that sums up."""

    topic: Topic
    title: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""

    def column(self, key: str) -> int:
        return next(place for place, column in enumerate(self.columns) if column.key == key)

    @property
    def lines(self) -> tuple[Row, ...]:
        return self.rows + ((self.total,) if self.total else ())

    @property
    def hides(self) -> bool:
        counts = [place for place, column in enumerate(self.columns) if column.look is Look.COUNT]
        return any(row.values[place] is None for row in self.lines for place in counts)


@dataclass(frozen=True)
class Spike:
    """A category or workplace with far more cases in the last seven days than usual. `count` is None where it would
    point at few others, `usual` (a week) where it would point at few persons."""

    topic: Topic
    key: str
    label: str
    count: int | None
    usual: float | None


@dataclass(frozen=True)
class Period:
    """Whole days in Việt Nam, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Report:
    """`total` is None when there are so few cases that nothing is shown. `above`: the units over this one, the topmost
    first."""

    unit_name: str
    period: Period
    at: datetime
    total: int | None
    tables: Sequence[Table]
    spikes: Sequence[Spike]
    above: Sequence[str] = ()

    @property
    def empty(self) -> bool:
        return self.total == 0

    @property
    def too_few(self) -> bool:
        return self.total is None

    def table(self, topic: Topic) -> Table | None:
        return next((table for table in self.tables if table.topic is topic), None)
