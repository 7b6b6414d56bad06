"""The two clocks of a case: until an officer takes it up, and until the worker has an outcome.

The second one stands still while the union waits for the worker or the employer, which never makes it end earlier.
Times are working days that end at 17:00 in Vietnam, but for the hours of an urgent case, which run day and night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from grievances.clocks.calendar import deadline, end_of, working_days_after, working_days_between
from grievances.model import CLOSED, WAITING, Severity, Status
from storage.clock import in_vietnam
from storage.tables import CaseRecord


@dataclass(frozen=True)
class Allowance:
    """Working days, but `acknowledge` may be hours. `risen`: what the unit above gets for an outcome that is late."""

    acknowledge: timedelta | int
    answer: int
    risen: int


ALLOWANCES: Mapping[Severity, Allowance] = {
    Severity.URGENT: Allowance(timedelta(hours=4), 1, 1),
    Severity.SERIOUS: Allowance(1, 3, 2),
    Severity.NORMAL: Allowance(2, 10, 5),
}
NEAR = timedelta(hours=4)  # half a working day: officers are reminded


def start(record: CaseRecord, now: datetime) -> None:
    """Both clocks run from here."""
    allowed = ALLOWANCES[Severity(record.severity)]
    record.acknowledge_by = _acknowledge_by(allowed, now)
    record.answer_by = deadline(now, allowed.answer)
    _set_due(record, now)


def keep_up(record: CaseRecord, before: Status, now: datetime) -> None:
    """After the status or `acknowledged_at` changed. A case that comes back from rest has its time for an answer
    anew, and so has one from before there were clocks."""
    _pause_or_go_on(record, now)
    if record.answer_by is None or (before in CLOSED and record.status not in CLOSED):
        record.answer_by = deadline(now, ALLOWANCES[Severity(record.severity)].answer)
    _set_due(record, now)


def change_severity(record: CaseRecord, to: Severity, now: datetime) -> None:
    """A graver case is due earlier, counted from now; a lighter one has the time that it would have had."""
    graver = list(Severity).index(to) > list(Severity).index(Severity(record.severity))
    record.severity = to
    allowed = ALLOWANCES[to]
    since = now if graver else record.opened_at
    pick = min if graver else max
    acknowledge_by, answer_by = _acknowledge_by(allowed, since), deadline(since, allowed.answer)
    record.acknowledge_by = pick(record.acknowledge_by or acknowledge_by, acknowledge_by)
    record.answer_by = pick(record.answer_by or answer_by, answer_by)
    _set_due(record, now)


def begin_above(record: CaseRecord, now: datetime) -> None:
    """The unit above has time of its own for what is late."""
    allowed = ALLOWANCES[Severity(record.severity)]
    if record.acknowledge_by is not None and record.acknowledge_by <= now:
        record.acknowledge_by = _acknowledge_by(allowed, now)
    if record.answer_by is not None and record.answer_by <= now:
        record.answer_by = deadline(now, allowed.risen)
    _set_due(record, now)


def due_at(record: CaseRecord) -> datetime | None:
    """The next deadline that runs."""
    if record.status in CLOSED or record.collective_id is not None:  # the clock of the collective runs
        return None
    acknowledge_by = record.acknowledge_by if record.acknowledged_at is None else None
    answer_by = record.answer_by if record.paused_at is None else None
    return min((moment for moment in (acknowledge_by, answer_by) if moment is not None), default=None)


def near_at(due: datetime) -> datetime:
    return due - NEAR


def _acknowledge_by(allowed: Allowance, now: datetime) -> datetime:
    if isinstance(allowed.acknowledge, timedelta):
        return now + allowed.acknowledge
    return deadline(now, allowed.acknowledge)


def _pause_or_go_on(record: CaseRecord, now: datetime) -> None:
    if record.status in WAITING:
        record.paused_at = record.paused_at or now
    elif record.paused_at is not None:
        if record.answer_by is not None:
            record.answer_by = _later(record.answer_by, record.paused_at, now)
        record.paused_at = None


def _later(answer_by: datetime, paused_at: datetime, now: datetime) -> datetime:
    paused = working_days_between(in_vietnam(paused_at).date(), in_vietnam(now).date())
    return end_of(working_days_after(in_vietnam(answer_by).date(), paused)) if paused else answer_by


def _set_due(record: CaseRecord, now: datetime) -> None:
    """`watch_at`: when the watcher looks next, to remind or to raise."""
    record.due_at = due = due_at(record)
    record.watch_at = None if due is None else near_at(due) if near_at(due) > now else due
