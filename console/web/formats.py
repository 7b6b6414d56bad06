"""How times and numbers are written for people in Việt Nam."""

from __future__ import annotations

from datetime import datetime, timedelta

from grievances.texts import thousands
from storage.clock import in_vietnam

_SHORT_HOURS = 72  # beyond, days say more
_STEPS = (
    (timedelta(days=365), "năm"),
    (timedelta(days=30), "tháng"),
    (timedelta(days=1), "ngày"),
    (timedelta(hours=1), "giờ"),
    (timedelta(minutes=1), "phút"),
)


def local_time(at: datetime) -> str:
    return in_vietnam(at).strftime("%d/%m/%Y %H:%M")


def local_day(at: datetime) -> str:
    return in_vietnam(at).strftime("%d/%m/%Y")


def short_time(at: datetime) -> str:
    """For what is hours old at most."""
    return in_vietnam(at).strftime("%H:%M %d/%m")


def iso_time(at: datetime) -> str:
    return in_vietnam(at).isoformat(timespec="minutes")


def age(at: datetime, now: datetime) -> str:
    passed = now - at
    for step, word in _STEPS:
        if passed >= step:
            return f"{passed // step} {word} trước"
    return "vừa xong"


def case_number(number: int) -> str:
    return f"PA-{number:06d}"


def figure(value: float | None, look: str) -> str:
    """A figure of a report; what is left out is a dash."""
    if value is None:
        return "–"
    match look:
        case "percent":
            return f"{_decimal(value)}%"
        case "hours":
            return f"{_decimal(value)} giờ" if value < _SHORT_HOURS else f"{_decimal(value / 24)} ngày"
    return thousands(round(value))


def _decimal(value: float) -> str:
    """With one digit, unless that is none."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
