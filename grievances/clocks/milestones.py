"""When a case came how far: what clocks and statistics are reckoned from."""

from __future__ import annotations

from datetime import date, datetime

from grievances.clocks import deadlines
from grievances.model import CLOSED, Rating, Status
from grievances.privacy.retention import erase_day
from storage.tables import CaseRecord


def move(record: CaseRecord, to: Status, now: datetime, by_staff: bool) -> None:
    """Set the status. A case that comes back from rest is reopened: what was called solved and confirmed is not."""
    before, wished = Status(record.status), _wished_day(record)
    was_at_rest, at_rest = before in CLOSED, to in CLOSED
    if was_at_rest and not at_rest:
        record.reopened += 1
        record.resolved_at = record.confirmed_at = None
    record.status = to
    record.closed_at = now if at_rest else None
    record.erase_on = wished or (erase_day(now) if at_rest else None)
    if to is Status.RESOLVED:
        record.resolved_at = now
    if by_staff:
        acknowledged(record, now)
    deadlines.keep_up(record, before, now)


def _wished_day(record: CaseRecord) -> date | None:
    """The day on which its worker had everything erased while it was held: it goes as soon as it is let go. Time alone
    sets no day to an open case, and a later one to a closed case."""
    day = record.erase_on
    by_time = erase_day(record.closed_at) if record.closed_at else None
    return day if day is not None and (by_time is None or day < by_time) else None


def acknowledged(record: CaseRecord, now: datetime) -> None:
    """An officer has taken the case up."""
    if record.acknowledged_at is None:
        record.acknowledged_at = now
        deadlines.keep_up(record, Status(record.status), now)


def answered(record: CaseRecord, now: datetime) -> None:
    """An officer has written to the worker."""
    acknowledged(record, now)
    record.answered_at = record.answered_at or now
    record.worker_waiting_since = None


def decided(record: CaseRecord, said: str, now: datetime) -> None:
    """An officer has moved the case; with words, or at its end, that is an answer. Saying only that it was taken up
    leaves the worker waiting for one."""
    if said or record.status in CLOSED:
        answered(record, now)
    elif record.status != Status.ACKNOWLEDGED:
        record.worker_waiting_since = None


def rated(record: CaseRecord, rating: Rating, now: datetime) -> None:
    record.rating = rating
    record.confirmed_at = now if rating is Rating.GOOD else None
