"""What an hour of work is worth: from the wage of a month, a day or an hour (145/2020/NĐ-CP Điều 54, Điều 55)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import choose, days_of_month, money, working_days

_PAY = choose(
    "pay",
    "Công ty trả lương cho bạn theo tháng, theo ngày hay theo giờ?",
    ("month", "Theo tháng"),
    ("day", "Theo ngày"),
    ("hour", "Theo giờ"),
)
WAGE = money(
    "wage",
    "Lương tháng theo hợp đồng của bạn là bao nhiêu, không kể thưởng, ăn ca, xăng xe, nhà ở? "
    "Ví dụ: 8tr5 hoặc 8.500.000.",
)
DAY_WAGE = money("day_wage", "Lương một ngày của bạn là bao nhiêu? Ví dụ: 350k hoặc 350.000.", 50_000, 10_000_000)
HOUR_WAGE = money("hour_wage", "Lương một giờ của bạn là bao nhiêu? Ví dụ: 40k hoặc 40.000.", 5_000, 1_000_000)
ROUNDED = "Mình chỉ làm tròn ở kết quả cuối, nên bấm máy từng bước có thể lệch vài đồng."
NEEDS = ("normal_day_hours",)


def pay(given: Given) -> Iterator[Question]:
    yield _PAY
    match given.choice("pay"):
        case "month":
            yield from month_pay(given)
        case "day":
            yield DAY_WAGE
        case _:
            yield HOUR_WAGE


def month_pay(given: Given) -> Iterator[Question]:
    yield WAGE
    yield from working_days(given)


def hourly(given: Given, law: Law) -> Fraction:
    """Dong an hour."""
    if "hour_wage" in given:
        return given.number("hour_wage")
    return daily(given) / law["normal_day_hours"]


def daily(given: Given) -> Fraction:
    return given.number("day_wage") if "day_wage" in given else given.number("wage") / days_of_month(given)


def hourly_step(given: Given, law: Law) -> str:
    """ "Lương giờ: 8.000.000 đ : 26 ngày : 8 giờ = 38.462 đ"."""
    if "hour_wage" in given:
        return f"Lương giờ: {vnd(hourly(given, law))}"
    day = vnd(daily(given)) if "day_wage" in given else _day(given)
    return f"Lương giờ: {day} : {law.said('normal_day_hours')} = {vnd(hourly(given, law))}"


def _day(given: Given) -> str:
    return f"{vnd(given.number('wage'))} : {count(days_of_month(given))} ngày"


def _hourly_wage(given: Given, law: Law) -> Outcome:
    return Outcome(
        headline=f"Lương giờ của bạn: khoảng {dong(hourly(given, law))}",
        steps=(f"Lương ngày: {_day(given)} = {vnd(daily(given))}", hourly_step(given, law)),
        notes=(
            "Lương để tính tăng ca không gồm thưởng, ăn ca, xăng xe, nhà ở.",
            "Công ty chia cho bao nhiêu ngày công thì xem hợp đồng, nội quy hoặc hỏi kế toán.",
        ),
    )


HOURLY_WAGE = Calculator("hourly_wage", "Tính lương ngày, giờ", month_pay, _hourly_wage, NEEDS)
