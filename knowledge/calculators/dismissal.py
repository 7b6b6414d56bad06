"""What a company owes after an unlawful dismissal (45/2019/QH14 Điều 41)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, span, vnd
from knowledge.calculators.questions import choose, duration, money, number

_WAGE = money("wage", "Lương tháng theo hợp đồng của bạn là bao nhiêu? Ví dụ: 10tr hoặc 10.000.000.")
_WAITING = duration(
    "waiting",
    "Bạn không được làm việc mấy tháng rồi, tính từ khi bị cho nghỉ? Ví dụ: 3 tháng.",
    minimum=0,
    maximum=120,
    unit="tháng",
)
_CONTRACT = choose(
    "contract",
    "Hợp đồng của bạn là loại nào?",
    ("open", "Không thời hạn"),
    ("year", "12 đến 36 tháng"),
    ("short", "Dưới 12 tháng"),
)
_NOTICED = number(
    "noticed",
    "Công ty báo cho bạn trước mấy ngày? Ví dụ: 10 ngày. Báo xong là nghỉ luôn thì nhắn 0.",
    "ngày",
    0,
    365,
)
_RETURN = choose(
    "return",
    "Bạn có quay lại làm không?",
    ("back", "Tôi muốn quay lại"),
    ("quit", "Tôi không muốn về"),
    ("refused", "Công ty không nhận"),
)


def _script(given: Given) -> Iterator[Question]:
    yield from (_WAGE, _WAITING, _CONTRACT, _NOTICED, _RETURN)


def _dismissal(given: Given, law: Law) -> Outcome:
    parts = list(_parts(given, law))
    total = sum((amount for _, amount in parts), start=Fraction(0))
    return Outcome(
        headline=f"Công ty phải trả bạn ít nhất khoảng {dong(total)}",
        steps=(*(f"{how} = {vnd(amount)}" for how, amount in parts), f"Cộng lại: {vnd(total)}"),
        notes=tuple(_notes(given)),
    )


def _parts(given: Given, law: Law) -> Iterator[tuple[str, Fraction]]:
    """How each part comes about, and its amount."""
    wage, waiting = given.number("wage"), given.months("waiting")
    yield f"Lương những ngày không được làm: {vnd(wage)} × {span(waiting)}", wage * waiting
    least = law["unlawful_least_months"]
    yield f"Tiền đền ít nhất: {vnd(wage)} × {count(least)} tháng", wage * least
    missing, month = _missing_notice(given, law), law["notice_month_days"]
    if missing:
        how = f"Báo trước thiếu: {vnd(wage)} : {count(month)} ngày × {count(missing)} ngày"
        yield how, wage / month * missing
    if given.choice("return") == "refused":
        more = law["unlawful_no_return_months"]
        yield f"Công ty không nhận lại, bạn đồng ý: {vnd(wage)} × {count(more)} tháng", wage * more


def _missing_notice(given: Given, law: Law) -> Fraction:
    """Days of notice that the company owed and did not give (Điều 36 khoản 2)."""
    return max(law[f"dismissal_notice_{given.choice('contract')}"] - given.number("noticed"), Fraction(0))


def _notes(given: Given) -> Iterator[str]:
    yield "Công ty còn phải đóng bảo hiểm cho những ngày bạn không được làm."
    if given.choice("return") != "back":
        yield "Cộng thêm trợ cấp thôi việc nếu có, xem mục Tính trợ cấp thôi việc."
    yield "Chỉ áp dụng khi công ty cho nghỉ trái luật. Số tiền cuối cùng do hai bên thỏa thuận hoặc Tòa án quyết định."
    yield "Bạn giữ quyết định cho nghỉ, tin nhắn, bảng lương và nhờ Công đoàn."


UNLAWFUL_TERMINATION = Calculator(
    "unlawful_termination",
    "Tính tiền bị nghỉ sai",
    _script,
    _dismissal,
    (
        "unlawful_least_months",
        "unlawful_no_return_months",
        "dismissal_notice_open",
        "dismissal_notice_year",
        "dismissal_notice_short",
        "notice_month_days",
    ),
)
