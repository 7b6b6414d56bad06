"""Questions that several calculators ask, and the making of questions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.given import Given
from knowledge.calculators.model import Choice, InputKind, Question

YES, NO = "yes", "no"
_MILLION = 1_000_000


def choose(name: str, text: str, *choices: tuple[str, str]) -> Question:
    """`choices`: value and title of each."""
    return Question(name, InputKind.CHOICE, text, tuple(Choice(value, title) for value, title in choices))


def money(name: str, text: str, minimum: int = 500_000, maximum: int = 1_000 * _MILLION) -> Question:
    """A month's wage, unless the bounds say otherwise."""
    return Question(name, InputKind.MONEY, text, minimum=minimum, maximum=maximum)


def number(name: str, text: str, unit: str, minimum: float, maximum: float) -> Question:
    return Question(name, InputKind.NUMBER, text, minimum=minimum, maximum=maximum, unit=unit)


def duration(name: str, text: str, minimum: int = 1, maximum: int = 600, unit: str = "") -> Question:
    """Bounds in months."""
    return Question(name, InputKind.DURATION, text, minimum=minimum, maximum=maximum, unit=unit)


SEX = choose("sex", "Bạn là nam hay nữ?", ("men", "Nam"), ("women", "Nữ"))

_DAYS = choose(
    "days",
    "Công ty chia lương tháng cho mấy ngày công? Nhiều nơi chia cho 26 hoặc 24.",
    ("26", "26 ngày"),
    ("24", "24 ngày"),
    ("other", "Số khác"),
)
_OTHER_DAYS = number("other_days", "Công ty chia lương tháng cho mấy ngày? Ví dụ: 25.", "ngày", 10, 31)


def working_days(given: Given) -> Iterator[Question]:
    """Over how many days the month's wage is divided (145/2020/NĐ-CP Điều 54)."""
    yield _DAYS
    if given.choice("days") == "other":
        yield _OTHER_DAYS


def days_of_month(given: Given) -> Fraction:
    days = given.choice("days")
    return given.number("other_days") if days == "other" else Fraction(days)
