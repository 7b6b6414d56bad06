"""Exact sums, and how they are written: rounded only where they are shown."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from knowledge.quantities import format_number

HALF = Fraction(1, 2)
MONTHS_IN_YEAR = 12


def exact(value: float) -> Fraction:
    """The number as it is written: 0.1 is one tenth."""
    return Fraction(str(value))


def whole(amount: Fraction) -> int:
    """To the nearest dong; half a dong goes up."""
    return floor(amount + HALF)


def dong(amount: Fraction) -> str:
    """ "115.385 đồng", for a headline."""
    return f"{format_number(whole(amount))} đồng"


def vnd(amount: Fraction) -> str:
    """ "115.385 đ", for a step."""
    return f"{format_number(whole(amount))} đ"


def count(value: Fraction) -> str:
    """ "7,58": at most two decimals."""
    return format_number(float(value))


def share(rate: Fraction) -> str:
    """ "10,5%" of 21/200."""
    return f"{count(rate * 100)}%"


def span(months: int) -> str:
    """ "2 năm 3 tháng"."""
    years, rest = divmod(months, MONTHS_IN_YEAR)
    parts = [f"{number} {unit}" for number, unit in ((years, "năm"), (rest, "tháng")) if number]
    return " ".join(parts) or "0 tháng"


def age(months: int) -> str:
    """ "61 tuổi 6 tháng"."""
    return span(months).replace("năm", "tuổi")


def half_years(months: int) -> Fraction:
    """Years in which 1 to 6 odd months are half a year and more are a whole one (145/2020/NĐ-CP Điều 8, 41/2024/QH15
    Điều 5 khoản 6)."""
    years, rest = divmod(months, MONTHS_IN_YEAR)
    return years + (Fraction(0) if not rest else HALF if rest <= MONTHS_IN_YEAR // 2 else Fraction(1))
