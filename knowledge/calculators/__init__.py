"""Calculators: a few questions, then a sum of money, days or a date, worked out step by step. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.calculators.form import check
from knowledge.calculators.model import (
    Answers,
    Calculator,
    CannotCalculate,
    Choice,
    InputKind,
    Outcome,
    Question,
    Result,
    Value,
)

CALCULATORS: Mapping[str, Calculator] = {}
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
