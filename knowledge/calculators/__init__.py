"""Calculators: a few questions, then a sum of money, days or a date, worked out step by step. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.calculators.accident import ACCIDENT_COMP
from knowledge.calculators.annual_leave import ANNUAL_LEAVE
from knowledge.calculators.calculator import Calculator
from knowledge.calculators.dismissal import UNLAWFUL_TERMINATION
from knowledge.calculators.dues import UNION_DUES
from knowledge.calculators.form import check
from knowledge.calculators.late_wage import LATE_WAGE_INTEREST
from knowledge.calculators.leaving import JOB_LOSS, SEVERANCE
from knowledge.calculators.lump_sum import LUMP_SUM
from knowledge.calculators.maternity import MATERNITY
from knowledge.calculators.minimum_wage import MINIMUM_WAGE_HOUR
from knowledge.calculators.model import (
    Answers,
    CannotCalculate,
    Choice,
    InputKind,
    Outcome,
    Question,
    Result,
    Value,
)
from knowledge.calculators.net_pay import NET_PAY
from knowledge.calculators.night_overtime import NIGHT_OVERTIME
from knowledge.calculators.overtime_pay import OVERTIME_PAY
from knowledge.calculators.pay import HOURLY_WAGE
from knowledge.calculators.pension import PENSION
from knowledge.calculators.retirement import RETIREMENT_AGE, RETIREMENT_AGE_HAZARD
from knowledge.calculators.sick_leave import SICK_LEAVE
from knowledge.calculators.unemployment import UNEMPLOYMENT

CALCULATORS: Mapping[str, Calculator] = {
    calculator.id: calculator
    for calculator in (
        OVERTIME_PAY,
        NIGHT_OVERTIME,
        HOURLY_WAGE,
        ANNUAL_LEAVE,
        NET_PAY,
        MINIMUM_WAGE_HOUR,
        LATE_WAGE_INTEREST,
        UNEMPLOYMENT,
        SEVERANCE,
        JOB_LOSS,
        UNLAWFUL_TERMINATION,
        MATERNITY,
        SICK_LEAVE,
        ACCIDENT_COMP,
        RETIREMENT_AGE,
        RETIREMENT_AGE_HAZARD,
        PENSION,
        LUMP_SUM,
        UNION_DUES,
    )
}
"""By id, in the order in which a menu shows them."""

__all__ = [
    "CALCULATORS",
    "Answers",
    "Calculator",
    "CannotCalculate",
    "Choice",
    "InputKind",
    "Outcome",
    "Question",
    "Result",
    "Value",
    "check",
]
