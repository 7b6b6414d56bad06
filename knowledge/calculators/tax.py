"""Personal income tax on a month's wage (109/2025/QH15 Điều 9, Điều 10; 110/2025/UBTVQH15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from knowledge.calculators.given import Law

_RATES = ("pit_rate_1", "pit_rate_2", "pit_rate_3", "pit_rate_4", "pit_rate_5")
_TOPS = ("pit_bracket_1_top", "pit_bracket_2_top", "pit_bracket_3_top", "pit_bracket_4_top")
NEEDS = (*_RATES, *_TOPS)


@dataclass(frozen=True)
class Slice:
    """The part of an income within one bracket."""

    number: int
    income: Fraction
    rate: Fraction

    @property
    def tax(self) -> Fraction:
        return self.income * self.rate


def slices(income: Fraction, law: Law) -> Iterator[Slice]:
    """The brackets that a month's taxable income reaches, from the lowest."""
    edges = [Fraction(0), *(law[name] for name in _TOPS), max(income, law[_TOPS[-1]])]
    for place, ((bottom, top), rate) in enumerate(zip(pairwise(edges), _RATES, strict=True), start=1):
        if income > bottom:
            yield Slice(place, min(income, top) - bottom, law[rate])
