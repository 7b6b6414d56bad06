"""Time and identifiers, passed in so that tests decide them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]

# One zone without summer time since 1975: no time zone database is needed.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    return datetime.now(UTC)


def in_vietnam(moment: datetime) -> datetime:
    """What the clock on a wall in Vietnam shows; its `date()` is the day that people there mean."""
    return moment.astimezone(VIETNAM)


def new_id() -> str:
    """A random identifier of 32 hex digits; it tells nothing about time or order."""
    return uuid.uuid4().hex
