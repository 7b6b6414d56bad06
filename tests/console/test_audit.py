from __future__ import annotations

import re

import pytest

from console.formats import age, thousands
from console.paging import Pager
from grievances.audit import record
from grievances.model import Role
from storage.tables import Staff
from tests.console.cast import House
from tests.support.clock import ManualClock


async def test_the_admin_sees_who_did_what_to_which_case(both_houses: House) -> None:
    house = both_houses
    case = await house.record((await house.open("Chuyện kín")).case_id)
    officer = await house.visitor("officer")
    await officer.get(f"/cases/{case.id}")
    await officer.post(f"/cases/{case.id}/status", {"version": str(case.version), "to": "in_progress"})
    await (await house.visitor()).client.post("/console/sign-in", data={"email": "ai", "password": "gì đó"})
    page = (await (await house.visitor("admin")).get("/audit")).text
    assert "officer@congdoan.example" in page
    assert "Mở vụ việc" in page
    assert "Đã nhận → Đang xử lý" in page
    assert f"PA-{case.number:06d}" in page
    assert "Đăng nhập sai" in page
    assert "không có trong hệ thống" in page
    assert "Chuyện kín" not in page
    assert "gì đó" not in page


async def test_the_log_is_filtered_by_case_and_by_kind(house: House) -> None:
    one = await house.record((await house.open()).case_id)
    two = await house.record((await house.open()).case_id)
    officer, admin = await house.visitor("officer"), await house.visitor("admin")
    for case in (one, two):
        await officer.get(f"/cases/{case.id}")
        await officer.post(f"/cases/{case.id}/note", {"version": str(case.version), "text": "x"})

    async def acts(**params: str) -> list[str]:
        return re.findall(r'cell-act"><strong>([^<]+)<', (await admin.get("/audit", **params)).text)

    assert await acts(q=f"PA-{one.number:06d}") == ["Ghi chú nội bộ", "Mở vụ việc"]
    assert await acts(group="changes") == ["Ghi chú nội bộ"] * 2
    assert await acts(q=str(two.number), group="reads") == ["Mở vụ việc"]
    assert await acts(q="abc") == []
    assert await acts(q="999999") == []
    assert len(await acts(group="nonsense")) > 4
    assert "Xem nhật ký" in await acts(group="reads")


async def test_an_admin_of_a_part_sees_the_log_of_that_part(house: House) -> None:
    mine, foreign = await house.open(unit="mill"), await house.open(unit="south")
    for name, opened in (("below", mine), ("outsider", foreign), ("admin", mine), ("admin", foreign)):
        await (await house.visitor(name)).get(f"/cases/{opened.case_id}")
    async with house.database.transaction() as tx:
        staff = await tx.get(Staff, house.staff["officer"].id)
        assert staff is not None
        staff.role = Role.ADMIN
    page = (await (await house.visitor("officer")).get("/audit")).text
    number = (await house.record(foreign.case_id)).number
    assert "below@congdoan.example" in page
    assert page.count("admin@congdoan.example") == 1
    assert "outsider@congdoan.example" not in page
    assert f"PA-{number:06d}" not in page


@pytest.mark.parametrize("page", ["0", "-1", "99999", "abc", "9" * 30])
async def test_paging_the_log_stays_within_its_bounds(house: House, page: str) -> None:
    async with house.database.transaction() as tx:
        for _ in range(120):
            await record(tx, house.clock, None, "test.made", "test", "x")
    answer = await (await house.visitor("admin")).get("/audit", page=page)
    assert answer.status_code == 200
    assert "120 dòng" in answer.text
    assert "Thao tác khác" in answer.text


async def test_reading_the_log_is_itself_logged(house: House) -> None:
    admin = await house.visitor("admin")
    await admin.get("/audit")
    assert "Xem nhật ký" in (await admin.get("/audit")).text


@pytest.mark.parametrize(
    ("page", "total", "shown"),
    [
        (1, 0, [1]),
        (1, 25, [1]),
        (1, 26, [1, 2]),
        (5, 250, [1, None, 4, 5, 6, None, 10]),
        (1, 250, [1, 2, None, 10]),
        (10, 250, [1, None, 9, 10]),
    ],
)
def test_the_pager_offers_the_ends_and_the_neighbours(page: int, total: int, shown: list[int | None]) -> None:
    assert Pager(page, 25, total).shown == shown


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        ({"seconds": 10}, "vừa xong"),
        ({"seconds": -10}, "vừa xong"),
        ({"minutes": 5}, "5 phút trước"),
        ({"hours": 23}, "23 giờ trước"),
        ({"days": 3}, "3 ngày trước"),
        ({"days": 40}, "1 tháng trước"),
        ({"days": 800}, "2 năm trước"),
    ],
)
def test_ages_are_told_in_words(clock: ManualClock, delta: dict[str, float], words: str) -> None:
    then = clock()
    clock.advance(**delta)
    assert age(then, clock()) == words


def test_big_numbers_are_grouped_as_in_vietnamese() -> None:
    assert thousands(1234567) == "1.234.567"
