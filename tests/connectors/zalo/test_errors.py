"""Each of Zalo's codes has the right reaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import AccountBroken, ContactGone, SendPermanent, SendTemporary
from connectors.zalo.errors import REACTIONS, ContentRefused, TokenRefused, error_for

NOON = datetime(2026, 11, 25, 5, 0, 20, tzinfo=UTC)  # 12:00:20 in Vietnam


@pytest.mark.parametrize("code", [-230, -231, -232])
def test_a_closed_window_is_called_so(code: int) -> None:
    error = error_for(code, NOON)
    assert isinstance(error, ContactGone)
    assert error.code == "window_closed"


@pytest.mark.parametrize("code", [-213, -217, -227, -244])
def test_a_worker_who_cannot_be_reached(code: int) -> None:
    assert type(error_for(code, NOON)) is ContactGone


@pytest.mark.parametrize("code", [-204, -205, -209, -211, -212, -219, -221, -223, -224, -242, -248, -320, -321])
def test_what_only_an_operator_can_mend(code: int) -> None:
    assert type(error_for(code, NOON)) is AccountBroken


@pytest.mark.parametrize("code", [-216, -220])
def test_a_dead_token_is_not_yet_an_error_of_the_account(code: int) -> None:
    assert type(error_for(code, NOON)) is TokenRefused


@pytest.mark.parametrize("code", [-201, -233])
def test_refused_content_may_go_without_buttons(code: int) -> None:
    assert type(error_for(code, NOON)) is ContentRefused


@pytest.mark.parametrize("code", [-210, -235, -237, -238, -240, -241, -249, -305, -311, -403])
def test_what_never_helps_to_repeat(code: int) -> None:
    assert type(error_for(code, NOON)) is SendPermanent


def test_the_rate_limit_stops_the_account_until_the_next_minute() -> None:
    error = error_for(-32, NOON)
    assert isinstance(error, SendTemporary)
    assert error.whole_account
    assert error.retry_after == timedelta(seconds=40)


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        (datetime(2026, 11, 25, 15, 30, tzinfo=UTC), timedelta(hours=7, minutes=30)),  # 22:30 → 06:00
        (datetime(2026, 11, 25, 22, 59, tzinfo=UTC), timedelta(minutes=1)),  # 05:59 → 06:00
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), timedelta(days=1)),  # exactly 06:00
    ],
)
def test_what_may_not_go_at_night_goes_in_the_morning(now: datetime, wait: timedelta) -> None:
    error = error_for(-234, now)
    assert isinstance(error, SendTemporary)
    assert error.retry_after == wait


@pytest.mark.parametrize("code", [-100, -200, -214, -218, -9999, 1])
def test_the_rest_and_the_unheard_of_is_tried_again(code: int) -> None:
    error = error_for(code, NOON)
    assert isinstance(error, SendTemporary)
    assert error.code == f"zalo{code}"
    assert not error.whole_account


@pytest.mark.parametrize("code", [-100, -200, -9999])
def test_a_failure_that_may_last_is_tried_a_few_times_only(code: int) -> None:
    error = error_for(code, NOON)
    assert isinstance(error, SendTemporary)
    assert error.tries in range(2, 6)


def test_success_is_in_no_table() -> None:
    assert 0 not in REACTIONS
