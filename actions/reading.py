"""Reading an answer to a question of a calculator from what was spotted in the words, and saying a value back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from actions.turn import Spotted
from knowledge.calculators import InputKind, Question, Value, check
from knowledge.quantities import format_number

_MONTHS_IN_YEAR = 12
# What a question counts (Question.unit), and the part of a duration that says so.
_PARTS: Mapping[str, str] = {"giờ": "hours", "ngày": "days", "tháng": "months", "năm": "years"}
_EXAMPLE = re.compile(r"\bVí dụ\b", re.IGNORECASE)
# A bare "8.5" is millions; where that is absurd (an hourly wage) it is thousands. A bare "8500" may be thousands, too.
_SMALL_MONEY = (1_000_000, 1_000, 1)
_LARGE_MONEY = (1, 1_000)
_SMALL = 1_000


def read(question: Question, said: Sequence[Spotted], bare: bool = True) -> Value | None:
    """The one value that these words give to the question; None when there is none, or more than one.

    `bare`: whether a number without a unit may be the answer.
    """
    values = {value for item in said if (value := explicit(question, item)) is not None}
    if not values and bare:
        numbers = {float(item.value) for item in said if item.kind == "number"}
        values = {value for number in numbers if (value := _bare(question, number)) is not None}
    return values.pop() if len(values) == 1 else None


def explicit(question: Question, item: Spotted) -> Value | None:
    """The value of something that was said with its unit, when the question wants such a thing."""
    reader = _EXPLICIT.get((question.kind, item.kind))
    return reader(question, item.value) if reader else None


def say_back(question: Question, value: Value) -> str:
    """ "8.500.000 đồng", "2 năm 3 tháng", "15/3/1990", the title of a choice."""
    if question.kind is InputKind.CHOICE:
        return next(choice.title for choice in question.choices if choice.value == value)
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if question.kind is InputKind.MONEY:
        return f"{format_number(float(value))} đồng"
    if question.kind is InputKind.DURATION:
        return _say_months(int(value))
    if question.kind is InputKind.PERCENT:
        return f"{format_number(float(value))}%"
    return f"{format_number(float(value))} {question.unit}".strip()


def asked_for(question: Question) -> str:
    """The question without its example: "Bạn tăng ca mấy giờ?"."""
    return _EXAMPLE.split(question.text)[0].strip(" (\n")


def guessed(question: Question, value: Value, said: Sequence[Spotted]) -> bool:
    """Whether the value is more than what was typed: millions that nobody wrote."""
    return question.kind is InputKind.MONEY and all(item.kind != "money" and item.value != value for item in said)


def _say_months(months: int) -> str:
    years, rest = divmod(months, _MONTHS_IN_YEAR)
    parts = [f"{years} năm"] if years else []
    return " ".join([*parts, f"{rest} tháng"] if rest or not years else parts)


def _money(_: Question, value: Any) -> Value:
    return int(value)


def _months(_: Question, value: Any) -> Value | None:
    """Whole months; the days beside them do not count, hours are no such duration."""
    return None if value["hours"] else int(value["years"]) * _MONTHS_IN_YEAR + int(value["months"])


def _amount(question: Question, value: Any) -> Value | None:
    """ "10 tiếng" for a question that asks for a number of hours."""
    given = {unit: float(value[part]) for unit, part in _PARTS.items() if value[part]}
    return given[question.unit] if list(given) == [question.unit] else None


def _date(question: Question, value: Any) -> Value | None:
    """A month stands for its first day where the question does not want a day; a year alone says too little."""
    said = date.fromisoformat(value["date"])
    if value["precision"] == "day":
        return said
    wants_day = "ngày" in asked_for(question).lower()
    return said if value["precision"] == "month" and not wants_day else None


def _float(_: Question, value: Any) -> Value:
    return float(value)


_EXPLICIT: Mapping[tuple[InputKind, str], Callable[[Question, Any], Value | None]] = {
    (InputKind.MONEY, "money"): _money,
    (InputKind.DURATION, "duration"): _months,
    (InputKind.NUMBER, "duration"): _amount,
    (InputKind.DATE, "date"): _date,
    (InputKind.PERCENT, "percent"): _float,
}


def _bare(question: Question, number: float) -> Value | None:
    if question.kind is InputKind.MONEY:
        readings = list(_bare_money(number))
        return next((value for value in readings if check(question, value) is None), readings[0])
    if question.kind is InputKind.DURATION:
        return _bare_months(question, number)
    return number if question.kind in (InputKind.NUMBER, InputKind.PERCENT) else None


def _bare_money(number: float) -> Iterator[int]:
    return (round(number * factor) for factor in (_SMALL_MONEY if number < _SMALL else _LARGE_MONEY))


def _bare_months(question: Question, number: float) -> Value | None:
    """In the unit that the question names, if it names one."""
    months = {"năm": _MONTHS_IN_YEAR, "tháng": 1}.get(question.unit)
    return round(number * months) if months else None
