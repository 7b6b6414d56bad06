"""The list of cases: filters, the search by number, pages, and the way back to it."""

from __future__ import annotations

import re

import pytest

from grievances.model import CaseKind, Category, Status
from storage.tables import CaseRecord
from tests.console.cast import House, act, field
from tests.support.clock import ManualClock


def row_count(text: str) -> int:
    return text.count('class="cell-number"')


async def test_the_list_is_filtered_by_everything_at_once(house: House) -> None:
    wages = (await house.open()).case_id
    safety = (await house.open(unit="mill", category=Category.SAFETY)).case_id
    human = (await house.open(kind=CaseKind.HUMAN_REQUEST, category=Category.OTHER)).case_id
    visitor = await house.visitor("officer")
    await act(visitor, house, wages, "reply", text="Chào bạn")

    async def found(**params: str) -> set[str]:
        page = (await visitor.get("/cases", **params)).text
        return {case_id for case_id in (wages, safety, human) if case_id in page}

    assert await found() == {wages, safety, human}
    assert await found(status="in_progress") == {wages}
    assert await found(status="received") == {safety, human}
    assert await found(category="safety") == {safety}
    assert await found(kind="human_request") == {human}
    assert await found(unit=house.units["mill"].id) == {safety}
    assert await found(unit=house.units["zone"].id) == {wages, safety, human}
    assert await found(waiting="1") == {safety, human}
    assert await found(waiting="1", category="wages") == set()
    number = (await house.record(safety)).number
    for typed in (f"PA-{number:06d}", f"pa {number}", f"{number}", f" PA{number:06d} "):
        assert await found(q=typed) == {safety}, typed
    assert await found(status="nonsense", category="x", kind="y", unit="z", waiting="yes") == {wages, safety, human}


@pytest.mark.parametrize("typed", ["abc", "PA-", "0", "PA-999999999", "99999999999999999999", "%", "\x00", "1; DROP"])
async def test_a_search_for_nothing_finds_nothing_and_says_how(house: House, typed: str) -> None:
    await house.open()
    page = await (await house.visitor("officer")).get("/cases", q=typed)
    assert page.status_code == 200
    assert row_count(page.text) == (1 if typed == "\x00" else 0)


async def test_an_empty_list_says_what_will_come(house: House) -> None:
    visitor = await house.visitor("officer")
    assert "Chưa có vụ việc nào" in (await visitor.get("/cases")).text
    assert "Không có vụ việc nào khớp" in (await visitor.get("/cases", status="resolved")).text


@pytest.mark.parametrize(
    ("page", "current", "rows"),
    [
        ("1", 1, 25),
        ("2", 2, 5),
        ("0", 1, 25),
        ("-1", 1, 25),
        ("99999", 2, 5),
        ("9" * 40, 2, 5),
        ("abc", 1, 25),
        ("", 1, 25),
        ("1e3", 1, 25),
        ("٢", 1, 25),
    ],
)
async def test_paging_stays_within_its_bounds(house: House, page: str, current: int, rows: int) -> None:
    async with house.database.transaction() as tx:
        for number in range(1, 31):
            tx.add(_record(house, number))
    answer = await (await house.visitor("officer")).get("/cases", page=page, status="in_progress")
    assert answer.status_code == 200
    assert "30 vụ việc" in answer.text
    assert row_count(answer.text) == rows
    active = re.search(r'page-item active"><a class="page-link" href="([^"]+)" aria-current="page"', answer.text)
    assert active
    assert active[1] == f"/console/cases?status=in_progress&amp;page={current}"


async def test_the_way_back_leads_to_the_same_list(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    listed = (await visitor.get("/cases", status="received", waiting="1")).text
    link = re.search(rf'href="(/console/cases/{case_id}[^"]*)"', listed)
    assert link
    page = await visitor.client.get(link[1].replace("&amp;", "&"))
    assert 'href="/console/cases?status=received&amp;waiting=1"' in page.text
    answer = await act(visitor, house, case_id, "note", text="Ghi", back=field(page, "back").replace("&amp;", "&"))
    assert (
        'href="/console/cases?status=received&amp;waiting=1"'
        in (await visitor.client.get(answer.headers["location"])).text
    )


def _record(house: House, number: int) -> CaseRecord:
    now = house.clock()
    return CaseRecord(
        number=number,
        kind=CaseKind.GRIEVANCE,
        category=Category.WAGES,
        status=Status.IN_PROGRESS,
        unit_id=house.units["zone"].id,
        receipt_hash=f"{number:064d}",
        channel_kind="zalo",
        opened_at=now,
        opened_on=now.date(),
        updated_at=now,
    )


async def test_times_are_those_of_viet_nam_with_their_age(house: House, clock: ManualClock) -> None:
    await house.open()
    clock.advance(minutes=50)
    page = (await (await house.visitor("officer")).get("/cases")).text
    assert '<time datetime="2026-11-25T09:00+07:00">25/11/2026 09:00</time>' in page
    assert "50 phút trước" in page
