"""Durations: 2 năm 3 tháng, 18 tháng, 3 năm rưỡi, nửa năm, 2 tiếng rưỡi, 2h30, 90 phút."""

from __future__ import annotations

from decimal import Decimal

from bot.nlu.entities.digits import Amount
from bot.nlu.entities.found import DurationValue, Found
from bot.nlu.entities.numbers import read_amount
from bot.nlu.entities.reading import DIGITS, Reading
from bot.nlu.entities.units import HALVED, Span, span_at
from bot.nlu.entities.words import words
from bot.nlu.entities.years import is_year

DURATION = "duration"

_MOST = 10_000  # 250.000 ngày is money for a day
_AND = words("và lẻ cộng")
_ONE_NOT_SAID = (Span.YEAR, Span.MONTH, Span.DAY, Span.HOUR)
_CLOCK = words("giờ h")
_BEFORE_CLOCK = words("lúc từ đến tới sau trước qua quá vào hồi tầm")
_AFTER_CLOCK = words("sáng trưa chiều đêm khuya kém")
_EVENING = words("tối")  # without its mark it is "tôi"
_MINUTES = words("p phút")


class _Sum:
    """Adds up what is said; parts of a unit go to the next smaller one, a year has 12 months, a month 30 days."""

    def __init__(self) -> None:
        self._years = self._months = self._days = 0
        self._hours = Decimal()

    def add(self, value: Decimal, unit: Span) -> None:
        whole, part = int(value), value % 1
        if unit == Span.YEAR:
            self._years += whole
            self.add(part * 12, Span.MONTH) if part else None
        elif unit == Span.MONTH:
            self._months += whole
            self._days += round(part * 30)
        elif unit == Span.WEEK:
            self.add(value * 7, Span.DAY)
        elif unit == Span.DAY:
            self._days += whole
            self._hours += part * 24
        else:
            self._hours += value if unit == Span.HOUR else value / 60

    def value(self) -> DurationValue:
        hours = round(float(self._hours), 4)
        return {"years": self._years, "months": self._months, "days": self._days, "hours": hours}


def find_duration(reading: Reading, index: int, amount: Amount | None) -> Found | None:
    """Return the duration that begins with this amount, or with a unit alone: "tháng rưỡi"."""
    if amount is None:
        return _one_and_a_half(reading, index)
    total, last, start, end = _Sum(), -1, index, index
    following: Amount | None = amount
    while following and (unit := _unit(reading, start, following)) is not None and unit > last:
        if following.value >= _MOST:
            return None
        total.add(following.value, unit)
        end, last = _rest(reading, following.end + 1, unit, total), unit
        start = end + (reading[end].bare == "," or reading[end] in _AND)
        following = read_amount(reading, start)
    return Found(end, DURATION, total.value()) if end > index else None


def find_clock(reading: Reading, index: int, amount: Amount) -> Found | None:
    """Return the time of day that begins with this amount: a look-alike of hours."""
    end = clock_end(reading, index, amount)
    return Found(end) if end else None


def _unit(reading: Reading, index: int, amount: Amount) -> Span | None:
    """Return the unit behind an amount, if the two are a duration and no date or time of day."""
    unit = span_at(reading, amount.end)
    if unit is None:
        glued = reading[amount.end].bare == "p" and reading[amount.end].glued
        return Span.MINUTE if glued else None
    if unit == Span.YEAR and is_year(reading, amount.end + 1):
        return None
    if unit == Span.HOUR:
        return None if clock_end(reading, index, amount) else unit
    # 2027 ngày nào
    return None if amount.end == index + 1 and is_year(reading, index) else unit


def clock_end(reading: Reading, index: int, amount: Amount) -> int | None:
    """Return where these hours end if they are a time of day: 8h sáng, từ 17h, 22h30, hai giờ rưỡi chiều."""
    if reading[amount.end] not in _CLOCK or amount.value > 24:
        return None
    after, late = amount.end + 1, False
    if reading[after].kind == DIGITS and reading[after].glued:
        late = amount.value > 12
        after += 2 if reading[after + 1] in _MINUTES else 1
    elif reading[after] in HALVED:
        after += 1
    if reading[after] in _AFTER_CLOCK or _EVENING.exactly(reading[after]):
        return after + 1
    before = reading[index - 1]
    return after if late or before in _BEFORE_CLOCK or before.bare in ("-", "–") else None


def _rest(reading: Reading, index: int, unit: Span, total: _Sum) -> int:
    """Add what needs no unit of its own (rưỡi, the minutes of 2h30) and return where it ends."""
    token = reading[index]
    if token in HALVED:
        total.add(Decimal("0.5"), unit)
        return index + 1
    if unit == Span.HOUR and token.kind == DIGITS and token.glued and token.bare.isdigit() and int(token.bare[:9]) < 60:
        total.add(Decimal(token.bare), Span.MINUTE)
        return index + (2 if reading[index + 1] in _MINUTES else 1)
    return index


def _one_and_a_half(reading: Reading, index: int) -> Found | None:
    """năm rưỡi, tháng rưỡi, tiếng rưỡi"""
    unit = span_at(reading, index)
    if unit not in _ONE_NOT_SAID or reading[index + 1] not in HALVED or reading[index].bare == "h":
        return None
    total = _Sum()
    total.add(Decimal("1.5"), unit)
    return Found(index + 2, DURATION, total.value())
