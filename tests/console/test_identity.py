"""Asking for a contact, and the custodian's page."""

from __future__ import annotations

import re

import httpx
import pytest

from grievances.worker import Proof
from tests.console.cast import CHAT, House

PHONE = "chị Lan 0912 345 678"
WORDS = "Quản đốc chửi công nhân"
HOSTILE = "</textarea><script>alert(1)</script> {{ 7*7 }}"


async def with_contact(house: House, unit: str = "zone", chat: str = CHAT) -> str:
    case_id = (await house.open(WORDS, unit, chat=chat)).case_id
    async with house.database.transaction() as tx:
        await house.cases.set_contact(tx, Proof(chat), case_id, PHONE)
    return case_id


def request_in(page: httpx.Response) -> str:
    found = re.search(r"/identity/([0-9a-f]{32})/decide", page.text)
    assert found
    return found[1]


async def asked(house: House, case_id: str, why: str = "Cần hẹn gặp", who: str = "officer") -> str:
    visitor = await house.visitor(who)
    answer = await visitor.post(f"/cases/{case_id}/ask-contact", {"text": why})
    assert answer.status_code == 303
    return request_in(await (await house.visitor("custodian")).get("/identity"))


@pytest.mark.parametrize("who", ["officer", "admin", "supervisor", "viewer"])
async def test_no_page_shows_the_contact_to_who_reads_the_case(house: House, who: str) -> None:
    case_id = await with_contact(house)
    page = await (await house.visitor(who)).get(f"/cases/{case_id}")
    assert "Có để lại, đang niêm phong" in page.text
    assert "0912" not in page.text
    assert (await (await house.visitor(who)).get(f"/cases/{case_id}/contact")).status_code == 404


async def test_from_asking_to_looking(both_houses: House) -> None:
    house = both_houses
    case_id = await with_contact(house)
    number = f"PA-{(await house.record(case_id)).number:06d}"
    request = await asked(house, case_id, "Cần hẹn gặp " + HOSTILE)
    custodian, officer = await house.visitor("custodian"), await house.visitor("officer")
    page = await custodian.get("/identity")
    assert number in page.text
    assert "Trần Văn Hùng" in page.text
    assert "Cần hẹn gặp" in page.text
    assert "<script>alert(1)" not in page.text
    assert "49" not in re.findall(r'identity-reason"[^>]*>([^<]*)', page.text)[0]
    assert WORDS not in page.text
    assert "0912" not in page.text
    assert "1<span" in page.text  # the count in the bar
    assert "Đang chờ người giữ danh tính" in (await officer.get(f"/cases/{case_id}")).text

    done = await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "Đúng việc"})
    assert done.status_code == 303
    assert "Không có yêu cầu nào đang chờ" in (await custodian.get("/identity")).text
    assert "Đúng việc" in (await custodian.get("/identity", decided=1)).text
    assert "Xem liên hệ" in (await officer.get(f"/cases/{case_id}")).text
    shown = await officer.get(f"/cases/{case_id}/contact")
    assert PHONE in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "Công đoàn xem cách liên hệ" in (await officer.get(f"/cases/{case_id}")).text


async def test_a_refusal_tells_the_officer_why(house: House) -> None:
    case_id = await with_contact(house)
    request = await asked(house, case_id)
    custodian = await house.visitor("custodian")
    await custodian.post(f"/identity/{request}/decide", {"decision": "refuse", "text": "Nhắn trong vụ việc trước"})
    page = await (await house.visitor("officer")).get(f"/cases/{case_id}")
    assert "Nhắn trong vụ việc trước" in page.text
    assert "Xin xem liên hệ" in page.text


async def test_nothing_typed_is_lost_when_a_decision_is_refused(house: House) -> None:
    request = await asked(house, await with_contact(house))
    custodian = await house.visitor("custodian")
    unclear = await custodian.post(f"/identity/{request}/decide", {"decision": "maybe", "text": "Lý do đã viết"})
    assert unclear.status_code == 422
    assert "Lý do đã viết" in unclear.text
    too_long = await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "x" * 1001})
    assert too_long.status_code == 422
    assert "x" * 1001 in too_long.text
    await custodian.post(f"/identity/{request}/decide", {"decision": "refuse", "text": "Không"})
    late = await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "Có"})
    assert late.status_code == 409
    assert "vừa quyết định" in late.text


async def test_nothing_typed_is_lost_when_asking_is_refused(house: House) -> None:
    case_id = await with_contact(house)
    officer = await house.visitor("officer")
    refused = await officer.post(f"/cases/{case_id}/ask-contact", {"text": "y" * 1001})
    assert refused.status_code == 422
    assert "y" * 1001 in refused.text


@pytest.mark.parametrize("who", ["outsider", "trainer", "custodian", "viewer", "below"])
async def test_who_may_not_handle_the_case_finds_no_way_in(house: House, who: str) -> None:
    case_id = await with_contact(house)
    visitor = await house.visitor(who)
    assert (await visitor.post(f"/cases/{case_id}/ask-contact", {"text": "Cho xem"})).status_code == 404
    assert (await visitor.get(f"/cases/{case_id}/contact")).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "trainer", "officer", "admin", "supervisor", "viewer"])
async def test_only_a_custodian_has_the_page(house: House, who: str) -> None:
    request = await asked(house, await with_contact(house))
    visitor = await house.visitor(who)
    assert (await visitor.get("/identity")).status_code == 404
    decision = {"decision": "grant", "text": "Tự duyệt"}
    assert (await visitor.post(f"/identity/{request}/decide", decision)).status_code == 404


async def test_a_custodian_sees_neither_cases_nor_their_words(house: House) -> None:
    case_id = await with_contact(house)
    custodian = await house.visitor("custodian")
    start = await custodian.get("/")
    assert (start.status_code, start.headers["location"]) == (303, "/console/identity")
    for path in ("/cases", f"/cases/{case_id}", "/audit", "/heard"):
        assert (await custodian.get(path)).status_code == 404


async def test_many_requests_come_in_pages(house: House) -> None:
    for number in range(21):
        case_id = await with_contact(house, chat=f"{number:032x}")
        await (await house.visitor("officer")).post(f"/cases/{case_id}/ask-contact", {"text": f"Lý do {number}."})
    custodian = await house.visitor("custodian")
    first, beyond = await custodian.get("/identity"), await custodian.get("/identity", page=99)
    assert first.text.count("/decide#loi") == 20
    assert beyond.text.count("/decide#loi") == 1
    assert (await custodian.get("/identity", page="x")).status_code == 200


async def test_a_request_that_does_not_exist_is_not_found(house: House) -> None:
    custodian = await house.visitor("custodian")
    for request in ("0" * 32, "x", "%00"):
        answer = await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "Có"})
        assert answer.status_code == 404
