"""Working days in Vietnam: neither a weekend nor a public holiday, nor a day off in place of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from holidays import country_holidays

from storage.clock import VIETNAM, in_vietnam

START_OF_DAY, END_OF_DAY = time(8), time(17)
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days that follow. With a count of 0, the day itself or else the next working day."""
    coming = _working_days(day if count == 0 else day + _DAY)
    for _ in range(count - 1):
        next(coming)
    return next(coming)


def working_days_between(after: date, until: date) -> int:
    """How many working days lie after the first day, the last one included."""
    return sum(is_working_day(after + _DAY * n) for n in range(1, (until - after).days + 1))


def deadline(start: datetime, count: int) -> datetime:
    """The end of the last of so many working days after the day in Vietnam on which the clock started."""
    return end_of(working_days_after(in_vietnam(start).date(), count))


def end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, VIETNAM).astimezone(UTC)


def next_morning(now: datetime) -> datetime:
    """When the next working day begins."""
    return datetime.combine(working_days_after(in_vietnam(now).date(), 1), START_OF_DAY, VIETNAM).astimezone(UTC)


def _working_days(first: date) -> Iterator[date]:
    day = first
    while True:
        if is_working_day(day):
            yield day
        day += _DAY


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("VN", years=year))
