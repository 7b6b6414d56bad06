"""Periods that people ask for, from the day on which they ask."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from grievances.reporting.model import Period

_LONGEST = timedelta(days=5 * 366)


class Preset(StrEnum):
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


PRESET_NAMES: dict[Preset, str] = {
    Preset.THIS_MONTH: "Tháng này",
    Preset.LAST_MONTH: "Tháng trước",
    Preset.QUARTER: "Quý này",
    Preset.YEAR: "Năm nay",
    Preset.CUSTOM: "Tùy chọn",
}


def period_of(preset: Preset, today: date, first: date | None = None, last: date | None = None) -> Period:
    """A preset ends with its last day, also when that is still to come. A custom period that is turned round is put
    right; without its days it is this month; it is five years at most."""
    month = today.replace(day=1)
    match preset:
        case Preset.LAST_MONTH:
            return Period((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1))
        case Preset.QUARTER:
            start = month.replace(month=(today.month - 1) // 3 * 3 + 1)
            return Period(start, _months_on(start, 3) - timedelta(days=1))
        case Preset.YEAR:
            return Period(date(today.year, 1, 1), date(today.year, 12, 31))
        case Preset.CUSTOM if first or last:
            return _custom(first or last or today, last or today)
    return Period(month, _months_on(month, 1) - timedelta(days=1))


def is_month(period: Period) -> bool:
    """Whether it is one whole month of the calendar."""
    return period.first.day == 1 and period.last == _months_on(period.first, 1) - timedelta(days=1)


def _custom(first: date, last: date) -> Period:
    first, last = min(first, last), max(first, last)
    return Period(max(first, last - _LONGEST), last)


def _months_on(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)
