"""Years: 1990, năm 1990, năm 98, sinh năm 90, sn90, năm hai nghìn không trăm mười."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bot.nlu.entities.found import DateValue, Found
from bot.nlu.entities.numbers import is_alone, read_amount, read_part
from bot.nlu.entities.reading import DIGITS, WORD, Reading
from bot.nlu.entities.units import Span, calculated_at, counted_at, currency_at, foreign_at, percent_at, span_at
from bot.nlu.entities.words import Words, words

DATE = "date"
YEAR = words("năm")

_BORN, _BORN_IN = words("sinh sanh"), words("sn")
_SPOKEN = Words(
    {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6}
    | {"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
)
_EVERY = words("phép mỗi một hằng hàng trong cả")  # phép năm 12 ngày
_TURN = 40  # 39 is 2039, 40 is 1940
_EARLIEST, _LATEST = 1900, 2100
_FROM, _TO = 1930, 2059  # a number of four digits between them is a year even when nothing says so
_CLEARLY_PAST, _FUTURE = 50, 30  # "năm 98" and "năm 09" are years, "năm 35" is more likely a count


class Year(NamedTuple):
    """A year and the token behind it."""

    number: int
    end: int


def is_year(reading: Reading, index: int) -> bool:
    """Tell whether a year in four digits stands there."""
    token = reading[index]
    return len(token.bare) == 4 and token.kind == DIGITS and token.bare.isdigit() and is_sensible(int(token.bare))


def is_sensible(year: int) -> bool:
    return _EARLIEST <= year <= _LATEST


def in_two_digits(reading: Reading, index: int) -> int | None:
    """Return the year that two digits stand for."""
    shown = reading[index].bare
    return century(shown) if len(shown) == 2 and reading[index].kind == DIGITS else None


def century(shown: str) -> int:
    """90 → 1990, 05 → 2005"""
    return int(shown) + (1900 if int(shown) >= _TURN else 2000)


def year_value(year: int, month: int | None = None) -> DateValue:
    return {"date": date(year, month or 1, 1).isoformat(), "precision": "month" if month else "year"}


def find_year(reading: Reading, index: int) -> Found | None:
    """Return the year that begins there, in digits or behind "năm" or "sinh"."""
    token = reading[index]
    year: Year | None = None
    if token.kind == DIGITS:
        year = _bare_year(reading, index)
    elif token in YEAR:
        year = _year_after_its_name(reading, index)
    elif token in _BORN_IN or token in _BORN:
        year = _year_of_birth(reading, index)
    return year and Found(year.end, DATE, year_value(year.number))


def year_in_words(reading: Reading, index: int) -> Year | None:
    """hai nghìn không trăm mười, hai không hai lăm"""
    amount = read_amount(reading, index)
    if amount and amount.value % 1 == 0 and is_sensible(int(amount.value)):
        return Year(int(amount.value), amount.end)
    return _spoken(reading, index)


def _spoken(reading: Reading, index: int) -> Year | None:
    """hai không mười hai, hai không hai lăm, một chín tám sáu"""
    first = (reading[index].bare, reading[index + 1].bare)
    century_said = {("hai", "khong"): 2000, ("mot", "chin"): 1900}.get(first)
    if century_said is None:
        return None
    tens, ones = (_SPOKEN.meaning(reading[place]) for place in (index + 2, index + 3))
    if tens is not None and ones is not None:
        return Year(century_said + 10 * tens + ones, index + 4)
    rest = read_part(reading, index + 2)
    return Year(century_said + int(rest.value), rest.end) if rest and 9 < rest.value < 100 else None


def _bare_year(reading: Reading, index: int) -> Year | None:
    """2027; "2027 ngày nào" asks for a day of that year, "2000 giờ" and "2000 người" are counts"""
    amount, end = read_amount(reading, index), index + 1
    if not is_year(reading, index) or not _FROM <= int(reading[index].bare) <= _TO or not amount or amount.end != end:
        return None
    named_with_it = (reading[index].glued and reading[index - 1].kind == WORD) or _touches_letters(reading, end)
    hours = span_at(reading, end) in (Span.HOUR, Span.MINUTE)
    counts = hours or counted_at(reading, end) or percent_at(reading, end) is not None
    money = foreign_at(reading, end) or currency_at(reading, end, int(reading[index].bare)) is not None
    return None if named_with_it or counts or money else Year(int(reading[index].bare), end)


def _touches_letters(reading: Reading, index: int) -> bool:
    return reading[index].glued and reading[index].kind == WORD


def _year_after_its_name(reading: Reading, index: int) -> Year | None:
    """năm 1990, năm 90, sinh năm 75, năm sinh: 75"""
    born = reading[index - 1] in _BORN or reading[index - 1] in _BORN_IN
    first = index + 1
    if reading[first] in _BORN:
        born, first = True, first + 1
    return _named(reading, first + (reading[first].bare == ":"), born)


def _year_of_birth(reading: Reading, index: int) -> Year | None:
    """sinh 90, sn 90, sn: 1990; "sinh 2 con" is no year"""
    surely = reading[index] in _BORN_IN
    first = index + 1 + (reading[index + 1].bare == ":")
    if reading[first].kind != DIGITS or reading[first + 1].bare in ("/", "-"):
        return None
    return _named(reading, first, surely)


def _named(reading: Reading, index: int, born: bool) -> Year | None:
    if reading[index].kind != DIGITS:
        return year_in_words(reading, index) or (two_digits_in_words(reading, index) if born else None)
    if not is_alone(reading, index, index + 1):
        return None
    if is_year(reading, index):
        return Year(int(reading[index].bare), index + 1)
    year = in_two_digits(reading, index)
    if year is None or calculated_at(reading, index + 1) or (reading[index - 2] in _EVERY and not born):
        return None
    shown = int(reading[index].bare)
    return Year(year, index + 1) if born or not _FUTURE <= shown < _CLEARLY_PAST else None


def two_digits_in_words(reading: Reading, index: int) -> Year | None:
    """tám mươi lăm, of a birth"""
    amount = read_amount(reading, index)
    if amount is None or amount.value % 1 or not _TURN <= amount.value < 100:
        return None
    return Year(1900 + int(amount.value), amount.end)
