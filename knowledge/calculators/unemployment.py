"""Unemployment benefit (74/2025/QH15 Điều 38, Điều 39)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import duration, money
from knowledge.calculators.region import REGION_NEEDS, minimum_wage, named, region

_INSURED = duration(
    "insured",
    "Bạn đã đóng bảo hiểm thất nghiệp bao nhiêu tháng mà chưa hưởng? Xem trên VssID hoặc VNeID. "
    "Ví dụ: 50 tháng hoặc 4 năm 2 tháng.",
    unit="tháng",
)
_AVERAGE = money(
    "average",
    "Lương đóng bảo hiểm thất nghiệp 6 tháng cuối, trung bình mỗi tháng bao nhiêu? Ví dụ: 8tr hoặc 8.000.000.",
)
# Below this wage the benefit is under every region's ceiling: the region is not asked for.
_ASK_REGION_FROM = 25_000_000


def _script(given: Given) -> Iterator[Question]:
    yield _INSURED
    yield _AVERAGE
    if given.number("average") > _ASK_REGION_FROM:
        yield from region(given)


def _unemployment(given: Given, law: Law) -> Outcome:
    if given.months("insured") < law["ui_min_months"]:
        return _too_short(given, law)
    wage, months = given.number("average"), _months(given.months("insured"), law)
    full = wage * law["ui_benefit_rate"]
    monthly = min(full, _ceiling(given, law, full))
    return Outcome(
        headline=f"Trợ cấp thất nghiệp: khoảng {dong(monthly)} một tháng, trong {months} tháng",
        steps=(
            f"Mỗi tháng: {vnd(wage)} × {law.said('ui_benefit_rate')} = {vnd(full)}",
            *_ceiling_steps(given, law),
            f"Số tháng hưởng: đóng {given.months('insured')} tháng nên được {months} tháng",
            f"Cả đợt: {vnd(monthly)} × {months} tháng = {vnd(monthly * months)}",
        ),
        notes=(
            f"Điều kiện: nghỉ việc đúng luật, nộp hồ sơ trong {law.said('ui_claim_months')} từ ngày nghỉ.",
            f"Trong {law.said('ui_window_months')} trước khi nghỉ phải đóng đủ {law.said('ui_min_months')}; "
            f"hợp đồng dưới 12 tháng thì tính trong {law.said('ui_window_short_months')}.",
            "Mỗi tháng nhớ thông báo tìm việc, nếu không sẽ mất tiền tháng đó.",
        ),
    )


def _months(insured: int, law: Law) -> int:
    """The first span gives the first benefit, each full step after it one month more (Điều 39)."""
    further = max(insured - int(law["ui_first_span"]), 0) // int(law["ui_step_span"])
    return int(min(law["ui_first_benefit"] + further, law["ui_max_benefit"]))


def _ceiling(given: Given, law: Law, otherwise: Fraction) -> Fraction:
    return minimum_wage(given, law) * law["ui_benefit_ceiling_times"] if "region" in given else otherwise


def _ceiling_steps(given: Given, law: Law) -> Iterator[str]:
    if "region" in given:
        wage, times = minimum_wage(given, law), law["ui_benefit_ceiling_times"]
        where = named(given.choice("region"))
        yield f"Mức tối đa một tháng: {vnd(wage)} ({where}) × {count(times)} = {vnd(wage * times)}"


def _too_short(given: Given, law: Law) -> Outcome:
    return Outcome(
        headline="Bạn chưa đủ thời gian đóng để có trợ cấp thất nghiệp",
        steps=(f"Phải đóng đủ {law.said('ui_min_months')}; bạn đã đóng {given.months('insured')} tháng.",),
        notes=(
            "Thời gian đã đóng không mất, được cộng dồn cho lần sau.",
            "Bạn xem lại trên VssID hoặc VNeID. Công ty trừ lương mà không đóng đủ thì gửi phản ánh.",
        ),
    )


UNEMPLOYMENT = Calculator(
    "unemployment",
    "Tính tiền thất nghiệp",
    _script,
    _unemployment,
    (
        *REGION_NEEDS,
        "ui_benefit_rate",
        "ui_benefit_ceiling_times",
        "ui_min_months",
        "ui_first_span",
        "ui_first_benefit",
        "ui_step_span",
        "ui_max_benefit",
        "ui_claim_months",
        "ui_window_months",
        "ui_window_short_months",
    ),
)
