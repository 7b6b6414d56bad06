"""An accident at work: what the company pays, what the fund pays (84/2015/QH13 Điều 38, 39, 48, 49, 53)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from knowledge.calculators import accident_fund
from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import InputKind, Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import choose, duration, money

_HARM = choose("harm", "Người bị tai nạn thế nào?", ("hurt", "Bị thương"), ("dead", "Đã mất"))
_FAULT = choose(
    "fault",
    "Tai nạn xảy ra thế nào? Chỉ có lỗi một phần thì vẫn chọn mục đầu.",
    ("other", "Không do mình"),
    ("own", "Hoàn toàn do mình"),
    ("road", "Trên đường đi làm"),
)
_DECLINE = Question(
    "decline",
    InputKind.PERCENT,
    "Kết quả giám định: suy giảm khả năng lao động bao nhiêu phần trăm? Ví dụ: 15%.",
    minimum=1,
    maximum=100,
    unit="%",
)
_WAGE = money("wage", "Lương tháng của người bị tai nạn là bao nhiêu? Ví dụ: 10tr hoặc 10.000.000.")
_INSURED = duration("insured", "Đến khi bị tai nạn đã đóng bảo hiểm xã hội bao lâu? Ví dụ: 3 năm hoặc 8 tháng.")


def _script(given: Given) -> Iterator[Question]:
    yield from (_HARM, _FAULT)
    if given.choice("harm") == "hurt":
        yield from (_DECLINE, _WAGE, _INSURED)
    else:
        yield _WAGE


def _accident(given: Given, law: Law) -> Outcome:
    if given.choice("harm") == "dead":
        return _death(given, law)
    decline = floor(given.number("decline"))
    if decline < law["accident_least_decline"] * 100:
        return _too_light(law)
    fund = accident_fund.benefit(decline, given.number("wage"), given.months("insured"), law)
    months = _company_months(decline, law)
    company = given.number("wage") * months * _fault_share(given, law)
    return Outcome(
        headline=f"Công ty trả ít nhất {dong(company)}; quỹ bảo hiểm trả khoảng {dong(fund.amount)} {fund.how_often}",
        steps=(_months_step(decline, months, law), _company_step(given, months, law), *fund.steps),
        notes=tuple(_notes(given)),
    )


def _company_months(decline: int, law: Law) -> Fraction:
    """Months of wage that the company pays at least when the worker is not at fault (Điều 38 khoản 4)."""
    if decline >= law["accident_heavy_decline"] * 100:
        return law["accident_heavy_months"]
    return law["accident_base_months"] + _points_over(decline, law) * law["accident_step_months"]


def _points_over(decline: int, law: Law) -> int:
    return max(decline - int(law["accident_base_decline"] * 100), 0)


def _months_step(decline: int, months: Fraction, law: Law) -> str:
    over = _points_over(decline, law)
    base, step = count(law["accident_base_months"]), count(law["accident_step_months"])
    how = f"{base} + {over} × {step} = " if over and decline < law["accident_heavy_decline"] * 100 else ""
    return f"Suy giảm {decline}%: {how}{count(months)} tháng lương"


def _fault_share(given: Given, law: Law) -> Fraction:
    """The company pays part of it when the worker is at fault, or on the way to work (Điều 38 khoản 5, Điều 39)."""
    return Fraction(1) if given.choice("fault") == "other" else law["accident_own_fault_rate"]


def _company_step(given: Given, months: Fraction, law: Law) -> str:
    wage, part = given.number("wage"), _fault_share(given, law)
    partly = "" if part == 1 else f" × {law.said('accident_own_fault_rate')}"
    return f"Công ty trả ít nhất: {vnd(wage)} × {count(months)} tháng{partly} = {vnd(wage * months * part)}"


def _death(given: Given, law: Law) -> Outcome:
    months, base = law["accident_heavy_months"], law["base_salary"]
    company = given.number("wage") * months * _fault_share(given, law)
    level = law["reference_level"]
    fund, funeral = base * law["accident_fund_death_times"], level * law["funeral_times"]
    return Outcome(
        headline=f"Công ty trả ít nhất {dong(company)}; quỹ bảo hiểm trả {dong(fund)} và mai táng {dong(funeral)}",
        steps=(
            _company_step(given, months, law),
            f"Quỹ bảo hiểm trả: {vnd(base)} × {law.said('accident_fund_death_times')} = {vnd(fund)}",
            f"Tiền mai táng: {vnd(level)} × {law.said('funeral_times')} = {vnd(funeral)}",
        ),
        notes=("Gia đình còn có trợ cấp tuất hằng tháng hoặc một lần.", *_notes(given)),
    )


def _too_light(law: Law) -> Outcome:
    least = law.said("accident_least_decline")
    return Outcome(
        headline=f"Suy giảm dưới {least} thì chưa có tiền bồi thường theo tỷ lệ",
        steps=(f"Bồi thường và trợ cấp của quỹ tính từ {least} trở lên.",),
        notes=(
            "Công ty vẫn phải trả viện phí, trả đủ lương khi nghỉ điều trị và trả phí giám định.",
            "Công ty không trả thì bạn giữ giấy tờ và gửi phản ánh.",
        ),
    )


def _notes(given: Given) -> Iterator[str]:
    if given.choice("fault") == "road":
        yield "Mức này áp dụng khi đi đúng đường, đúng giờ và do người khác gây ra hoặc không rõ ai gây ra."
    yield "Công ty còn phải trả viện phí và trả đủ lương trong thời gian điều trị."
    yield "Công ty không đóng bảo hiểm thì công ty phải trả thay cả phần của quỹ."
    if given.choice("harm") == "hurt":
        yield "Phần quỹ theo năm đóng tính trên lương đóng bảo hiểm, có thể khác lương hợp đồng."
    yield "Giữ biên bản tai nạn, giấy ra viện, kết quả giám định. Công ty trả thiếu thì gửi phản ánh."


ACCIDENT_COMP = Calculator(
    "accident_comp",
    "Tính bồi thường tai nạn",
    _script,
    _accident,
    (
        *accident_fund.NEEDS,
        "reference_level",
        "accident_base_decline",
        "accident_base_months",
        "accident_step_months",
        "accident_heavy_decline",
        "accident_heavy_months",
        "accident_own_fault_rate",
        "accident_fund_death_times",
        "funeral_times",
    ),
)
