"""Whose case it is, on the case page."""

from __future__ import annotations

import pytest

from grievances.model import Category, Status
from tests.console.cast import House, Visitor, field
from tests.support.clock import ManualClock

ACTS = ("take", "assign", "unit", "severity", "conflict", "exclude", "readmit")


async def act(visitor: Visitor, case_id: str, what: str, version: int | str, **data: str) -> int:
    answer = await visitor.post(f"/cases/{case_id}/{what}", {"version": str(version), **data})
    return answer.status_code


async def test_an_officer_takes_a_case_on_its_page(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    page = await visitor.get(f"/cases/{case_id}")
    assert "Chưa có ai" in page.text
    assert "Giao cho người khác" not in page.text
    assert await act(visitor, case_id, "take", field(page, "version")) == 303
    page = await visitor.get(f"/cases/{case_id}")
    assert "Bạn đã nhận phụ trách vụ việc này." in page.text
    assert "Trần Văn Hùng</strong> (bạn)" in page.text
    assert "Đã tiếp nhận" in page.text
    assert "Trần Văn Hùng" in (await visitor.get("/cases")).text


async def test_a_supervisor_gives_a_case_with_a_note_and_keeps_what_was_typed(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("supervisor")
    page = await visitor.get(f"/cases/{case_id}")
    assert f"{house.staff['below'].name} · {house.units['mill'].name}" in page.text
    version = field(page, "version")
    answer = await visitor.post(f"/cases/{case_id}/assign", {"version": version, "to": "x", "text": "Đã gọi công ty"})
    assert (answer.status_code, "Đã gọi công ty" in answer.text) == (422, True)
    to = house.staff["below"].id
    assert await act(visitor, case_id, "assign", version, to=to, text="Nhờ chị Thu gặp tổ trưởng.") == 303
    record = await house.record(case_id)
    assert (record.assignee_id, record.unit_id) == (to, house.units["mill"].id)
    assert "Nhờ chị Thu gặp tổ trưởng." in (await visitor.get(f"/cases/{case_id}")).text
    answer = await visitor.post(f"/cases/{case_id}/take", {"version": version})
    assert answer.status_code == 409


async def test_a_supervisor_hands_a_case_up_out_of_sight(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("supervisor")
    up = house.units["root"].id
    assert await act(visitor, case_id, "unit", 1, to=up, text="Cần cấp tỉnh làm việc với công ty.") == 303
    assert "Đã chuyển vụ việc sang đơn vị khác." in (await visitor.get("/cases")).text
    assert (await house.record(case_id)).unit_id == up


@pytest.mark.parametrize(
    ("who", "what"),
    [
        *((who, what) for who in ("outsider", "trainer", "viewer") for what in ACTS),
        *(("officer", what) for what in ("assign", "unit", "exclude", "readmit")),
    ],
)
async def test_who_may_not_finds_nothing(house: House, who: str, what: str) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor(who)
    data = {"to": "urgent" if what == "severity" else house.staff["below"].id, "text": "Bàn giao", "sure": "1"}
    assert await act(visitor, case_id, what, 1, **data) == 404
    assert (await house.record(case_id)).status == Status.RECEIVED


async def test_a_graver_case_shows_its_new_deadline_and_keeps_the_reason_among_officers(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    assert await act(visitor, case_id, "severity", 1, to="urgent", text=" ") == 422
    assert await act(visitor, case_id, "severity", 1, to="mild", text="x") == 422
    assert await act(visitor, case_id, "severity", 1, to="urgent", text="Có người bị dọa đánh.") == 303
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "Mức độ: Thường → Khẩn. Lý do: Có người bị dọa đánh." in page
    assert "severity-urgent" in page
    assert (await house.record(case_id)).severity == "urgent"


async def test_an_officer_who_is_involved_steps_back_and_a_supervisor_can_undo_it(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    assert await act(visitor, case_id, "conflict", 1) == 422
    assert await act(visitor, case_id, "conflict", 1, sure="1") == 303
    assert (await visitor.get(f"/cases/{case_id}")).status_code == 404
    supervisor = await house.visitor("supervisor")
    assert "Trần Văn Hùng không được xem: tự khai có liên quan" in (await supervisor.get(f"/cases/{case_id}")).text
    assert await act(supervisor, case_id, "readmit", 1, to=house.staff["officer"].id) == 303
    assert (await visitor.get(f"/cases/{case_id}")).status_code == 200


async def test_a_supervisor_keeps_somebody_from_a_case(house: House) -> None:
    case_id = (await house.open()).case_id
    supervisor = await house.visitor("supervisor")
    assert await act(supervisor, case_id, "exclude", 1, to=house.staff["officer"].id) == 303
    visitor = await house.visitor("officer")
    assert (await visitor.get(f"/cases/{case_id}")).status_code == 404
    assert await act(visitor, case_id, "reply", 1, text="Chào bạn") == 404
    assert "PA-000001" not in (await visitor.get("/cases")).text


async def test_who_may_only_read_is_offered_nothing_to_do(house: House) -> None:
    case_id = (await house.open()).case_id
    page = (await (await house.visitor("viewer")).get(f"/cases/{case_id}")).text
    assert "Bạn xem được vụ việc này nhưng không xử lý" in page
    assert "/reply" not in page
    assert "/take" not in page


async def test_the_list_tells_what_is_grave_and_what_is_late(house: House, clock: ManualClock) -> None:
    await house.open(category=Category.HARASSMENT)
    visitor = await house.visitor("officer")
    page = (await visitor.get("/cases")).text
    assert "Hạn 17:00 26/11" in page
    assert "severity-serious" in page
    clock.advance(days=2)
    visitor = await house.visitor("officer")
    assert "Quá hạn 17:00 26/11" in (await visitor.get("/cases")).text
