"""What the case page says comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.case.next_step import next_step
from grievances.model import CaseKind, CaseRow, CaseView, Category, Rating, Status

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
ROW = CaseRow(
    case_id="a" * 32,
    number=1,
    kind=CaseKind.GRIEVANCE,
    category=Category.WAGES,
    status=Status.IN_PROGRESS,
    unit_name="Công đoàn Khu công nghiệp Sông Hồng",
    opened_at=NOW,
    updated_at=NOW,
    worker_waiting=False,
    rating=None,
    rings=False,
    due_at=NOW + timedelta(days=2),
    assignee_id="b" * 32,
    assignee_name="Trần Văn Hùng",
)


def view(may_handle: bool = True, **changed: object) -> CaseView:
    row = replace(ROW, **changed)  # type: ignore[arg-type]
    return CaseView(row, "", False, "zalo", (), 1, True, None, may_handle)


@pytest.mark.parametrize(
    ("changed", "anchor", "pressing"),
    [
        ({"assignee_id": None}, "phu-trach", False),
        ({"assignee_id": None, "due_at": NOW}, "phu-trach", True),
        ({"worker_waiting": True}, "tra-loi", True),
        ({"status": Status.WAITING_EMPLOYER}, "trang-thai", False),
        ({"due_at": NOW}, "trang-thai", True),
        ({}, "trang-thai", False),
        ({"due_at": None}, "tra-loi", False),
        ({"status": Status.REFERRED, "worker_waiting": True}, "tra-loi", True),
        ({"status": Status.RESOLVED}, "", False),
    ],
)
def test_it_leads_to_where_the_next_thing_is_done(changed: dict[str, object], anchor: str, pressing: bool) -> None:
    step = next_step(view(**changed), NOW, is_mine=True)
    assert step is not None
    assert (step.anchor, step.pressing) == (anchor, pressing)
    assert bool(step.label) == bool(anchor)


def test_a_colleague_is_named_and_nothing_is_asked_of_others() -> None:
    step = next_step(view(worker_waiting=True), NOW, is_mine=False)
    assert step is not None
    assert "Trần Văn Hùng" in step.text
    assert step.anchor == ""


def test_who_was_rated_already_waits_for_no_rating() -> None:
    step = next_step(view(status=Status.RESOLVED, rating=Rating.GOOD), NOW, is_mine=True)
    assert step is not None
    assert "chờ người lao động đánh giá" not in step.text


@pytest.mark.parametrize("changed", [{"rings": True}, {"status": Status.CLOSED}, {"status": Status.WITHDRAWN}])
def test_an_alarm_and_a_closed_case_need_no_such_line(changed: dict[str, object]) -> None:
    assert next_step(view(**changed), NOW, is_mine=True) is None


def test_who_only_reads_is_asked_for_nothing() -> None:
    assert next_step(view(may_handle=False), NOW, is_mine=False) is None
