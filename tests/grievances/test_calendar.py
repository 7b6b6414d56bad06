"""Working days as an office in Vietnam counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.clocks.calendar import (
    deadline,
    is_working_day,
    next_morning,
    working_days_after,
    working_days_between,
)
from storage.clock import in_vietnam

DAYS = st.dates(date(2025, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
COUNTS = st.integers(0, 15)


@pytest.mark.parametrize("year", range(2026, 2041))
def test_the_day_of_culture_is_off_each_year_and_made_up_for_after_a_weekend(year: int) -> None:
    day = date(year, 11, 24)
    assert not is_working_day(day)
    if day.weekday() >= 5:
        assert not is_working_day(day + timedelta(days=7 - day.weekday()))


def test_it_was_a_working_day_before_the_law_of_2026() -> None:
    assert is_working_day(date(2025, 11, 24))


@pytest.mark.parametrize(
    ("off", "why"),
    [
        (date(2026, 2, 16), "Tết"),
        (date(2026, 2, 20), "Tết"),
        (date(2026, 4, 27), "Giỗ Tổ on a Sunday"),
        (date(2026, 8, 31), "swapped for a Saturday"),
        (date(2026, 9, 1), "Quốc khánh"),
        (date(2026, 9, 2), "Quốc khánh"),
        (date(2027, 5, 3), "1 May on a Saturday"),
        (date(2026, 11, 28), "a Saturday"),
    ],
)
def test_public_holidays_and_days_in_their_place_are_off(off: date, why: str) -> None:
    assert not is_working_day(off), why


def test_a_deadline_ends_with_the_working_day_in_vietnam() -> None:
    friday_evening = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
    assert deadline(friday_evening, 1) == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert deadline(friday_evening, 2) == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 24/11 is off
    assert next_morning(friday_evening) == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_the_day_is_the_one_in_vietnam() -> None:
    assert deadline(datetime(2026, 11, 24, 18, 0, tzinfo=UTC), 1) == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@given(MOMENTS, COUNTS)
def test_a_deadline_never_falls_on_a_day_off(start: datetime, count: int) -> None:
    assert is_working_day(in_vietnam(deadline(start, count)).date())


@given(MOMENTS, MOMENTS, COUNTS)
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, count: int) -> None:
    first, second = sorted((one, other))
    assert deadline(first, count) <= deadline(second, count)
    assert deadline(first, count) <= deadline(first, count + 1)


@given(DAYS, st.integers(1, 15))
def test_counting_forwards_and_back_agree(day: date, count: int) -> None:
    assert working_days_between(day, working_days_after(day, count)) == count
