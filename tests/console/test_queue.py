"""The list as officers use it: piles, chips, and a search whose words never reach an address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from grievances.model import Category, EntryKind
from grievances.routing.placing import Placing
from storage.tables import AuditEvent, CaseRecord
from tests.console.cast import House, Visitor


async def search(visitor: Visitor, words: str, **filters: str) -> tuple[str, httpx.Response]:
    sent = await visitor.post("/cases/search", {"q": words, **filters})
    assert sent.status_code == 303
    address = sent.headers["location"]
    return address, await visitor.client.get(address)


async def test_words_are_found_without_diacritics_and_stay_out_of_the_address(both_houses: House) -> None:
    house = both_houses
    case_id = (await house.open("Quản đốc chửi mắng công nhân ca đêm")).case_id
    other = (await house.open("Bữa ăn có sâu", unit="south")).case_id
    visitor = await house.visitor("officer")
    address, page = await search(visitor, "quan doc chui", category="wages", view="untaken")
    assert case_id in page.text
    assert other not in page.text
    assert 'value="quan doc chui"' in page.text
    query = parse_qs(urlsplit(address).query)
    assert {name: query[name][0] for name in ("view", "category")} == {"view": "untaken", "category": "wages"}
    assert re.fullmatch(r"[0-9a-f]{32}", query["search"][0])
    for word in ("quan", "doc", "chui"):
        assert word not in address
        assert not re.search(rf'href="[^"]*{word}', page.text)
    again, _ = await search(visitor, "quan doc chui", category="wages", view="untaken")
    assert again == address
    async with house.database.transaction() as tx:
        details = [str(detail) for detail in (await tx.scalars(select(AuditEvent.detail))).all()]
    assert not any("quan doc" in detail for detail in details)


async def test_nobody_else_opens_a_search(house: House) -> None:
    await house.open("Quản đốc chửi mắng")
    address, _ = await search(await house.visitor("officer"), "quản đốc")
    page = await (await house.visitor("outsider")).client.get(address)
    assert "Tìm kiếm này không còn nữa" in page.text
    assert "quản đốc" not in page.text.lower()


async def test_the_outsider_finds_no_word_of_another_unit(house: House) -> None:
    case_id = (await house.open("Quản đốc chửi mắng")).case_id
    _, page = await search(await house.visitor("outsider"), "quản đốc")
    assert "Không có vụ việc nào" in page.text
    assert case_id not in page.text


async def test_a_trainer_searches_nothing(house: House) -> None:
    assert (await (await house.visitor("trainer")).post("/cases/search", {"q": "lương"})).status_code == 404


@pytest.mark.parametrize("typed", ["PA-000001", "pa 1", "1"])
async def test_a_number_is_found_and_may_stand_in_the_address(house: House, typed: str) -> None:
    case_id = (await house.open()).case_id
    address, page = await search(await house.visitor("officer"), typed)
    assert "q=" in address
    assert case_id in page.text


@pytest.mark.parametrize("typed", ["", "   ", "%_'", "a" * 5_000, "\x00", "là và"])
async def test_odd_searches_are_answered_calmly(house: House, typed: str) -> None:
    await house.open()
    _, page = await search(await house.visitor("officer"), typed)
    assert page.status_code == 200


async def test_each_filter_has_a_chip_that_takes_it_away(house: House) -> None:
    case_id = (await house.open(category=Category.SAFETY)).case_id
    visitor = await house.visitor("officer")
    params = {
        "view": "waiting",
        "status": "received",
        "category": "safety",
        "kind": "grievance",
        "severity": (await house.record(case_id)).severity,
        "unit": house.units["zone"].id,
        "assignee": "none",
        "channel": "zalo",
        "from": "2026-11-01",
        "to": "2026-11-30",
        "waiting": "1",
        "sort": "newest",
    }
    page = (await visitor.get("/cases", **params)).text
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page)
    kept = [parse_qs(urlsplit(address.replace("&amp;", "&")).query) for address in chips]
    taken = [next(iter(set(params) - set(query))) for query in kept]
    assert taken == [name for name in params if name not in ("view", "sort")]
    assert "1 vụ việc" in page


async def test_tabs_count_what_this_person_sees(house: House) -> None:
    await house.open()
    await house.open(unit="mill")
    await house.open(unit="south")
    page = (await (await house.visitor("officer")).get("/cases")).text
    tabs = re.findall(r'<a class="queue-tab"[^>]*>([^<]+) <span class="queue-count [^"]*">([^<]+)<', page)
    assert tabs == [
        ("Tất cả", "2"),
        ("Của tôi", "0"),
        ("Đơn vị tôi", "1"),
        ("Chờ trả lời", "2"),
        ("Trễ hạn", "0"),
        ("Khẩn", "0"),
        ("Chưa ai nhận", "2"),
        ("Đã xong", "0"),
    ]


@pytest.mark.parametrize("view", ["mine", "unit", "late", "urgent", "untaken", "waiting", "done", "risen"])
async def test_an_empty_pile_says_what_to_do(house: House, view: str) -> None:
    page = (await (await house.visitor("officer")).get("/cases", view=view)).text
    assert 'class="empty-title"' in page
    assert "không khớp" not in page
    assert "Bạn " in page or "sẽ" in page or "Vụ việc của" in page


async def test_a_unit_follows_what_rose_above_it_without_boxes_and_buttons(house: House) -> None:
    case_id = (await house.open(unit="mill")).case_id
    visitor = await house.visitor("below")
    assert "Lên cấp trên" not in (await visitor.get("/cases")).text
    async with house.database.transaction() as tx:
        record = await tx.get_one(CaseRecord, case_id)
        told = "Công đoàn cấp trên đã nhận phản ánh này."
        await Placing(house.vault, house.clock).place(tx, record, house.units["zone"].id, told, EntryKind.ROSE)
    assert 'Lên cấp trên <span class="queue-count ">1<' in (await visitor.get("/cases")).text
    page = (await visitor.get("/cases", view="risen")).text
    assert f"/cases/{case_id}" in page
    assert "Công đoàn Khu công nghiệp Sông Hồng" in page
    assert "không trả lời hay thay đổi được" in page
    assert 'name="case"' not in page
    case_page = await visitor.get(f"/cases/{case_id}")
    assert case_page.status_code == 200
    assert "/reply" not in case_page.text
    for other in ("officer", "outsider"):
        assert case_id not in (await (await house.visitor(other)).get("/cases", view="risen")).text


async def test_filters_that_no_form_sends_are_left_out(house: House) -> None:
    case_id = (await house.open()).case_id
    hostile = dict.fromkeys(("view", "severity", "assignee", "channel", "sort", "search"), "<script>'\"")
    days = {"from": "2026-02-31", "to": "٢٠٢٦-01-01"}
    page = await (await house.visitor("officer")).get("/cases", **hostile, **days)
    assert page.status_code == 200
    assert case_id in page.text
    assert "<script>'" not in page.text
