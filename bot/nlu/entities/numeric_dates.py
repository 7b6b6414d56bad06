"""Dates in digits: 15/3/1990, 15-3-90, 15.3.1990, 1990-03-15, 15031990, 3/1990."""

from __future__ import annotations

import re
from datetime import date

from bot.nlu.entities.found import DateValue, Found
from bot.nlu.entities.reading import DIGITS, MARK, Reading
from bot.nlu.entities.units import unit_at
from bot.nlu.entities.years import DATE, YEAR, century, is_sensible, is_year, year_value

_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_DOTTED_MONTH = re.compile(r"([0-9]{1,2})\.([0-9]{4})")
_EIGHT = re.compile(r"([0-9]{2})([0-9]{2})(19[3-9][0-9]|20[0-4][0-9])")
_SEPARATORS = "/-–."


def find_numeric(reading: Reading, index: int) -> Found | None:
    """15/3/1990, 15-3-90, 15.3.1990, 1990-03-15, 3/1990, 1990/3, 15/3 năm 1990; 24/11 is a look-alike"""
    if dotted := _DOTTED_DAY.fullmatch(reading[index].bare):
        return _day(dotted[3], dotted[2], dotted[1], index + 1)
    if found := dotted_month(reading, index) or _eight_digits(reading, index):
        return found
    second = _separated(reading, index)
    if second is None:
        return None
    third = _separated(reading, second)
    if third is not None and reading[second - 1].bare == reading[third - 1].bare:
        return _three(reading, index, second, third)
    return _two(reading, index, second)


def _separated(reading: Reading, index: int) -> int | None:
    """Return the token of the number that a separator joins to this one."""
    mark, following = reading[index + 1], reading[index + 2]
    joined = mark.kind == MARK and mark.bare in _SEPARATORS and following.kind == DIGITS and following.bare.isdigit()
    spaced = mark.bare == "/" or (mark.glued and following.glued)
    return index + 2 if joined and spaced and reading[index].bare.isdigit() else None


def _three(reading: Reading, index: int, second: int, third: int) -> Found | None:
    first, middle, last = reading[index].bare, reading[second].bare, reading[third].bare
    lengths, end = (len(first), len(middle), len(last)), third + 1
    if lengths[0] == 4 and lengths[1] <= 2 and lengths[2] <= 2:
        return _day(first, middle, last, end)
    if lengths[0] <= 2 and lengths[1] <= 2 and lengths[2] in (2, 4) and not unit_at(reading, end):
        return _day(last, middle, first, end)
    return Found(end) if reading[second - 1].bare == "/" else None


def _two(reading: Reading, index: int, second: int) -> Found | None:
    first, last, end = reading[index].bare, reading[second].bare, second + 1
    if len(first) <= 2 and len(last) == 4 and is_year(reading, second):
        return _month_of(last, first, end)
    if is_year(reading, index) and len(last) <= 2 and reading[second - 1].bare == "/":
        return _month_of(first, last, end)
    if reading[second - 1].bare != "/" or len(first) > 2 or len(last) > 2:
        return None
    if reading[end] in YEAR and is_year(reading, end + 1):
        return _day(reading[end + 1].bare, last, first, end + 2)
    return Found(end)


def dotted_month(reading: Reading, index: int) -> Found | None:
    dotted = _DOTTED_MONTH.fullmatch(reading[index].bare)
    return _month_of(dotted[2], dotted[1], index + 1) if dotted and is_sensible(int(dotted[2])) else None


def _eight_digits(reading: Reading, index: int) -> Found | None:
    """15031990; round numbers such as 12012000 are money, unless they begin with 0"""
    match = _EIGHT.fullmatch(reading[index].bare)
    if match is None or (int(match[0]) % 1000 == 0 and match[0][0] != "0"):
        return None
    value = day_value(int(match[3]), int(match[2]), int(match[1]))
    return Found(index + 1, DATE, value) if value else None


def _day(year: str, month: str, day: str, end: int) -> Found:
    """Return the day, or a look-alike when there is no such day."""
    number = int(year) if len(year) == 4 else century(year)
    value = day_value(number, int(month), int(day))
    return Found(end, DATE, value) if value else Found(end)


def _month_of(year: str, month: str, end: int) -> Found:
    return Found(end, DATE, year_value(int(year), int(month))) if 1 <= int(month) <= 12 else Found(end)


def day_value(year: int, month: int, day: int) -> DateValue | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return {"date": found.isoformat(), "precision": "day"} if is_sensible(year) else None
