"""Pay for days of sickness, one's own or a child's (41/2024/QH15 Điều 42–45)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import choose, money, number

_WHO = choose(
    "who",
    "Bạn nghỉ vì sao?",
    ("self", "Tôi ốm"),
    ("child", "Chăm con ốm"),
    ("long", "Bệnh dài ngày"),
)
_AGE = choose(
    "age",
    "Con bạn mấy tuổi?",
    ("under_3", "Dưới 3 tuổi"),
    ("under_7", "3 đến dưới 7 tuổi"),
    ("older", "Từ 7 tuổi"),
)
_YEARS = choose(
    "years",
    "Bạn đã đóng bảo hiểm xã hội được bao lâu?",
    ("short", "Dưới 15 năm"),
    ("middle", "15 đến dưới 30 năm"),
    ("full", "Từ 30 năm"),
)
_WAGE = money("wage", "Lương đóng bảo hiểm xã hội của tháng trước khi nghỉ là bao nhiêu? Ví dụ: 8tr hoặc 8.000.000.")
_DAYS = number("days", "Bạn nghỉ mấy ngày làm việc, không tính Chủ nhật, lễ? Ví dụ: 3 ngày.", "ngày", 0.5, 180)
_NAMES = {"self": "Tiền nghỉ ốm", "child": "Tiền nghỉ con ốm", "long": "Tiền nghỉ bệnh dài ngày"}
_RATES = {"short": "sick_long_rate", "middle": "sick_long_rate_15_years", "full": "sick_long_rate_30_years"}
_LIMITS = {"short": "sick_days_under_15_years", "middle": "sick_days_15_years", "full": "sick_days_30_years"}


def _script(given: Given) -> Iterator[Question]:
    yield _WHO
    if given.choice("who") == "child":
        yield _AGE
        if given.choice("age") == "older":
            return
    else:
        yield _YEARS
    yield from (_WAGE, _DAYS)


def _sick_leave(given: Given, law: Law) -> Outcome:
    if "days" not in given:
        return _CHILD_TOO_OLD
    wage, month = given.number("wage"), law["si_month_days"]
    rate, days = _rate(given), _paid_days(given, law)
    pay = wage * law[rate] / month * days
    return Outcome(
        headline=f"{_NAMES[given.choice('who')]} của bạn: khoảng {dong(pay)}",
        steps=(
            *_limit_steps(given, law),
            f"Mỗi ngày: {vnd(wage)} × {law.said(rate)} : {count(month)} = {vnd(wage * law[rate] / month)}",
            f"Tiền nghỉ: {vnd(wage)} × {law.said(rate)} : {count(month)} × {count(days)} ngày = {vnd(pay)}",
        ),
        notes=tuple(_notes(given)),
    )


def _rate(given: Given) -> str:
    """The name of the rate: lower for a long illness after the usual days have passed (Điều 45)."""
    return _RATES[given.choice("years")] if given.choice("who") == "long" else "sick_pay_rate"


def _limit(given: Given) -> str | None:
    """The name of the most days a year, None where there is no such limit."""
    match given.choice("who"):
        case "child":
            return f"sick_child_days_{given.choice('age')}"
        case "self":
            return _LIMITS[given.choice("years")]
        case _:
            return None


def _paid_days(given: Given, law: Law) -> Fraction:
    limit = _limit(given)
    return min(given.number("days"), law[limit]) if limit else given.number("days")


def _limit_steps(given: Given, law: Law) -> Iterator[str]:
    limit = _limit(given)
    if limit and given.number("days") > law[limit]:
        yield f"Một năm được trả nhiều nhất {law.said(limit)}, nên chỉ tính {law.said(limit)}."


def _notes(given: Given) -> Iterator[str]:
    match given.choice("who"):
        case "self":
            yield "Việc nặng nhọc, độc hại hoặc vùng đặc biệt khó khăn thì được nghỉ nhiều ngày hơn, bạn hỏi cán bộ."
        case "child":
            yield "Số ngày là cho mỗi con trong một năm; cả cha và mẹ đều có quyền nghỉ."
        case _:
            yield "Đây là mức sau khi đã hết số ngày nghỉ ốm thường của năm."
    yield "Tiền do bảo hiểm xã hội trả. Cần giấy ra viện hoặc giấy nghỉ việc hưởng bảo hiểm xã hội nộp cho công ty."
    yield "Ngày nghỉ trùng phép năm thì không tính. Công ty không nộp hồ sơ cho bạn thì gửi phản ánh."


_CHILD_TOO_OLD = Outcome(
    headline="Con từ 7 tuổi thì không có tiền nghỉ con ốm",
    steps=("Bảo hiểm xã hội trả tiền nghỉ chăm con ốm khi con dưới 7 tuổi.",),
    notes=("Bạn có thể dùng phép năm hoặc thỏa thuận với công ty.",),
)
SICK_LEAVE = Calculator(
    "sick_leave",
    "Tính tiền nghỉ ốm",
    _script,
    _sick_leave,
    (
        *_RATES.values(),
        *_LIMITS.values(),
        "sick_pay_rate",
        "sick_child_days_under_3",
        "sick_child_days_under_7",
        "si_month_days",
    ),
)
