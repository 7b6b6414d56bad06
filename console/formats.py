"""How times and numbers are written for people in Việt Nam."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

# Việt Nam has had one zone without summer time since 1975: no zone data needed.
HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_STEPS = (
    (timedelta(days=365), "năm"),
    (timedelta(days=30), "tháng"),
    (timedelta(days=1), "ngày"),
    (timedelta(hours=1), "giờ"),
    (timedelta(minutes=1), "phút"),
)


def local_time(at: datetime) -> str:
    return at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def iso_time(at: datetime) -> str:
    return at.astimezone(HANOI).isoformat(timespec="minutes")


def age(at: datetime, now: datetime) -> str:
    passed = now - at
    for step, word in _STEPS:
        if passed >= step:
            return f"{passed // step} {word} trước"
    return "vừa xong"


def case_number(number: int) -> str:
    return f"PA-{number:06d}"


def thousands(value: int) -> str:
    return f"{value:,}".replace(",", ".")
