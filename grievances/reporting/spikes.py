"""Counts that stand out: so many in seven days as chance would hardly bring, by what the eight weeks before had."""

from __future__ import annotations

import math

FLOOR = 5  # fewer are never a spike, and would point at persons
BASE_WEEKS = 8
_CHANCE = 0.001
_TIMES = 2.0
_LEAST_USUAL = 0.5  # where nothing ever happened, a few cases are no alarm yet


def stands_out(count: int, before: int) -> bool:
    """`before`: how many there were in all of the weeks before."""
    usual = max(before / BASE_WEEKS, _LEAST_USUAL)
    return count >= FLOOR and count >= _TIMES * usual and poisson_tail(count, usual) < _CHANCE


def poisson_tail(count: int, usual: float) -> float:
    """How likely chance brings so many or more."""
    below = sum(math.exp(k * math.log(usual) - usual - math.lgamma(k + 1)) for k in range(count))
    return max(0.0, 1.0 - below)
