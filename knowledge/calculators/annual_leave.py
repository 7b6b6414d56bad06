"""Days of annual leave, and pay for days not taken (45/2019/QH14 Điều 113, 114; 145/2020/NĐ-CP Điều 66, 67)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import MONTHS_IN_YEAR, count, dong, span, vnd
from knowledge.calculators.questions import (
    NO,
    YES,
    choose,
    days_of_month,
    duration,
    money,
    number,
    working_days,
)

_JOB = choose(
    "job",
    "Công việc của bạn thuộc loại nào? Người dưới 18 tuổi, người khuyết tật thì chọn mục hai.",
    ("normal", "Bình thường"),
    ("hard", "Nặng nhọc, độc hại"),
    ("very_hard", "Đặc biệt nặng nhọc"),
)
_WORKED = duration("worked", "Bạn làm ở công ty này được bao lâu rồi? Ví dụ: 6 năm hoặc 7 tháng.")
_FULL = choose("full", "Năm nay bạn làm đủ 12 tháng không?", (YES, "Có, đủ 12 tháng"), (NO, "Không đủ"))
_PAYOUT = choose(
    "payout",
    "Bạn nghỉ việc mà còn phép chưa nghỉ, muốn tính tiền luôn không?",
    (YES, "Có, tính tiền phép"),
    (NO, "Không cần"),
)
_LEFT = number("left", "Bạn còn bao nhiêu ngày phép chưa nghỉ? Ví dụ: 5 ngày.", "ngày", 0.5, 60)
_WAGE = money("wage", "Lương hợp đồng của tháng trước khi nghỉ là bao nhiêu? Ví dụ: 9tr hoặc 9.000.000.")


def _script(given: Given) -> Iterator[Question]:
    yield _JOB
    yield _WORKED
    if given.months("worked") >= MONTHS_IN_YEAR:
        yield _FULL
        if given.choice("full") == NO:
            yield duration("months", "Bạn làm được mấy tháng? Ví dụ: 7 tháng.", 1, MONTHS_IN_YEAR, "tháng")
    yield _PAYOUT
    if given.choice("payout") == YES:
        yield from (_LEFT, _WAGE)
        yield from working_days(given)


def _annual_leave(given: Given, law: Law) -> Outcome:
    base, more = law[f"leave_days_{given.choice('job')}"], _seniority(given, law)
    months = _months(given)
    # A first year may reach over the turn of the year; its months count all the same (Điều 113 khoản 2).
    when = "Năm nay" if given.months("worked") >= MONTHS_IN_YEAR else f"Cho {months} tháng đã làm"
    days = (base + more) * months / MONTHS_IN_YEAR
    steps = [
        f"Phép một năm: {count(base)} ngày + {count(more)} ngày thâm niên = {count(base + more)} ngày",
        f"{when}: {count(base + more)} ngày × {months} tháng : {MONTHS_IN_YEAR} = {count(days)} ngày",
    ]
    headline = f"{when} bạn có khoảng {count(days)} ngày phép"
    if given.choice("payout") == YES:
        pay = _payout(given)
        headline += f". Tiền phép chưa nghỉ: khoảng {dong(pay)}"
        steps.append(_payout_step(given, pay))
    return Outcome(headline, tuple(steps), _notes(law))


def _seniority(given: Given, law: Law) -> Fraction:
    """One more day for every full five years (Điều 114)."""
    return given.months("worked") // law["leave_seniority_months"] * law["leave_seniority_days"]


def _months(given: Given) -> int:
    """Months that count: of this year, or of a first one."""
    if "months" in given:
        return given.months("months")
    return min(given.months("worked"), MONTHS_IN_YEAR)


def _payout(given: Given) -> Fraction:
    return given.number("wage") / days_of_month(given) * given.number("left")


def _payout_step(given: Given, pay: Fraction) -> str:
    wage, days, left = given.number("wage"), days_of_month(given), given.number("left")
    return f"Tiền phép: {vnd(wage)} : {count(days)} ngày công × {count(left)} ngày phép = {vnd(pay)}"


def _notes(law: Law) -> tuple[str, ...]:
    return (
        f"Cứ đủ {span(int(law['leave_seniority_months']))} làm cho một công ty thì thêm "
        f"{law.said('leave_seniority_days')} phép. Số lẻ làm tròn thế nào thì bạn hỏi nhân sự.",
        "Tháng có từ một nửa ngày công trở lên được tính một tháng, kể cả nghỉ thai sản.",
        "Nghỉ việc mà còn phép thì công ty phải trả tiền. Đang làm thì theo quy chế công ty.",
        "Số phép hoặc tiền phép trên phiếu lương ít hơn thì bạn hỏi nhân sự hoặc gửi phản ánh.",
    )


ANNUAL_LEAVE = Calculator(
    "annual_leave",
    "Tính ngày, tiền phép",
    _script,
    _annual_leave,
    (
        "leave_days_normal",
        "leave_days_hard",
        "leave_days_very_hard",
        "leave_seniority_months",
        "leave_seniority_days",
    ),
)
