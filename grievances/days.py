"""The calendar day that people in Vietnam mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no summer time, and thus no need of a time zone database


def vietnam_day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
