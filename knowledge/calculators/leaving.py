"""Allowances when a contract ends: severance and loss of job (45/2019/QH14 Điều 46, Điều 47; 145/2020/NĐ-CP Điều 8)."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, half_years, span, vnd
from knowledge.calculators.questions import choose, duration, money

_REASON = choose(
    "reason",
    "Vì sao bạn nghỉ việc?",
    ("expired", "Hết hạn hợp đồng"),
    ("agreed", "Hai bên thỏa thuận"),
    ("resigned", "Tôi báo nghỉ trước"),
    ("dismissed", "Công ty cho nghỉ"),
    ("cut", "Công ty cắt giảm"),
    ("broken", "Bị sa thải, bỏ việc"),
    ("retired", "Nghỉ hưu"),
)
_WORKED = duration("worked", "Bạn làm ở công ty này được bao lâu, tính cả thử việc? Ví dụ: 5 năm 3 tháng.")
_COVER = choose(
    "cover",
    "Trong thời gian đó công ty có đóng bảo hiểm thất nghiệp cho bạn không? Xem trên VssID hoặc VNeID.",
    ("full", "Đóng đủ từ đầu"),
    ("after_trial", "Trừ lúc thử việc"),
    ("part", "Có lúc không đóng"),
    ("none", "Chưa đóng lần nào"),
)
_AVERAGE = money(
    "average",
    "Lương theo hợp đồng của 6 tháng cuối, trung bình mỗi tháng bao nhiêu? Ví dụ: 10tr hoặc 10.000.000.",
)


def _cover(given: Given) -> Iterator[Question]:
    """How much of the time at the company is covered by unemployment insurance."""
    yield _WORKED
    yield _COVER
    worked = given.months("worked")
    match given.choice("cover"):
        case "after_trial":
            yield duration("trial", "Bạn thử việc mấy tháng? Ví dụ: 2 tháng.", maximum=worked, unit="tháng")
        case "part":
            yield duration(
                "insured",
                "Bạn đã được đóng bảo hiểm thất nghiệp bao lâu ở công ty này? Ví dụ: 4 năm 10 tháng.",
                maximum=worked,
            )
        case _:
            return


def _counted(given: Given) -> int:
    """Months that count: worked, but not covered by unemployment insurance."""
    match given.choice("cover"):
        case "full":
            return 0
        case "after_trial":
            return given.months("trial")
        case "part":
            return given.months("worked") - given.months("insured")
        case _:
            return given.months("worked")


def _counted_step(given: Given) -> str:
    counted = _counted(given)
    if not counted:
        return "Thời gian tính trợ cấp: 0, vì đã đóng bảo hiểm thất nghiệp đủ."
    return f"Thời gian chưa đóng bảo hiểm thất nghiệp: {span(counted)}, tính tròn {count(half_years(counted))} năm"


def _severance_script(given: Given) -> Iterator[Question]:
    yield _REASON
    if given.choice("reason") in _NO_SEVERANCE:
        return
    yield from _cover(given)
    if given.choice("cover") != "full":
        yield _AVERAGE


def _severance(given: Given, law: Law) -> Outcome:
    if given.choice("reason") in _NO_SEVERANCE:
        return _NO_SEVERANCE[given.choice("reason")]
    if given.months("worked") < law["severance_min_months"]:
        return _too_short(law, "trợ cấp thôi việc")
    if not _counted(given):
        return _COVERED
    wage, years, rate = given.number("average"), half_years(_counted(given)), law["severance_year_months"]
    amount = wage * years * rate
    return Outcome(
        headline=f"Trợ cấp thôi việc của bạn: khoảng {dong(amount)}",
        steps=(
            _counted_step(given),
            f"Trợ cấp: {vnd(wage)} × {count(rate)} tháng lương × {count(years)} năm = {vnd(amount)}",
        ),
        notes=(
            "Tháng lẻ: từ 1 đến 6 tháng tính nửa năm, trên 6 tháng tính một năm.",
            "Thời gian nào đã được trả trợ cấp trước đó thì trừ ra.",
            "Bị cho nghỉ trái luật thì được nhiều hơn, xem mục Tính tiền bị nghỉ sai.",
            f"Công ty phải trả trong {law.said('settlement_days')} làm việc. Trả thiếu, trả chậm thì gửi phản ánh.",
        ),
    )


def _too_short(law: Law, allowance: str) -> Outcome:
    return Outcome(
        headline=f"Bạn chưa đủ thời gian để có {allowance}",
        steps=(f"Phải làm thường xuyên đủ {law.said('severance_min_months')} mới có {allowance}.",),
        notes=("Công ty vẫn phải trả đủ lương và tiền phép chưa nghỉ.",),
    )


_COVERED = Outcome(
    headline="Trợ cấp thôi việc công ty phải trả: 0 đồng",
    steps=("Thời gian đã đóng bảo hiểm thất nghiệp không tính trợ cấp thôi việc.",),
    notes=(
        "Bạn có thể được trợ cấp thất nghiệp, xem mục Tính tiền thất nghiệp.",
        "Bạn xem lại trên VssID hoặc VNeID: tháng nào công ty không đóng thì tháng đó được tính.",
    ),
)
_NO_SEVERANCE = {
    "cut": Outcome(
        headline="Bạn được trợ cấp mất việc, không phải trợ cấp thôi việc",
        steps=(
            "Công ty cắt giảm vì đổi cơ cấu, công nghệ, lý do kinh tế thì trả trợ cấp mất việc, cao hơn thôi việc.",
        ),
        notes=("Bạn chọn mục Tính trợ cấp mất việc để tính.",),
    ),
    "broken": Outcome(
        headline="Trường hợp này không có trợ cấp thôi việc",
        steps=("Bị sa thải, tự ý bỏ việc hoặc nghỉ trái luật thì không có trợ cấp thôi việc.",),
        notes=(
            "Công ty vẫn phải trả đủ lương và tiền phép chưa nghỉ.",
            "Bạn thấy bị sa thải oan thì gửi phản ánh để Công đoàn xem lại.",
        ),
    ),
    "retired": Outcome(
        headline="Đủ điều kiện hưởng lương hưu thì không có trợ cấp thôi việc",
        steps=("Người đủ điều kiện hưởng lương hưu nhận lương hưu thay cho trợ cấp thôi việc.",),
        notes=("Chưa đủ điều kiện hưởng lương hưu thì bạn hỏi cán bộ để được tính.",),
    ),
}


def _job_loss_script(given: Given) -> Iterator[Question]:
    yield from _cover(given)
    yield _AVERAGE


def _job_loss(given: Given, law: Law) -> Outcome:
    if given.months("worked") < law["severance_min_months"]:
        return _too_short(law, "trợ cấp mất việc")
    wage, years, rate = given.number("average"), half_years(_counted(given)), law["job_loss_year_months"]
    by_years, least = wage * years * rate, wage * law["job_loss_least_months"]
    amount = max(by_years, least)
    return Outcome(
        headline=f"Trợ cấp mất việc của bạn: khoảng {dong(amount)}",
        steps=(
            _counted_step(given),
            f"Theo số năm: {vnd(wage)} × {count(rate)} tháng lương × {count(years)} năm = {vnd(by_years)}",
            f"Mức ít nhất: {vnd(wage)} × {law.said('job_loss_least_months')} = {vnd(least)}",
            f"Lấy mức cao hơn: {vnd(amount)}",
        ),
        notes=(
            "Dành cho người bị cắt giảm vì đổi cơ cấu, công nghệ, lý do kinh tế, sáp nhập, bán doanh nghiệp.",
            "Công ty tính ra 0 đồng thì bạn đừng ký vội, nhắn «gặp cán bộ» để được xem lại.",
        ),
    )


_NEEDS = ("severance_min_months",)
SEVERANCE = Calculator(
    "severance",
    "Tính trợ cấp thôi việc",
    _severance_script,
    _severance,
    (*_NEEDS, "severance_year_months", "settlement_days"),
)
JOB_LOSS = Calculator(
    "job_loss",
    "Tính trợ cấp mất việc",
    _job_loss_script,
    _job_loss,
    (*_NEEDS, "job_loss_year_months", "job_loss_least_months"),
)
