"""Is an answer within reason? In words for the worker when it is not."""

from __future__ import annotations

import math
from datetime import date

from knowledge.calculators.model import InputKind, Question, Value
from knowledge.calculators.numbers import span
from knowledge.quantities import format_number

# There is no half of these.
_PEOPLE = "người"
_TYPES: dict[InputKind, type | tuple[type, ...]] = {
    InputKind.MONEY: int,
    InputKind.DURATION: int,
    InputKind.DATE: date,
    InputKind.NUMBER: (int, float),
    InputKind.PERCENT: (int, float),
    InputKind.CHOICE: str,
}
_EXPECTED = {
    InputKind.MONEY: "Bạn cho mình một số tiền nhé.",
    InputKind.DURATION: "Bạn cho mình số năm, số tháng nhé. Ví dụ: 2 năm 3 tháng.",
    InputKind.DATE: "Bạn cho mình ngày, tháng, năm nhé. Ví dụ: 15/3/1990.",
    InputKind.NUMBER: "Bạn cho mình một con số nhé.",
    InputKind.PERCENT: "Bạn cho mình một số phần trăm nhé. Ví dụ: 15%.",
    InputKind.CHOICE: "Bạn chọn giúp mình một mục trong danh sách nhé.",
}


def check(question: Question, value: Value) -> str | None:
    """A sentence for the worker when the value cannot be an answer (of another kind, negative, absurd), else None."""
    if not _fits(question, value):
        return _EXPECTED[question.kind]
    if isinstance(value, str):
        return None
    if isinstance(value, date):
        return None if _within(question, value.year) else "Năm này có vẻ chưa đúng. Bạn xem lại giúp mình nhé."
    return None if _within(question, value) else _out_of_bounds(question, value)


def _fits(question: Question, value: Value) -> bool:
    if isinstance(value, bool) or not isinstance(value, _TYPES[question.kind]):
        return False
    if isinstance(value, float):
        return value.is_integer() if question.unit == _PEOPLE else math.isfinite(value)
    return question.kind is not InputKind.CHOICE or value in {choice.value for choice in question.choices}


def _within(question: Question, size: float) -> bool:
    least, most = question.minimum, question.maximum
    return (least is None or size >= least) and (most is None or size <= most)


def _out_of_bounds(question: Question, size: float) -> str:
    if size < 0:
        return "Con số không thể nhỏ hơn 0. Bạn xem lại giúp mình nhé."
    if question.minimum is not None and size < question.minimum:
        return f"Con số này hơi nhỏ: ít nhất là {_said(question, question.minimum)}. Bạn xem lại giúp mình nhé."
    return f"Con số này hơi lớn: nhiều nhất là {_said(question, question.maximum or 0)}. Bạn xem lại giúp mình nhé."


def _said(question: Question, bound: float) -> str:
    number = format_number(bound)
    match question.kind:
        case InputKind.MONEY:
            return f"{number} đồng"
        case InputKind.DURATION:
            return span(round(bound))
        case InputKind.PERCENT:
            return f"{number}%"
        case _:
            return f"{number} {question.unit}".strip()
