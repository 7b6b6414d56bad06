"""What is left of a month's wage (41/2024/QH15 Điều 33; 74/2025/QH15 Điều 33, Điều 34; 109/2025/QH15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from knowledge.calculators import dues, tax
from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, share, vnd
from knowledge.calculators.questions import NO, YES, choose, money, number
from knowledge.calculators.region import REGION_NEEDS, minimum_wage, region

_GROSS = money("gross", "Tổng lương tháng trước khi trừ bảo hiểm, thuế là bao nhiêu? Ví dụ: 15tr hoặc 15.000.000.")
_SAME = choose(
    "same",
    "Công ty đóng bảo hiểm cho bạn trên cả số đó không? Xem trên phiếu lương hoặc VssID.",
    (YES, "Đúng, trên cả số đó"),
    (NO, "Không, trên số khác"),
)
_DEPENDANTS = number(
    "dependants",
    "Bạn đăng ký giảm trừ thuế cho mấy người phụ thuộc (con, cha mẹ)? Ví dụ: 1. Không có thì nhắn 0.",
    "người",
    0,
    20,
)
_MEMBER = choose("member", "Bạn có là đoàn viên công đoàn không?", (YES, "Có"), (NO, "Không"))
# Below this wage no region's ceiling of unemployment insurance can matter: not asked for.
_ASK_REGION_FROM = 50_000_000


def _script(given: Given) -> Iterator[Question]:
    yield _GROSS
    yield _SAME
    if given.choice("same") == NO:
        gross = int(given.number("gross"))
        text = "Lương đóng bảo hiểm của bạn là bao nhiêu? Ví dụ: 6tr hoặc 6.000.000."
        yield money("insured", text, maximum=gross)
    if _insured(given) > _ASK_REGION_FROM:
        yield from region(given)
    yield from (_DEPENDANTS, _MEMBER)


def _insured(given: Given) -> Fraction:
    return given.number("insured" if "insured" in given else "gross")


def _net_pay(given: Given, law: Law) -> Outcome:
    gross, insurance = given.number("gross"), _insurance(given, law)
    insured = sum(insurance.values(), start=Fraction(0))
    taxable = max(gross - insured - _deductions(given, law), Fraction(0))
    due = sum((part.tax for part in tax.slices(taxable, law)), start=Fraction(0))
    fee = dues.monthly(_insured(given), law) if given.choice("member") == YES else Fraction(0)
    net = gross - insured - due - fee
    sums = [f"{how} = {vnd(amount)}" for how, amount in insurance.items()]
    return Outcome(
        headline=f"Lương thực nhận của bạn: khoảng {dong(net)}",
        steps=(
            *sums,
            *_tax_steps(given, law, insured, taxable),
            *([_dues_step(given, law, fee)] if fee else []),
            f"Thực nhận: {' − '.join(vnd(part) for part in (gross, insured, due, fee) if part)} = {vnd(net)}",
        ),
        notes=_notes(law),
    )


def _insurance(given: Given, law: Law) -> Mapping[str, Fraction]:
    """How each part of the worker's insurance comes about, and its amount; one part where no ceiling is reached."""
    wage = _insured(given)
    si, ui = law["si_rate_worker"] + law["hi_rate_worker"], law["ui_rate_worker"]
    si_base, ui_base = min(wage, law["reference_level"] * law["si_ceiling_times"]), min(wage, _ui_ceiling(given, law))
    if si_base == ui_base:
        return {f"Bảo hiểm: {vnd(wage)} × {share(si + ui)}": wage * (si + ui)}
    return {
        f"BHXH, BHYT: {vnd(si_base)} × {share(si)}": si_base * si,
        f"BHTN: {vnd(ui_base)} × {share(ui)}": ui_base * ui,
    }


def _ui_ceiling(given: Given, law: Law) -> Fraction:
    """74/2025/QH15 Điều 34 khoản 2."""
    return minimum_wage(given, law) * law["ui_ceiling_times"] if "region" in given else _insured(given)


def _deductions(given: Given, law: Law) -> Fraction:
    return law["pit_deduction_self_2026"] + given.number("dependants") * law["pit_deduction_dependant_2026"]


def _tax_steps(given: Given, law: Law, insured: Fraction, taxable: Fraction) -> Iterator[str]:
    own, each, people = law["pit_deduction_self_2026"], law["pit_deduction_dependant_2026"], given.number("dependants")
    family = f" − {vnd(each)} × {count(people)} người" if people else ""
    income = f"Thu nhập tính thuế: {vnd(given.number('gross'))} − {vnd(insured)} − {vnd(own)}{family}"
    if not taxable:
        yield f"{income}: không còn, nên thuế 0 đ"
        return
    yield f"{income} = {vnd(taxable)}"
    for part in tax.slices(taxable, law):
        yield f"Thuế bậc {part.number}: {vnd(part.income)} × {share(part.rate)} = {vnd(part.tax)}"


def _dues_step(given: Given, law: Law, fee: Fraction) -> str:
    if fee == dues.ceiling(law):
        return f"Đoàn phí, mức tối đa: {vnd(fee)}"
    return f"Đoàn phí: {vnd(_insured(given))} × {law.said('union_dues_rate')} = {vnd(fee)}"


def _notes(law: Law) -> tuple[str, ...]:
    return (
        "Tiền tăng ca, làm đêm đúng luật và tiền ăn ca trong mức cho phép không bị tính thuế: có thì thuế ít hơn.",
        "Chưa ký hợp đồng hoặc hợp đồng dưới 3 tháng thì tính khác: "
        f"mỗi lần trả từ {law.said('pit_withholding_floor')} thì trừ thuế {law.said('pit_withholding_rate')}.",
        "Lệch với phiếu lương thì bạn hỏi kế toán từng khoản trừ. Bị trừ sai thì gửi phản ánh.",
    )


NET_PAY = Calculator(
    "net_pay_2026",
    "Tính lương thực nhận",
    _script,
    _net_pay,
    (
        *tax.NEEDS,
        *dues.NEEDS,
        *REGION_NEEDS,
        "reference_level",
        "si_rate_worker",
        "hi_rate_worker",
        "ui_rate_worker",
        "si_ceiling_times",
        "ui_ceiling_times",
        "pit_deduction_self_2026",
        "pit_deduction_dependant_2026",
        "pit_withholding_rate",
        "pit_withholding_floor",
    ),
)
