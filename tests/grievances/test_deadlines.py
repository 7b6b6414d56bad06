"""The clocks of a case, as workers and officers were promised them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.clocks import deadlines, milestones
from grievances.clocks.calendar import is_working_day
from grievances.model import CLOSED, WAITING, CaseKind, Category, Severity, Status
from storage.clock import in_vietnam
from storage.tables import CaseRecord
from tests.grievances.cast import MINE, Union

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
WAITS = st.lists(st.tuples(st.timedeltas(timedelta(0), 20 * DAY), st.sampled_from(sorted(WAITING))), max_size=5)


def case(severity: Severity = Severity.NORMAL, opened: datetime = MONDAY) -> CaseRecord:
    record = CaseRecord(severity=severity, status=Status.RECEIVED, opened_at=opened, rises=0, reopened=0)
    deadlines.start(record, opened)
    return record


@pytest.mark.parametrize(
    ("severity", "acknowledge_by", "answer_by"),
    [
        (Severity.URGENT, MONDAY + timedelta(hours=4), datetime(2026, 11, 17, 10, tzinfo=UTC)),
        (Severity.SERIOUS, datetime(2026, 11, 17, 10, tzinfo=UTC), datetime(2026, 11, 19, 10, tzinfo=UTC)),
        # 24/11 is a holiday.
        (Severity.NORMAL, datetime(2026, 11, 18, 10, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)),
    ],
)
def test_graver_cases_are_due_earlier(severity: Severity, acknowledge_by: datetime, answer_by: datetime) -> None:
    record = case(severity)
    assert (record.acknowledge_by, record.answer_by, record.due_at) == (acknowledge_by, answer_by, acknowledge_by)


def test_once_taken_up_the_outcome_is_what_is_due() -> None:
    record = case()
    milestones.acknowledged(record, MONDAY)
    assert record.due_at == record.answer_by


def test_while_somebody_else_is_waited_for_nothing_is_due_and_the_days_are_given_back() -> None:
    record = case()
    milestones.move(record, Status.WAITING_EMPLOYER, MONDAY, by_staff=True)
    assert (record.due_at, record.watch_at) == (None, None)
    milestones.move(record, Status.WAITING_WORKER, MONDAY + 2 * DAY, by_staff=True)
    milestones.move(record, Status.IN_PROGRESS, MONDAY + 3 * DAY, by_staff=True)
    assert record.due_at == datetime(2026, 12, 4, 10, tzinfo=UTC)


def test_a_case_at_rest_is_not_due_and_a_reopened_one_has_its_time_anew() -> None:
    record = case()
    milestones.move(record, Status.RESOLVED, MONDAY, by_staff=True)
    assert record.due_at is None
    milestones.move(record, Status.IN_PROGRESS, MONDAY + 30 * DAY, by_staff=False)
    assert record.due_at == datetime(2026, 12, 30, 10, tzinfo=UTC)
    assert record.reopened == 1


def test_the_watcher_looks_half_a_working_day_before_and_then_at_the_end() -> None:
    record = case()
    due = record.due_at
    assert due is not None
    assert record.watch_at == due - timedelta(hours=4)
    milestones.acknowledged(record, due - timedelta(hours=1))
    assert record.watch_at == deadlines.near_at(record.due_at or due)


@given(STARTS, st.sampled_from(Severity), WAITS)
def test_waiting_never_makes_a_deadline_earlier_and_none_falls_on_a_day_off(
    opened: datetime, severity: Severity, waits: list[tuple[timedelta, Status]]
) -> None:
    record, now = case(severity, opened), opened
    milestones.acknowledged(record, now)
    for length, status in waits:
        before = record.answer_by
        milestones.move(record, status, now, by_staff=True)
        now += length
        milestones.move(record, Status.IN_PROGRESS, now, by_staff=True)
        assert before is not None
        assert record.answer_by is not None
        assert record.answer_by >= before
        assert is_working_day(in_vietnam(record.answer_by).date())


@given(STARTS, st.sampled_from(Severity), st.sampled_from(Severity), st.timedeltas(timedelta(0), 30 * DAY))
def test_a_graver_case_is_never_due_later_and_a_lighter_one_never_earlier(
    opened: datetime, one: Severity, other: Severity, after: timedelta
) -> None:
    record = case(one, opened)
    before = record.answer_by
    deadlines.change_severity(record, other, opened + after)
    assert before is not None
    assert record.answer_by is not None
    order = list(Severity)
    if order.index(other) > order.index(one):
        assert record.answer_by <= before
    else:
        assert record.answer_by >= before


@given(STARTS, st.sampled_from(Severity), st.lists(st.sampled_from(Status), max_size=8))
def test_what_is_due_is_a_deadline_that_runs(opened: datetime, severity: Severity, life: list[Status]) -> None:
    record = case(severity, opened)
    for n, status in enumerate(life):
        milestones.move(record, status, opened + n * DAY, by_staff=True)
        runs = status not in CLOSED | WAITING
        assert record.due_at == (record.answer_by if runs else None)
        assert (record.paused_at is None) == (status not in WAITING)


async def test_a_new_case_is_as_grave_as_what_it_is_about(sqlite_union: Union) -> None:
    union = sqlite_union
    wages = await union.record((await union.open()).case_id)
    dismissed = await union.record((await union.open(category=Category.DISMISSAL)).case_id)
    idea = await union.record((await union.open(category=Category.SAFETY, kind=CaseKind.INITIATIVE)).case_id)
    cry = await union.record((await union.cry()).case_id)
    assert [c.severity for c in (wages, dismissed, idea, cry)] == ["normal", "serious", "normal", "urgent"]
    assert cry.due_at == union.clock() + timedelta(hours=4)


async def test_the_clock_goes_on_when_the_worker_answers(union: Union) -> None:
    """On SQLite and on PostgreSQL."""
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], opened.case_id, 1, Status.WAITING_WORKER, "Tháng nào?")
    assert (await union.record(opened.case_id)).due_at is None
    union.clock.advance(days=1)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, opened.case_id, "Tháng 9.")
    record = await union.record(opened.case_id)
    assert record.due_at == record.answer_by == datetime(2026, 12, 10, 10, tzinfo=UTC)
