"""How long a session of staff stays on without anybody at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from storage.tables import StaffSession

IDLE = timedelta(minutes=60)


def still_on(now: datetime) -> ColumnElement[bool]:
    """Sessions that have not run out; ended ones are deleted."""
    return (StaffSession.expires_at > now) & (StaffSession.last_seen_at > now - IDLE)
