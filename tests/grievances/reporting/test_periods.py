"""Which days a period means."""

from __future__ import annotations

from datetime import date

import pytest

from grievances.reporting.model import Period
from grievances.reporting.periods import Preset, is_month, period_of

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("preset", "today", "first", "last"),
    [
        (Preset.THIS_MONTH, TODAY, date(2026, 11, 1), date(2026, 11, 30)),
        (Preset.LAST_MONTH, TODAY, date(2026, 10, 1), date(2026, 10, 31)),
        (Preset.LAST_MONTH, date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        (Preset.QUARTER, TODAY, date(2026, 10, 1), date(2026, 12, 31)),
        (Preset.QUARTER, date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31)),
        (Preset.YEAR, TODAY, date(2026, 1, 1), date(2026, 12, 31)),
        (Preset.CUSTOM, TODAY, date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_preset_means_whole_months(preset: Preset, today: date, first: date, last: date) -> None:
    assert period_of(preset, today) == Period(first, last)


def test_a_custom_period_is_put_right() -> None:
    early, late = date(2026, 3, 5), date(2026, 6, 1)
    assert period_of(Preset.CUSTOM, TODAY, late, early) == Period(early, late)
    assert period_of(Preset.CUSTOM, TODAY, early) == Period(early, TODAY)
    assert period_of(Preset.CUSTOM, TODAY, None, early) == Period(early, early)
    assert period_of(Preset.CUSTOM, TODAY, date(1900, 1, 1), early).first.year == 2021


def test_a_month_is_known_as_one() -> None:
    assert is_month(Period(date(2026, 12, 1), date(2026, 12, 31)))
    assert not is_month(Period(date(2026, 12, 1), date(2026, 12, 30)))
