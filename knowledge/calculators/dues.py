"""Dues of a union member, and what a company pays (61/QĐ-TLĐ; 50/2024/QH15 Điều 29)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import choose, money, number

NEEDS = ("union_dues_rate", "union_dues_cap_share", "base_salary")
_WHAT = choose(
    "what",
    "Bạn muốn tính khoản nào?",
    ("dues", "Đoàn phí của tôi"),
    ("fund", "Kinh phí của công ty"),
)
_WAGE = money("wage", "Lương đóng bảo hiểm xã hội của bạn là bao nhiêu? Ví dụ: 7tr hoặc 7.000.000.")
_PEOPLE = number("people", "Công ty có bao nhiêu người đóng bảo hiểm xã hội? Ví dụ: 100.", "người", 1, 1_000_000)
_AVERAGE = money("average", "Lương đóng bảo hiểm trung bình mỗi người là bao nhiêu? Ví dụ: 8tr hoặc 8.000.000.")


def monthly(insured: Fraction, law: Law) -> Fraction:
    """A member's dues of a month on the wage on which insurance is paid."""
    return min(insured * law["union_dues_rate"], ceiling(law))


def ceiling(law: Law) -> Fraction:
    return law["base_salary"] * law["union_dues_cap_share"]


def _script(given: Given) -> Iterator[Question]:
    yield _WHAT
    if given.choice("what") == "dues":
        yield _WAGE
    else:
        yield from (_PEOPLE, _AVERAGE)


def _union_dues(given: Given, law: Law) -> Outcome:
    return _dues(given, law) if given.choice("what") == "dues" else _fund(given, law)


def _dues(given: Given, law: Law) -> Outcome:
    wage, rate = given.number("wage"), law["union_dues_rate"]
    return Outcome(
        headline=f"Đoàn phí của bạn: {dong(monthly(wage, law))} một tháng",
        steps=(
            f"Đoàn phí: {vnd(wage)} × {law.said('union_dues_rate')} = {vnd(wage * rate)}",
            f"Mức tối đa: {law.said('base_salary')} × {law.said('union_dues_cap_share')} = {vnd(ceiling(law))}",
        ),
        notes=(
            "Mức tối đa là của doanh nghiệp ngoài nhà nước. Công đoàn nơi bạn làm có thể thu cao hơn.",
            f"Kinh phí công đoàn {law.said('union_fund_rate')} là công ty đóng. Bị trừ khoản này vào lương thì bạn giữ "
            "phiếu lương và gửi phản ánh.",
        ),
    )


def _fund(given: Given, law: Law) -> Outcome:
    people, average, rate = given.number("people"), given.number("average"), law.said("union_fund_rate")
    amount = people * average * law["union_fund_rate"]
    return Outcome(
        headline=f"Kinh phí công đoàn công ty đóng: {dong(amount)} một tháng",
        steps=(f"{count(people)} người × {vnd(average)} × {rate} = {vnd(amount)}",),
        notes=(
            "Khoản này do công ty đóng, không được trừ vào lương của bạn.",
            "Công ty không đóng hoặc trừ vào lương thì bạn gửi phản ánh.",
        ),
    )


UNION_DUES = Calculator("union_dues", "Tính đoàn phí, kinh phí", _script, _union_dues, (*NEEDS, "union_fund_rate"))
