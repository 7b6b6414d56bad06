"""Work and overtime at night (45/2019/QH14 Điều 98 khoản 2, 3; 145/2020/NĐ-CP Điều 56, Điều 57)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, share, vnd
from knowledge.calculators.overtime import Kind, hours_of_kinds, lines, rate_of, total_step
from knowledge.calculators.pay import NEEDS, ROUNDED, hourly, hourly_step, pay
from knowledge.calculators.questions import NO, YES, choose

_BY_DAY = choose(
    "by_day",
    "Hôm đó ban ngày bạn đã tăng ca trước khi tăng ca đêm chưa?",
    (YES, "Rồi, có tăng ca"),
    (NO, "Chưa tăng ca"),
)


def _shift(given: Given, law: Law) -> Fraction:
    return law["normal_pay_rate"] + law["night_extra_rate"]


def _weekday(given: Given, law: Law) -> Fraction:
    after = given.choice("by_day") == YES
    return law["night_overtime_weekday_after_rate" if after else "night_overtime_weekday_rate"]


_KINDS = (
    Kind("shift", "Ca đêm bình thường", "Ca đêm bình thường", _shift),
    Kind("weekday", "Tăng ca ngày thường", "Tăng ca đêm ngày thường", _weekday, (_BY_DAY,)),
    Kind("rest_day", "Tăng ca ngày nghỉ", "Tăng ca đêm ngày nghỉ hằng tuần", rate_of("night_overtime_rest_day_rate")),
    Kind("holiday", "Tăng ca ngày lễ, Tết", "Tăng ca đêm ngày lễ, Tết", rate_of("night_overtime_holiday_rate")),
)


def _script(given: Given) -> Iterator[Question]:
    yield from pay(given)
    yield from hours_of_kinds(
        given,
        _KINDS,
        "Giờ làm đêm của bạn là loại nào? Giờ đêm là từ 22 giờ đến 6 giờ. Có nhiều loại thì chọn từng loại.",
    )


def _night_overtime(given: Given, law: Law) -> Outcome:
    worked = lines(given, law, _KINDS)
    amounts = [line.amount for line in worked]
    return Outcome(
        headline=f"Tiền làm đêm của bạn: khoảng {dong(sum(amounts, start=Fraction(0)))}",
        steps=(hourly_step(given, law), *(line.step for line in worked), *total_step(amounts)),
        notes=(*_notes(given, law), ROUNDED),
    )


def _notes(given: Given, law: Law) -> Iterator[str]:
    yield "Đây là mức ít nhất theo luật, công ty được trả cao hơn."
    if "hours_shift" in given:
        yield _extra_of_shift(given, law)
    if "hours_holiday" in given and given.choice("pay") != "month":
        yield "Bạn hưởng lương ngày thì còn thêm tiền lương của chính ngày lễ đó, mình chưa cộng ở trên."
    yield "Bạn ghi lại giờ làm sau 22 giờ mỗi đêm. Phiếu lương ít hơn thì gửi phản ánh."


def _extra_of_shift(given: Given, law: Law) -> str:
    """A monthly wage already holds the hours of a night shift; what comes on top is what a payslip shows."""
    wage, hours = hourly(given, law), given.number("hours_shift")
    extra = law["night_extra_rate"]
    return (
        f"Tiền ca đêm ở trên đã gồm lương giờ bình thường. Riêng phần trả thêm: "
        f"{vnd(wage)} × {share(extra)} × {count(hours)} giờ = {vnd(wage * extra * hours)}."
    )


NIGHT_OVERTIME = Calculator(
    "night_overtime",
    "Tính tiền ca đêm",
    _script,
    _night_overtime,
    (
        *NEEDS,
        "normal_pay_rate",
        "night_extra_rate",
        "night_overtime_weekday_rate",
        "night_overtime_weekday_after_rate",
        "night_overtime_rest_day_rate",
        "night_overtime_holiday_rate",
    ),
)
