"""Social insurance drawn at once (41/2024/QH15 Điều 70 khoản 3; 158/2025/NĐ-CP Điều 14, Điều 16)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import CannotCalculate, Outcome, Question
from knowledge.calculators.numbers import MONTHS_IN_YEAR, count, dong, half_years, span, vnd
from knowledge.calculators.questions import NO, YES, choose, duration, money

_OLD = choose("old", "Bạn có đóng bảo hiểm xã hội trước 2014 không?", (YES, "Có"), (NO, "Không"))
_BEFORE = duration(
    "before",
    "Trước 2014 bạn đóng được bao nhiêu năm, tháng? Xem trên VssID. Ví dụ: 4 năm hoặc 3 năm 5 tháng.",
    unit="năm",
)
_SINCE = duration(
    "since",
    "Từ tháng 1/2014 đến nay bạn đóng được bao nhiêu năm, tháng? Ví dụ: 10 năm hoặc 3 năm 8 tháng.",
    minimum=0,
    unit="năm",
)
_AVERAGE = money(
    "average",
    "Lương đóng bảo hiểm trung bình của cả quá trình khoảng bao nhiêu một tháng? Ví dụ: 7tr hoặc 7.000.000.",
)


def _script(given: Given) -> Iterator[Question]:
    yield _OLD
    if given.choice("old") == YES:
        yield _BEFORE
    yield from (_SINCE, _AVERAGE)


def _lump_sum(given: Given, law: Law) -> Outcome:
    before, since = _periods(given)
    if not before + since:
        raise CannotCalculate("Bạn chưa đóng tháng nào thì chưa có tiền rút một lần.")
    if before + since < MONTHS_IN_YEAR:
        return _short(given, law)
    wage = given.number("average")
    years_before, years_since = before // MONTHS_IN_YEAR, half_years(since)
    old, new = law["lump_sum_year_before_2014"], law["lump_sum_year_from_2014"]
    months = old * years_before + new * years_since
    rounded = f"{span(since)}, tính tròn {count(years_since)} năm"
    return Outcome(
        headline=f"BHXH một lần của bạn: khoảng {dong(wage * months)}",
        steps=(
            *([f"Trước 2014: {years_before} năm × {_months(old)} = {_months(old * years_before)}"] if before else []),
            f"Từ 2014: {rounded} × {_months(new)} = {_months(new * years_since)}",
            f"Cộng lại: {_months(months)}",
            f"Tiền: {vnd(wage)} × {_months(months)} = {vnd(wage * months)}",
        ),
        notes=_NOTES,
    )


def _months(months: Fraction) -> str:
    return f"{count(months)} tháng"


def _periods(given: Given) -> tuple[int, int]:
    """Months before 2014, whole years only, and months from 2014 on with the odd months from before (Điều 16)."""
    before = given.months("before") if "before" in given else 0
    odd = before % MONTHS_IN_YEAR
    return before - odd, given.months("since") + odd


def _short(given: Given, law: Law) -> Outcome:
    wage, most = given.number("average"), law["lump_sum_short_most"]
    return Outcome(
        headline=f"BHXH một lần của bạn: nhiều nhất {dong(wage * most)}",
        steps=(
            "Đóng chưa đủ một năm thì được bằng số tiền đã đóng, có mức tối đa.",
            f"Mức tối đa: {vnd(wage)} × {count(most)} tháng = {vnd(wage * most)}",
        ),
        notes=_NOTES,
    )


_NOTES = (
    "Lương bình quân thật còn được nhân hệ số trượt giá của từng năm, nên con số chính thức thường cao hơn.",
    "Tháng lẻ trước 2014 chuyển sang phần từ 2014. Sau đó lẻ 1 đến 6 tháng tính nửa năm, từ 7 tháng tính một năm.",
    "Không phải ai cũng được rút: bạn hỏi cán bộ xem mình có đủ điều kiện không.",
    "Rút xong là mất thời gian đã đóng, mất lương hưu và thẻ bảo hiểm y tế khi già. Nên hỏi cách khác trước khi rút.",
)
LUMP_SUM = Calculator(
    "lump_sum_si",
    "Tính BHXH một lần",
    _script,
    _lump_sum,
    ("lump_sum_year_before_2014", "lump_sum_year_from_2014", "lump_sum_short_most"),
)
