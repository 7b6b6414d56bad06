"""Overtime by day (45/2019/QH14 Điều 98 khoản 1; 145/2020/NĐ-CP Điều 55)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import dong
from knowledge.calculators.overtime import Kind, Line, hours_of_kinds, lines, rate_of, total_step
from knowledge.calculators.pay import NEEDS, ROUNDED, hourly_step, pay

_KINDS = (
    Kind("weekday", "Ngày thường", "Tăng ca ngày thường", rate_of("overtime_weekday_rate")),
    Kind("rest_day", "Ngày nghỉ hằng tuần", "Tăng ca ngày nghỉ hằng tuần", rate_of("overtime_rest_day_rate")),
    Kind("holiday", "Ngày lễ, Tết", "Tăng ca ngày lễ, Tết", rate_of("holiday_work_extra_rate")),
)


def _script(given: Given) -> Iterator[Question]:
    yield from pay(given)
    yield from hours_of_kinds(given, _KINDS, "Bạn tăng ca vào ngày gì? Có nhiều loại thì chọn từng loại một.")


def _overtime_pay(given: Given, law: Law) -> Outcome:
    worked = lines(given, law, _KINDS)
    amounts = [line.amount for line in worked]
    return Outcome(
        headline=f"Tiền tăng ca của bạn: khoảng {dong(sum(amounts, start=Fraction(0)))}",
        steps=(hourly_step(given, law), *(line.step for line in worked), *total_step(amounts)),
        notes=(*_notes(given, law, worked), ROUNDED),
    )


def _notes(given: Given, law: Law, worked: Sequence[Line]) -> Iterator[str]:
    yield "Đây là mức ít nhất theo luật, công ty được trả cao hơn."
    if given.choice("pay") != "month" and any(line.kind.value == "holiday" for line in worked):
        yield "Bạn hưởng lương ngày thì còn thêm tiền lương của chính ngày lễ đó, mình chưa cộng ở trên."
    if sum(line.hours for line in worked) > law["overtime_month_cap"]:
        yield (
            f"Luật cho tăng ca nhiều nhất {law.said('overtime_month_cap')} một tháng. "
            "Đây là giờ của một tháng thì bạn hỏi cán bộ nhé."
        )
    yield "Giờ làm từ 22 giờ đến 6 giờ thì tính ở mục Tính tiền ca đêm."
    yield "Công ty trả ít hơn thì bạn giữ bảng chấm công, phiếu lương rồi gửi phản ánh."


OVERTIME_PAY = Calculator(
    "overtime_pay",
    "Tính tiền tăng ca",
    _script,
    _overtime_pay,
    (*NEEDS, "overtime_weekday_rate", "overtime_rest_day_rate", "holiday_work_extra_rate", "overtime_month_cap"),
)
