"""Whose case it is, on the case page."""

from __future__ import annotations

import pytest

from grievances.model import Status
from tests.console.cast import House, Visitor, field


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
        *((who, what) for who in ("outsider", "trainer", "viewer") for what in ("take", "assign", "unit")),
        ("officer", "assign"),
        ("officer", "unit"),
    ],
)
async def test_who_may_not_finds_nothing(house: House, who: str, what: str) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor(who)
    data = {"to": house.staff["officer"].id, "text": "Bàn giao"}
    assert await act(visitor, case_id, what, 1, **data) == 404
    assert (await house.record(case_id)).status == Status.RECEIVED
