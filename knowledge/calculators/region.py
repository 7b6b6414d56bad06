"""The region of the minimum wage (293/2025/NĐ-CP Điều 3)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Question
from knowledge.calculators.questions import choose

NUMERALS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
REGION_NEEDS = tuple(f"min_wage_{number}" for number in NUMERALS)
_CHOICES = tuple((number, f"Vùng {numeral}") for number, numeral in NUMERALS.items())
_TEXT = "Nơi bạn làm thuộc vùng lương nào? Xem trên hợp đồng, bảng lương hoặc hỏi công đoàn công ty."


def region(given: Given) -> Iterator[Question]:
    yield choose("region", _TEXT, *_CHOICES)


def region_or_any(given: Given) -> Iterator[Question]:
    """The worker need not know it."""
    yield choose("region", _TEXT, *_CHOICES, ("any", "Chưa rõ vùng"))


def minimum_wage(given: Given, law: Law) -> Fraction:
    """The least wage of a month in the worker's region."""
    return law[f"min_wage_{given.choice('region')}"]


def named(region: str) -> str:
    """ "vùng II"."""
    return f"vùng {NUMERALS[region]}"
