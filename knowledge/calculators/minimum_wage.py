"""Is the wage below the law's? By the hour or by the month (293/2025/NĐ-CP Điều 3, Điều 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Outcome, Question
from knowledge.calculators.numbers import count, dong, vnd
from knowledge.calculators.pay import DAY_WAGE, HOUR_WAGE, hourly, hourly_step
from knowledge.calculators.questions import choose, money, number, working_days
from knowledge.calculators.region import NUMERALS, REGION_NEEDS, named, region_or_any

_PAY = choose(
    "pay",
    "Công ty trả lương cho bạn theo cách nào?",
    ("month", "Theo tháng"),
    ("day", "Theo ngày"),
    ("hour", "Theo giờ"),
    ("piece", "Theo sản phẩm"),
)
_WAGE = money(
    "wage",
    "Lương tháng theo công việc của bạn khi làm đủ giờ là bao nhiêu, không kể thưởng, phụ cấp? "
    "Ví dụ: 5tr3 hoặc 5.300.000.",
)
_PIECES = money(
    "pieces",
    "Tổng tiền sản phẩm làm trong giờ bình thường của tháng là bao nhiêu, không kể tăng ca? Ví dụ: 6tr hoặc 6.000.000.",
)
_HOURS = number("hours", "Để có số tiền đó bạn làm bao nhiêu giờ bình thường? Ví dụ: 208 giờ.", "giờ", 1, 300)


@dataclass(frozen=True)
class Compared:
    """The wage beside the least of a region, both by the hour or both by the month."""

    region: str
    wage: Fraction
    least: Fraction

    @property
    def missing(self) -> Fraction:
        return max(self.least - self.wage, Fraction(0))

    def __str__(self) -> str:
        verdict = f"thiếu {vnd(self.missing)}" if self.missing else "đạt"
        return f"Vùng {NUMERALS[self.region]}: ít nhất {vnd(self.least)}, {verdict}"


def _script(given: Given) -> Iterator[Question]:
    yield _PAY
    match given.choice("pay"):
        case "month":
            yield _WAGE
            yield from working_days(given)
        case "day":
            yield DAY_WAGE
        case "hour":
            yield HOUR_WAGE
        case _:
            yield from (_PIECES, _HOURS)
    yield from region_or_any(given)


def _minimum_wage(given: Given, law: Law) -> Outcome:
    compared = [_compare(given, law, number) for number in _regions(given)]
    return Outcome(
        headline=_headline(compared, _unit(given)),
        steps=(*_steps(given, law), *map(str, compared)),
        notes=(
            "So bằng lương theo công việc khi làm đủ giờ; thưởng, phụ cấp, tăng ca không tính vào.",
            "Vùng lương tính theo xã, phường nơi bạn làm việc.",
            "Trả thấp hơn mức này là vi phạm: bạn giữ hợp đồng, phiếu lương rồi gửi phản ánh.",
        ),
    )


def _regions(given: Given) -> Sequence[str]:
    chosen = given.choice("region")
    return list(NUMERALS) if chosen == "any" else [chosen]


def _unit(given: Given) -> str:
    return "tháng" if given.choice("pay") == "month" else "giờ"


def _compare(given: Given, law: Law, region: str) -> Compared:
    if given.choice("pay") == "month":
        return Compared(region, given.number("wage"), law[f"min_wage_{region}"])
    return Compared(region, _hourly(given, law), law[f"min_wage_hour_{region}"])


def _hourly(given: Given, law: Law) -> Fraction:
    if given.choice("pay") == "piece":
        return given.number("pieces") / given.number("hours")
    return hourly(given, law)


def _steps(given: Given, law: Law) -> Iterator[str]:
    if given.choice("pay") == "piece":
        pieces, hours = given.number("pieces"), given.number("hours")
        yield f"Lương giờ: {vnd(pieces)} : {count(hours)} giờ = {vnd(pieces / hours)}"
    else:
        yield hourly_step(given, law)


def _headline(compared: Sequence[Compared], unit: str) -> str:
    below = [line for line in compared if line.missing]
    if not below:
        where = named(compared[0].region) if len(compared) == 1 else "cả bốn vùng"
        return f"Lương của bạn không thấp hơn mức tối thiểu {where}"
    if len(compared) == 1:
        return f"Lương của bạn thấp hơn luật: thiếu khoảng {dong(below[0].missing)} một {unit}"
    if len(below) == len(compared):
        return "Lương của bạn thấp hơn luật ở cả bốn vùng"
    return f"Lương của bạn thấp hơn luật nếu nơi làm thuộc {', '.join(named(line.region) for line in below)}"


MINIMUM_WAGE_HOUR = Calculator(
    "minimum_wage_hour",
    "So lương giờ tối thiểu",
    _script,
    _minimum_wage,
    (*REGION_NEEDS, *(f"min_wage_hour_{number}" for number in NUMERALS), "normal_day_hours"),
)
