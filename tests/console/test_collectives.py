"""Joining reports in the console: the hint, the preview, the collective case, and nothing for who may not."""

from __future__ import annotations

import re

import httpx
import pytest

from grievances.model import Category
from grievances.worker import Proof
from tests.console.cast import House, field


async def report(house: House, number: int, text: str = "", unit: str = "zone") -> str:
    chat = f"{number:032x}"
    opened = await house.open(text or f"Lời của người {number}", unit, Category.WAGES, chat=chat)
    async with house.database.transaction() as tx:
        await house.cases.set_workplace(tx, Proof(chat), opened.case_id, "Công ty May An Phú")
    return opened.case_id


@pytest.fixture
async def members(house: House) -> list[str]:
    return [await report(house, number) for number in range(1, 4)]


def link_in(page: httpx.Response) -> str:
    found = re.search(r'href="/console(/collectives/new\?[^"]+)"', page.text)
    return found[1].replace("&amp;", "&") if found else ""


async def joined(house: House, members: list[str]) -> str:
    officer = await house.visitor("officer")
    preview = await officer.get(link_in(await officer.get("/cases")))
    data = {"key": field(preview, "key"), "category": "wages"} | {f"case-{member}": "1" for member in members}
    answer = await officer.post("/collectives", data)
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("/")[2]


async def test_the_list_and_the_case_offer_to_join_and_the_preview_explains(house: House, members: list[str]) -> None:
    officer = await house.visitor("officer")
    listed = await officer.get("/cases")
    assert "3 phản ánh giống nhau từ một nơi làm việc" in listed.text
    assert link_in(await officer.get(f"/cases/{members[0]}")) == link_in(listed)
    preview = await officer.get(link_in(listed))
    assert "Công ty May An Phú" in preview.text
    assert all(f"case-{member}" in preview.text for member in members)
    assert "vẫn giữ mã riêng" in preview.text


async def test_an_officer_joins_answers_and_takes_it_back(house: House, members: list[str]) -> None:
    collective = await joined(house, members)
    officer = await house.visitor("officer")
    page = await officer.get(f"/cases/{collective}")
    assert "3 người lao động" in page.text
    assert "Lời của người 2" in page.text
    assert "Một người lao động" in page.text
    assert not any(member in page.text for member in members)
    for member in members:
        assert (await officer.get(f"/cases/{member}")).status_code == 404
    said = await officer.post(f"/cases/{collective}/reply", {"version": field(page, "version"), "text": "Chào các bạn"})
    assert said.status_code == 303
    assert sum("Chào các bạn" in text for text in house.notifier.texts) == 3
    on = await officer.post(f"/cases/{collective}/collective/auto", {"on": "1"})
    assert on.status_code == 303
    assert "Tắt tự gom" in (await officer.get(f"/cases/{collective}")).text
    await officer.post(f"/cases/{collective}/collective/undo", {"batch": field(page, "batch")})
    assert (await officer.get(f"/cases/{members[0]}")).status_code == 200


async def test_too_few_chosen_is_explained_and_the_choice_stays(house: House, members: list[str]) -> None:
    officer = await house.visitor("officer")
    preview = await officer.get(link_in(await officer.get("/cases")))
    data = {"key": field(preview, "key"), "category": "wages", f"case-{members[0]}": "1"}
    answer = await officer.post("/collectives", data)
    assert answer.status_code == 422
    assert "ít nhất 3 phản ánh" in answer.text
    assert answer.text.count("checked") == 1


async def test_a_fourth_report_joins_with_one_tap(house: House, members: list[str]) -> None:
    collective = await joined(house, members)
    await report(house, 4)
    officer = await house.visitor("officer")
    assert "Có 1 phản ánh mới giống vụ này" in (await officer.get(f"/cases/{collective}")).text
    assert (await officer.post(f"/cases/{collective}/collective/join")).status_code == 303
    assert "4 người lao động" in (await officer.get(f"/cases/{collective}")).text
    late = await officer.post(f"/cases/{collective}/collective/join")
    assert late.status_code == 422
    assert "Không còn phản ánh mới" in late.text


@pytest.mark.parametrize("name", ["outsider", "below", "trainer"])
async def test_others_see_no_hint_and_no_collective(house: House, members: list[str], name: str) -> None:
    officer = await house.visitor("officer")
    link = link_in(await officer.get("/cases"))
    visitor = await house.visitor(name)
    assert link_in(await visitor.get("/cases")) == ""
    assert (await visitor.get(link)).status_code == 404
    collective = await joined(house, members)
    for path in ("join", "auto", "undo"):
        assert (await visitor.post(f"/cases/{collective}/collective/{path}", {"batch": "0" * 32})).status_code == 404
    assert (await visitor.post("/collectives", {"key": "0" * 64, "category": "wages"})).status_code in (404, 422)
    assert (await visitor.get(f"/cases/{collective}")).status_code == 404


@pytest.mark.parametrize("query", ["", "?key=x&category=wages", "?key=&category=lies"])
async def test_an_address_that_means_no_group_is_no_page(house: House, members: list[str], query: str) -> None:
    assert (await (await house.visitor("officer")).get(f"/collectives/new{query}")).status_code == 404
