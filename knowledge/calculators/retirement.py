"""When one may retire (45/2019/QH14 Điều 169; 135/2020/NĐ-CP Điều 4, Điều 5; 41/2024/QH15 Điều 64, Điều 69)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.calculators.calculator import Calculator
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import CannotCalculate, InputKind, Outcome, Question
from knowledge.calculators.numbers import MONTHS_IN_YEAR, age
from knowledge.calculators.questions import NO, SEX, YES, choose

_BORN = Question(
    "born",
    InputKind.DATE,
    "Bạn sinh tháng mấy, năm nào? Ví dụ: 3/1966 hoặc 15/3/1966.",
    minimum=1940,
    maximum=2020,
)
_HAZARD = choose(
    "hazard",
    "Bạn đã đóng bảo hiểm đủ 15 năm cho việc nặng nhọc, độc hại hoặc ở vùng đặc biệt khó khăn chưa?",
    (YES, "Rồi, đủ 15 năm"),
    (NO, "Chưa đủ"),
)


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def __add__(self, months: int) -> Month:
        years, month = divmod(self.month - 1 + months, MONTHS_IN_YEAR)
        return Month(self.year + years, month + 1)

    def __str__(self) -> str:
        return f"{self.month}/{self.year}"


@dataclass(frozen=True)
class Retirement:
    """`age` in months; `reached`: the month in which it is reached; the pension starts with the next one."""

    age: int
    reached: Month

    @property
    def starts(self) -> Month:
        return self.reached + 1


def retirement(born: Month, sex: str, earlier: int, law: Law) -> Retirement:
    """The age of the first year in which it is reached; `earlier` in months.

    Raise CannotCalculate for people who reached it before or in the first year of the law's table.
    """
    first = year = int(law["retirement_first_year"])
    while (born + (_age_in(year, sex, law) - earlier)).year > year:
        year += 1
    if year == first:
        raise CannotCalculate(
            f"Theo ngày sinh này thì bạn đã đủ tuổi nghỉ hưu từ năm {first} hoặc trước đó. "
            "Bạn nhắn «gặp cán bộ» để được xem hồ sơ nhé."
        )
    months = _age_in(year, sex, law) - earlier
    return Retirement(months, born + months)


def _age_in(year: int, sex: str, law: Law) -> int:
    """The usual age of retirement in a year, in months: a step more each year, up to the last."""
    first, step, last = (law[f"retirement_{sex}_{name}"] for name in ("first", "step", "last"))
    return int(min(first + step * (year - int(law["retirement_first_year"])), last))


def _script(given: Given) -> Iterator[Question]:
    yield from (SEX, _BORN)


def _hazard_script(given: Given) -> Iterator[Question]:
    yield from (SEX, _BORN, _HAZARD)


def _usual_age(given: Given, law: Law) -> Outcome:
    found = retirement(Month.of(given.day("born")), given.choice("sex"), 0, law)
    return Outcome(
        headline=_headline(found, law),
        steps=tuple(_steps(given, found)),
        notes=(
            f"Muốn có lương hưu phải đóng bảo hiểm xã hội đủ {law.said('pension_min_years')}.",
            "Làm việc nặng nhọc, độc hại đủ lâu thì được nghỉ sớm hơn, xem mục Tuổi hưu nghề nặng nhọc.",
            "Hồ sơ chỉ có năm sinh thì lấy ngày 01/01; chỉ có tháng, năm thì lấy ngày 01 của tháng.",
        ),
    )


def _hazard_age(given: Given, law: Law) -> Outcome:
    born, sex = Month.of(given.day("born")), given.choice("sex")
    usual = retirement(born, sex, 0, law)
    if given.choice("hazard") == NO:
        return _not_yet(given, usual, law)
    years = law["retirement_hazard_earlier"]
    found = retirement(born, sex, int(years * MONTHS_IN_YEAR), law)
    return Outcome(
        headline=_headline(found, law),
        steps=(
            f"Nghề nặng nhọc, độc hại: sớm tối đa {law.said('retirement_hazard_earlier')} so với tuổi thường.",
            *_steps(given, found),
        ),
        notes=(
            f"Trên sổ bảo hiểm phải ghi đủ {law.said('retirement_hazard_years')} làm nghề nặng nhọc, độc hại "
            "hoặc ở vùng đặc biệt khó khăn. Nghỉ sớm theo cách này không bị trừ lương hưu.",
            f"Đóng bảo hiểm xã hội đủ {law.said('pension_min_years')} mới có lương hưu.",
            "Suy giảm khả năng lao động hoặc làm trong hầm lò thì có cách tính riêng, bạn hỏi cán bộ.",
        ),
    )


def _not_yet(given: Given, usual: Retirement, law: Law) -> Outcome:
    years = law.said("retirement_hazard_years")
    return Outcome(
        headline=_headline(usual, law),
        steps=(f"Chưa đủ {years} nghề nặng nhọc, độc hại nên tính theo tuổi thường.", *_steps(given, usual)),
        notes=(
            f"Làm đủ {years} trước tuổi đó thì được nghỉ sớm tối đa {law.said('retirement_hazard_earlier')}.",
            "Bạn xem trên sổ bảo hiểm công việc của mình có được ghi là nặng nhọc, độc hại không.",
        ),
    )


def _headline(found: Retirement, law: Law) -> str:
    if found.starts <= Month.of(law.on):
        return f"Bạn đã đủ tuổi nghỉ hưu ({age(found.age)}), hưởng được từ tháng {found.starts}"
    return f"Bạn đủ tuổi nghỉ hưu khi {age(found.age)}, hưởng lương hưu từ tháng {found.starts}"


def _steps(given: Given, found: Retirement) -> Iterator[str]:
    yield f"Sinh tháng {Month.of(given.day('born'))} + {age(found.age)} = đủ tuổi vào tháng {found.reached}"
    yield f"Lương hưu bắt đầu từ tháng liền sau: tháng {found.starts}"


_NEEDS = (
    "retirement_first_year",
    "retirement_men_first",
    "retirement_men_step",
    "retirement_men_last",
    "retirement_women_first",
    "retirement_women_step",
    "retirement_women_last",
    "pension_min_years",
)
RETIREMENT_AGE = Calculator("retirement_age", "Tuổi hưu theo năm sinh", _script, _usual_age, _NEEDS)
RETIREMENT_AGE_HAZARD = Calculator(
    "retirement_age_hazard",
    "Tuổi hưu nghề nặng nhọc",
    _hazard_script,
    _hazard_age,
    (*_NEEDS, "retirement_hazard_years", "retirement_hazard_earlier"),
)
