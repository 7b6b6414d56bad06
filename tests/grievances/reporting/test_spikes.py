"""When a count stands out, and when it is only chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.reporting.spikes import poisson_tail, stands_out


@pytest.mark.parametrize(
    ("count", "before", "expected"),
    [
        (4, 0, False),  # fewer than five are never a spike
        (5, 0, True),
        (9, 8, True),
        (4, 8, False),
        (14, 40, True),
        (10, 40, False),  # twice as many, but chance brings that now and then
        (100, 800, False),
        (140, 800, False),  # hardly chance, but not twice as many
        (200, 800, True),
    ],
)
def test_a_spike_is_large_unusual_and_no_chance(count: int, before: int, expected: bool) -> None:
    assert stands_out(count, before) is expected


def test_the_chance_of_so_many_or_more_is_that_of_poisson() -> None:
    assert poisson_tail(0, 3.0) == pytest.approx(1.0)
    assert poisson_tail(5, 1.0) == pytest.approx(0.003660, abs=1e-6)
    assert poisson_tail(10, 5.0) == pytest.approx(0.031828, abs=1e-6)


@given(st.integers(0, 5_000), st.integers(0, 40_000))
def test_more_cases_never_make_a_spike_vanish(count: int, before: int) -> None:
    assert stands_out(count + 1, before) or not stands_out(count, before)
