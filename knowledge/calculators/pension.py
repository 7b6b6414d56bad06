"""The monthly pension (41/2024/QH15 Điều 5 khoản 6, Điều 64–68, Điều 72)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import HALF, MONTHS_IN_YEAR, count, dong, half_years, share, span, vnd
from knowledge.calculators.questions import NO, SEX, YES, choose, duration, money

_INSURED = duration(
    "insured", "Bạn đóng bảo hiểm xã hội tất cả bao nhiêu năm? Ví dụ: 25 năm hoặc 20 năm 7 tháng.", unit="năm"
)
_AVERAGE = money(
    "average",
    "Lương đóng bảo hiểm trung bình của cả quá trình khoảng bao nhiêu một tháng? Ví dụ: 8tr hoặc 8.000.000.",
)
_EARLY = choose(
    "early",
    "Bạn có nghỉ hưu sớm vì suy giảm khả năng lao động không?",
    (YES, "Có, nghỉ sớm"),
    (NO, "Không, đúng tuổi"),
)
_EARLIER = duration("earlier", "Bạn nghỉ trước tuổi bao lâu? Ví dụ: 1 năm hoặc 2 năm 6 tháng.", maximum=120)


def _script(given: Given) -> Iterator[Question]:
    yield from (SEX, _INSURED, _AVERAGE, _EARLY)
    if given.choice("early") == YES:
        yield _EARLIER


def _pension(given: Given, law: Law) -> Outcome:
    early = given.choice("early") == YES
    required = law["pension_early_min_years" if early else "pension_min_years"] * MONTHS_IN_YEAR
    if given.months("insured") < required:
        return _too_short(given, int(required), law)
    rate, wage = _rate(given, law), given.number("average")
    cut = _cut(given.months("earlier"), law) if early else Fraction(0)
    pension = wage * (rate - cut)
    return Outcome(
        headline=f"Lương hưu của bạn: khoảng {dong(pension)} một tháng",
        steps=(
            *_rate_steps(given, law, rate),
            *(
                [f"Nghỉ sớm {span(given.months('earlier'))}: trừ {share(cut)}, còn {share(rate - cut)}"]
                if early
                else []
            ),
            f"Lương hưu: {vnd(wage)} × {share(rate - cut)} = {vnd(pension)}",
            *_over_steps(given, law),
        ),
        notes=(
            "Lương bình quân thật còn được nhân hệ số trượt giá của từng năm, nên con số chính thức thường cao hơn.",
            "Tháng lẻ: từ 1 đến 6 tháng tính nửa năm, từ 7 tháng tính một năm.",
            "Cơ quan bảo hiểm xã hội tính số chính thức. Thiếu tháng đóng trên VssID thì bạn gửi phản ánh.",
        ),
    )


def _rate(given: Given, law: Law) -> Fraction:
    """The share of the average wage (Điều 66): men with less than their base years have a scale of their own."""
    years, base = half_years(given.months("insured")), law[f"pension_base_years_{given.choice('sex')}"]
    if years < base:
        return law["pension_base_rate_men_15"] + (years - law["pension_min_years"]) * law["pension_year_rate_men_15"]
    return min(law["pension_base_rate"] + (years - base) * law["pension_year_rate"], law["pension_max_rate"])


def _rate_steps(given: Given, law: Law, rate: Fraction) -> Iterator[str]:
    years, base = half_years(given.months("insured")), law[f"pension_base_years_{given.choice('sex')}"]
    yield f"Thời gian đóng: {span(given.months('insured'))}, tính tròn {count(years)} năm"
    start, first, step = base, "pension_base_rate", "pension_year_rate"
    if years < base:
        start, first, step = law["pension_min_years"], "pension_base_rate_men_15", "pension_year_rate_men_15"
    yield f"Tỷ lệ: {law.said(first)} ({count(start)} năm đầu) + {count(years - start)} năm × {law.said(step)}" + (
        f", nhiều nhất {share(rate)}" if rate == law["pension_max_rate"] else f" = {share(rate)}"
    )


def _cut(months: int, law: Law) -> Fraction:
    """For a whole year early the full cut, for 6 months or more of a year half of it, for less nothing (Điều 66)."""
    years, rest = divmod(months, MONTHS_IN_YEAR)
    return (years + (HALF if rest >= MONTHS_IN_YEAR // 2 else 0)) * law["pension_early_cut"]


def _over_steps(given: Given, law: Law) -> Iterator[str]:
    """A grant once for the years beyond those that give the highest rate (Điều 68)."""
    over = half_years(given.months("insured")) - law[f"pension_full_years_{given.choice('sex')}"]
    if over > 0:
        wage, rate = given.number("average"), law["pension_over_months"]
        how = f"{vnd(wage)} × {count(rate)} tháng × {count(over)} năm"
        yield f"Đóng vượt mức được thêm một lần khi nghỉ: {how} = {vnd(wage * rate * over)}"


def _too_short(given: Given, required: int, law: Law) -> Outcome:
    missing = required - given.months("insured")
    return Outcome(
        headline="Bạn chưa đủ thời gian đóng để có lương hưu",
        steps=(f"Cần đóng đủ {span(required)}; bạn có {span(given.months('insured'))}, còn thiếu {span(missing)}.",),
        notes=(
            f"Đủ tuổi mà thiếu không quá {law.said('pension_missing_months')} thì được đóng một lần cho đủ.",
            "Thiếu nhiều hơn thì đóng tiếp bảo hiểm xã hội bắt buộc hoặc tự nguyện. Đừng vội rút một lần.",
            "Công ty nào không đóng tháng nào thì bạn xem trên VssID rồi gửi phản ánh.",
        ),
    )


PENSION = Calculator(
    "pension",
    "Tính lương hưu",
    _script,
    _pension,
    (
        "pension_min_years",
        "pension_missing_months",
        "pension_early_min_years",
        "pension_base_years_men",
        "pension_base_years_women",
        "pension_full_years_men",
        "pension_full_years_women",
        "pension_over_months",
        "pension_base_rate",
        "pension_base_rate_men_15",
        "pension_year_rate",
        "pension_year_rate_men_15",
        "pension_max_rate",
        "pension_early_cut",
    ),
)
