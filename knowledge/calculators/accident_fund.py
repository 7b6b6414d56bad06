"""What the accident fund of social insurance pays to a hurt worker (84/2015/QH13 Điều 48, Điều 49)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from knowledge.calculators.given import Law
from knowledge.calculators.numbers import MONTHS_IN_YEAR, count, share, vnd

NEEDS = (
    "base_salary",
    "accident_least_decline",
    "accident_fund_monthly_decline",
    "accident_fund_once_times",
    "accident_fund_once_step",
    "accident_fund_once_first_year",
    "accident_fund_once_next_year",
    "accident_fund_monthly_rate",
    "accident_fund_monthly_step",
    "accident_fund_wage_first_year",
    "accident_fund_wage_next_year",
)


@dataclass(frozen=True)
class Benefit:
    """`how_often`: "một lần" or "một tháng"."""

    amount: Fraction
    how_often: str
    steps: tuple[str, ...]


def benefit(decline: int, wage: Fraction, insured: int, law: Law) -> Benefit:
    """`decline` in whole percent, `wage` of a month, `insured` in months."""
    if decline < law["accident_fund_monthly_decline"] * 100:
        return _once(decline, wage, insured, law)
    return _monthly(decline, wage, insured, law)


def _once(decline: int, wage: Fraction, insured: int, law: Law) -> Benefit:
    base, times, step = law["base_salary"], law["accident_fund_once_times"], law["accident_fund_once_step"]
    over = decline - int(law["accident_least_decline"] * 100)
    by_decline = base * (times + over * step)
    months = law["accident_fund_once_first_year"] + _later_years(insured) * law["accident_fund_once_next_year"]
    by_years = wage * months
    return Benefit(
        by_decline + by_years,
        "một lần",
        (
            f"Quỹ, theo mức suy giảm: ({count(times)} + {over} × {count(step)}) × {vnd(base)} = {vnd(by_decline)}",
            f"Quỹ, theo năm đóng: {count(months)} tháng × {vnd(wage)} = {vnd(by_years)}",
        ),
    )


def _monthly(decline: int, wage: Fraction, insured: int, law: Law) -> Benefit:
    base, first, step = law["base_salary"], law["accident_fund_monthly_rate"], law["accident_fund_monthly_step"]
    over = decline - int(law["accident_fund_monthly_decline"] * 100)
    by_decline = base * (first + over * step)
    rate = law["accident_fund_wage_first_year"] + _later_years(insured) * law["accident_fund_wage_next_year"]
    by_years = wage * rate
    return Benefit(
        by_decline + by_years,
        "một tháng",
        (
            f"Quỹ, theo mức suy giảm: ({share(first)} + {over} × {share(step)}) × {vnd(base)} = {vnd(by_decline)}",
            f"Quỹ, theo năm đóng: {share(rate)} × {vnd(wage)} = {vnd(by_years)}",
        ),
    )


def _later_years(insured: int) -> int:
    """Full years after the first; a first year that is not full counts as one."""
    return max(insured // MONTHS_IN_YEAR - 1, 0)
