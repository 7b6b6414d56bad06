from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from console.web.formats import age
from console.web.paging import Pager
from grievances.audit import record
from grievances.model import Role
from grievances.texts import thousands
from storage.audit_chain import seal_all
from storage.audit_checks import check_now
from storage.tables import AuditEvent, CaseExclusion, Staff
from storage.vault import Vault
from tests.console.cast import House, Visitor
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
    assert await acts(act="changes") == ["Ghi chú nội bộ"] * 2
    assert await acts(q=str(two.number), act="reads") == ["Mở vụ việc"]
    assert await acts(q="abc") == []
    assert await acts(q="999999") == []
    assert len(await acts(act="nonsense")) > 4
    assert "Xem nhật ký" in await acts(act="reads")


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


async def numbers_on(visitor: Visitor, **params: str) -> tuple[list[int], str]:
    """What stands in the column "Ai", and the page."""
    page = (await visitor.get("/audit", **params)).text
    return [int(number) for number in re.findall(r"thử (\d+)", page)], page


async def test_every_event_is_found_by_turning_pages_and_none_twice(both_houses: House) -> None:
    house = both_houses
    admin = await house.visitor("admin")
    async with house.database.transaction() as tx:
        for number in range(120):  # many of them in the same moment
            tx.add(
                AuditEvent(
                    at=house.clock(), actor_label=f"thử {number}", action="x", object_type="x", object_id="x", detail={}
                )
            )
    seen, address = [], {"who": "hệ thống"}
    while address:
        numbers, page = await numbers_on(admin, **address)
        seen += numbers
        older = re.search(r'rel="next" href="[^"]*before=(\d+)"', page)
        address = {"who": "hệ thống", "before": older[1]} if older else {}
    assert seen == list(reversed(range(120)))
    newer = re.search(r'rel="prev" href="[^"]*after=(\d+)"', page)
    assert newer is not None
    assert (await numbers_on(admin, who="hệ thống", after=newer[1]))[0] == list(reversed(range(20, 70)))


@pytest.mark.parametrize("edge", ["0", "-1", "99999", "abc", "9" * 30])
async def test_an_edge_that_is_none_shows_the_newest(house: House, edge: str) -> None:
    async with house.database.transaction() as tx:
        for _ in range(60):
            await record(tx, house.clock, None, "test.made", "test", "x")
    for name in ("before", "after"):
        answer = await (await house.visitor("admin")).get("/audit", **{name: edge})
        assert answer.status_code == 200
        assert "Các dòng mới nhất" in answer.text
        assert "Thao tác khác" in answer.text


async def test_the_log_is_filtered_by_person_and_by_day(both_houses: House, clock: ManualClock) -> None:
    house = both_houses
    opened = await house.open()
    clock.now = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
    await (await house.visitor("officer")).get(f"/cases/{opened.case_id}")
    clock.advance(minutes=2)  # the next day there
    await (await house.visitor("below")).get("/cases")
    admin = await house.visitor("admin")

    async def who(**params: str) -> list[str]:
        return re.findall(r'cell-who">([a-z]+)@', (await admin.get("/audit", **params)).text)

    assert await who(who="officer@congdoan.example") == ["officer"]
    assert await who(who="Thu") == ["below"]
    assert await who(who="thị thu", act="case.listed") == ["below"]
    assert await who(who="officer@congdoan.example", act="case.listed") == []
    assert await who(who="không ai") == []
    assert await who(since="2026-11-20", until="2026-11-20") == ["officer"]
    assert set(await who(since="2026-11-21")) == {"below", "admin"}
    assert await who(act="case.read") == ["officer"]
    assert await who(q=str((await house.record(opened.case_id)).number), who="Thu") == []
    for day in ("hôm nay", "0001-01-01", "9999-12-31", "2026-02-30"):
        assert "officer" in await who(since=day, until=day)


async def test_the_page_tells_whether_the_log_is_whole(house: House, vault: Vault, clock: ManualClock) -> None:
    admin = await house.visitor("admin")
    assert "chưa được kiểm tra lần nào" in (await admin.get("/audit")).text
    await seal_all(house.database, vault)
    await check_now(house.database, vault, clock)
    page = (await admin.get("/audit")).text
    assert "Chuỗi nhật ký nguyên vẹn đến sự kiện số 1, kiểm tra lúc" in page
    async with house.database.transaction() as tx:
        await tx.execute(text("DROP TRIGGER audit_event_append_only_update"))
        await tx.execute(text("UPDATE audit_event SET actor_label = 'ai khác' WHERE seq = 1"))
    await check_now(house.database, vault, clock)
    page = (await admin.get("/audit")).text
    assert "Chuỗi nhật ký bị đứt ở sự kiện số 1" in page
    assert "nội dung đã bị sửa" in page


@pytest.mark.parametrize("name", ["officer", "outsider", "trainer"])
async def test_who_may_not_read_the_log_finds_no_page(house: House, name: str) -> None:
    assert (await (await house.visitor(name)).get("/audit")).status_code == 404


async def test_who_is_kept_from_a_case_does_not_find_it_in_the_log(house: House) -> None:
    opened = await house.open()
    await (await house.visitor("officer")).get(f"/cases/{opened.case_id}")
    number = (await house.record(opened.case_id)).number
    admin = await house.visitor("admin")
    assert f"PA-{number:06d}</a>" in (await admin.get("/audit")).text
    async with house.database.transaction() as tx:
        about = {"case_id": opened.case_id, "staff_id": house.staff["admin"].id, "cause": "named"}
        tx.add(CaseExclusion(**about, at=house.clock()))
    for filter in ({}, {"q": str(number)}, {"who": "officer@congdoan.example"}):
        assert f"PA-{number:06d}</a>" not in (await admin.get("/audit", **filter)).text


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
