"""How long to wait before the next try."""

from __future__ import annotations

from datetime import timedelta


def backoff(attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """Doubling from `first` with each failed attempt (counted from 1), up to `longest`."""
    return min(longest, first * (1 << min(max(attempts, 1) - 1, 20)))
