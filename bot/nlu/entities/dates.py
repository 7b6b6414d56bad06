"""Dates with a year: 15/3/1990, ngày 15 tháng 3 năm 1990, tháng 3/1990, tháng tư năm 90, T3/2024, 1990."""

from __future__ import annotations

from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import is_alone, read_part
from bot.nlu.entities.numeric_dates import day_value, dotted_month, find_numeric
from bot.nlu.entities.reading import DIGITS, Reading
from bot.nlu.entities.units import unit_at
from bot.nlu.entities.words import Words, words
from bot.nlu.entities.years import (
    DATE,
    YEAR,
    Year,
    find_year,
    in_two_digits,
    is_year,
    two_digits_in_words,
    year_in_words,
    year_value,
)

_DAY, _MONTH = words("ngày mùng mồng"), words("tháng thg thág th")
_FIRST_DAYS, _WHICH_YEAR = words("mùng mồng"), words("nay ngoái sau trước tới rồi kia")
_MONTHS = Words({"giêng": 1, "tư": 4, "chạp": 12})
_LAST_DAY, _LAST_MONTH = 31, 13  # lương tháng 13


def find_date(reading: Reading, index: int) -> Found | None:
    """Return the date that begins there. A day or month without a year is a look-alike: it is no number either."""
    token = reading[index]
    if token.kind == DIGITS:
        return find_numeric(reading, index) or _spelt(reading, index) or find_year(reading, index)
    if token in _DAY:
        return _of_day(reading, index)
    if _is_month(reading, index):
        return _of_month(reading, index)
    return find_year(reading, index) or _spelt(reading, index)


def _is_month(reading: Reading, index: int) -> bool:
    short = reading[index].bare == "t" and reading[index + 1].kind == DIGITS and reading[index + 1].glued
    return short or reading[index] in _MONTH


def _of_day(reading: Reading, index: int) -> Found | None:
    """ngày 15/3/1990, ngày 15 tháng 3 năm 1990; "ngày 15" and "mùng mười" are look-alikes, "ngày 8 tiếng" is neither"""
    first = index + (2 if reading[index + 1].bare == ":" else 1)
    if reading[first].kind == DIGITS and (found := find_numeric(reading, first)):
        return found
    if found := _spelt(reading, first):
        return found
    named = reading[first].kind == DIGITS or reading[index] in _FIRST_DAYS
    part = read_part(reading, first) if named else None
    return _label(reading, first, part.end, _LAST_DAY) if part else None


def _of_month(reading: Reading, index: int) -> Found | None:
    """tháng 3 năm 1990, tháng 3/1990, T3/2024; "tháng 7", "tháng 3 năm ngoái" and "tháng 13" are look-alikes"""
    first = index + 1
    if found := dotted_month(reading, first):
        return found
    month = _month(reading, first)
    if month is None:
        return _label(reading, first, first + 1, _LAST_MONTH)
    number, end = month
    if year := _year_after(reading, end):
        return Found(year.end, DATE, year_value(year.number, number))
    return Found(end) if reading[end] in YEAR else _label(reading, first, end, _LAST_MONTH)


def _label(reading: Reading, index: int, end: int, most: int) -> Found | None:
    part = read_part(reading, index)
    named = part is not None and part.end == end and part.value <= most
    return Found(end) if named and is_alone(reading, index, end) else None


def _spelt(reading: Reading, index: int) -> Found | None:
    """15 tháng 3 năm 1990, 15 tháng 3 1990; "8 tháng 3" is a look-alike, "8 tháng 3 ngày" a duration"""
    day = read_part(reading, index)
    month = _month(reading, day.end + 1) if day and reading[day.end] in _MONTH else None
    if day is None or month is None or day.value % 1 or not 1 <= day.value <= _LAST_DAY:
        return None
    number, end = month
    if year := _year_after(reading, end):
        value = day_value(year.number, number, int(day.value))
        return Found(year.end, DATE, value) if value else Found(year.end)
    this_year = reading[end] in YEAR and reading[end + 1] in _WHICH_YEAR
    by_name = reading[day.end + 1] in _MONTHS
    return Found(end) if this_year or by_name or is_alone(reading, day.end + 1, end) else None


def _month(reading: Reading, index: int) -> tuple[int, int] | None:
    """Return the number of a month and its end."""
    if known := _MONTHS.meaning(reading[index]):
        return known, index + 1
    part = read_part(reading, index)
    if part is None or part.value % 1 or not 1 <= part.value <= 12:
        return None
    return int(part.value), part.end


def _year_after(reading: Reading, index: int) -> Year | None:
    """Return the year behind a month: [năm] 1990, /1990, -1990, /90, năm 90."""
    joined = reading[index].bare in ("/", "-", "–")
    first = index + (joined or reading[index].bare == ",")
    named = reading[first] in YEAR
    first += named
    if unit_at(reading, first + 1):
        return None
    if is_year(reading, first):
        return Year(int(reading[first].bare), first + 1)
    year = in_two_digits(reading, first) if named or joined else None
    if year is not None:
        return Year(year, first + 1)
    return (year_in_words(reading, first) or two_digits_in_words(reading, first)) if named else None
