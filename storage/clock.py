"""Time and identifiers, passed in so that tests decide them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """A random identifier of 32 hex digits; it tells nothing about time or order."""
    return uuid.uuid4().hex
