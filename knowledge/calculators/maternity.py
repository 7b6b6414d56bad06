"""Maternity benefit of the mother, leave of the father (41/2024/QH15 Điều 53, 58, 59; 113/2025/QH15 Điều 14)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.questions import choose, money

_WHO = choose("who", "Tính cho ai?", ("mother", "Mẹ sinh con"), ("father", "Chồng có vợ sinh"))
_AVERAGE = money(
    "average",
    "Lương đóng bảo hiểm xã hội 6 tháng cuối trước khi nghỉ, trung bình mỗi tháng bao nhiêu? "
    "Ví dụ: 7tr hoặc 7.000.000.",
)
_CHILDREN = choose("children", "Lần này sinh mấy bé?", ("1", "Một bé"), ("2", "Sinh đôi"), ("3", "Sinh ba"))
_BIRTH = choose(
    "birth",
    "Trước lần sinh này bạn đang có mấy con đẻ?",
    ("first", "Chưa có con"),
    ("second", "Có một con"),
    ("later", "Có hai con trở lên"),
)
_FATHER = choose(
    "case",
    "Vợ bạn sinh thế nào? Sinh non là dưới 32 tuần. Nhiều điều đúng thì chọn mục được nghỉ nhiều ngày nhất.",
    ("usual", "Sinh thường"),
    ("surgery", "Sinh mổ, sinh non"),
    ("second", "Sinh con thứ hai"),
    ("twins", "Sinh đôi"),
    ("triplets", "Sinh ba"),
    ("twins_surgery", "Sinh đôi phải mổ"),
)
_FATHER_DAYS = {
    "usual": "paternity_days",
    "surgery": "paternity_days_surgery",
    "second": "paternity_days_second",
    "twins": "paternity_days_twins",
    "triplets": "paternity_days_triplets",
    "twins_surgery": "paternity_days_twins_surgery",
}


def _script(given: Given) -> Iterator[Question]:
    yield _WHO
    yield _AVERAGE
    if given.choice("who") == "mother":
        yield from (_CHILDREN, _BIRTH)
    else:
        yield _FATHER


def _maternity(given: Given, law: Law) -> Outcome:
    return _mother(given, law) if given.choice("who") == "mother" else _father(given, law)


def _mother(given: Given, law: Law) -> Outcome:
    wage, months, children = given.number("average"), _months(given, law), int(given.choice("children"))
    leave, grant = wage * months, law["reference_level"] * law["maternity_grant_times"] * children
    times = law["maternity_grant_times"]
    return Outcome(
        headline=f"Tiền thai sản của bạn: khoảng {dong(leave + grant)}",
        steps=(
            f"Tiền nghỉ sinh: {vnd(wage)} × {count(months)} tháng = {vnd(leave)}",
            f"Trợ cấp một lần: {count(times)} × {vnd(law['reference_level'])} × {children} con = {vnd(grant)}",
            f"Cộng lại: {vnd(leave + grant)}",
        ),
        notes=tuple(_mother_notes(given, law)),
    )


def _months(given: Given, law: Law) -> Fraction:
    """Months of leave: by the number of the birth, and more for each child after the first of this birth."""
    usual = law["maternity_months_second" if given.choice("birth") == "second" else "maternity_months"]
    return usual + law["maternity_twin_months"] * (int(given.choice("children")) - 1)


def _mother_notes(given: Given, law: Law) -> Iterator[str]:
    yield (
        f"Điều kiện: đóng đủ {law.said('maternity_min_months')} trong 12 tháng trước khi sinh. "
        "Phải nghỉ dưỡng thai thì có cách tính khác."
    )
    if given.choice("birth") == "second":
        yield "Số tháng cho con thứ hai áp dụng khi bé sinh từ 01/07/2026 và bạn có một con đẻ còn sống."
        if given.choice("children") != "1":
            yield "Sinh đôi, sinh ba khi đã có một con thì bạn hỏi cán bộ để chắc số tháng nghỉ."
    yield "Tiền do bảo hiểm xã hội trả, không bị tính thuế. Nộp giấy khai sinh hoặc chứng sinh cho công ty."
    yield "Công ty không nộp hồ sơ hoặc không đóng bảo hiểm thì bạn gửi phản ánh."


def _father(given: Given, law: Law) -> Outcome:
    wage, month = given.number("average"), law["si_month_days"]
    days = law[_FATHER_DAYS[given.choice("case")]]
    pay = wage / month * days
    grant = law["reference_level"] * law["maternity_grant_times"]
    return Outcome(
        headline=f"Bạn được nghỉ {count(days)} ngày, tiền khoảng {dong(pay)}",
        steps=(f"{vnd(wage)} : {count(month)} × {count(days)} ngày làm việc = {vnd(pay)}",),
        notes=(
            f"Bắt đầu nghỉ trong {law.said('paternity_window_days')} từ ngày vợ sinh, được chia nhiều lần.",
            "Bạn phải đang tham gia bảo hiểm xã hội bắt buộc. Tiền do bảo hiểm xã hội trả.",
            f"Vợ không đủ điều kiện thai sản mà bạn đóng đủ {law.said('maternity_min_months')} trong 12 tháng thì bạn "
            f"được thêm {dong(grant)} cho mỗi con.",
            "Công ty không cho nghỉ hoặc không nộp hồ sơ thì bạn gửi phản ánh.",
        ),
    )


MATERNITY = Calculator(
    "maternity",
    "Tính tiền thai sản",
    _script,
    _maternity,
    (
        *_FATHER_DAYS.values(),
        "reference_level",
        "si_month_days",
        "maternity_months",
        "maternity_months_second",
        "maternity_twin_months",
        "maternity_grant_times",
        "maternity_min_months",
        "paternity_window_days",
    ),
)
