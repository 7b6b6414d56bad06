"""What a company adds when the wage comes late (45/2019/QH14 Điều 97 khoản 4)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import InputKind, Outcome, Question
from knowledge.calculators.numbers import count, dong, share, vnd
from knowledge.calculators.questions import NO, YES, choose, money, number

_AMOUNT = money("amount", "Công ty còn nợ bạn bao nhiêu tiền lương? Ví dụ: 10tr hoặc 10.000.000.", 10_000)
_DAYS = number("days", "Lương trễ mấy ngày rồi? Ví dụ: 20 ngày.", "ngày", 1, 3650)
_KNOWN = choose(
    "known",
    "Bạn có biết lãi tiền gửi 1 tháng của ngân hàng công ty trả lương không?",
    (YES, "Có biết"),
    (NO, "Không biết"),
)
_RATE = Question(
    "rate", InputKind.PERCENT, "Lãi bao nhiêu phần trăm một năm? Ví dụ: 4%.", minimum=0.1, maximum=30, unit="%"
)


def _script(given: Given) -> Iterator[Question]:
    yield from (_AMOUNT, _DAYS, _KNOWN)
    if given.choice("known") == YES:
        yield _RATE


def _late_wage(given: Given, law: Law) -> Outcome:
    if given.number("days") < law["late_wage_days"]:
        return _not_late_enough(law)
    amount, days, rate, year = (
        given.number("amount"),
        given.number("days"),
        _rate(given, law),
        law["interest_year_days"],
    )
    interest = amount * rate * days / year
    return Outcome(
        headline=f"Công ty phải trả thêm cho bạn ít nhất khoảng {dong(interest)}",
        steps=(f"{vnd(amount)} × {share(rate)} một năm × {count(days)} ngày : {count(year)} = {vnd(interest)}",),
        notes=tuple(_notes(given, law)),
    )


def _rate(given: Given, law: Law) -> Fraction:
    """A year's interest as a share; an example where the worker does not know it."""
    return given.number("rate") / 100 if "rate" in given else law["late_wage_example_rate"]


def _notes(given: Given, law: Law) -> Iterator[str]:
    if "rate" not in given:
        yield f"Mình lấy lãi {law.said('late_wage_example_rate')} một năm làm ví dụ. Lãi thật theo ngân hàng trả lương."
    yield "Số này chưa gồm tiền lương còn nợ: công ty phải trả cả hai."
    yield "Số tiền lãi nhỏ. Quan trọng hơn là đòi trả đúng hạn: bạn gửi phản ánh để công ty bị nhắc, bị phạt."


def _not_late_enough(law: Law) -> Outcome:
    days = law.said("late_wage_days")
    return Outcome(
        headline=f"Trễ dưới {days} thì chưa có tiền lãi",
        steps=(f"Luật buộc trả thêm lãi khi trễ từ {days} trở lên.",),
        notes=("Công ty vẫn phải trả lương đúng hạn. Công ty hay trả trễ thì bạn gửi phản ánh.",),
    )


LATE_WAGE_INTEREST = Calculator(
    "late_wage_interest",
    "Tính lãi chậm lương",
    _script,
    _late_wage,
    ("late_wage_days", "interest_year_days", "late_wage_example_rate"),
)
