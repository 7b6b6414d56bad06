"""The page of workplaces: merge two spellings, undo it, and nothing for who may not."""

from __future__ import annotations

import re

import pytest

from grievances.worker import Proof
from tests.console.cast import House


async def at(house: House, workplace: str, number: int) -> None:
    chat = f"{number:032x}"
    opened = await house.open(chat=chat)
    async with house.database.transaction() as tx:
        await house.cases.set_workplace(tx, Proof(chat), opened.case_id, workplace)


async def test_two_spellings_become_one_place_and_two_again(both_houses: House) -> None:
    house = both_houses
    await at(house, "Công ty May An Phú", 1)
    await at(house, "Garment An Phu JSC", 2)
    officer = await house.visitor("officer")
    page = await officer.get("/workplaces")
    shown = re.findall(r'<strong dir="auto">([^<]+)<', page.text)
    keys = dict(zip(shown, re.findall(r'name="key" value="(\w+)"', page.text), strict=True))
    key = keys["Garment An Phu JSC"]
    wrong = await officer.post("/workplaces/merge", {"key": key, "main": "Không có nơi này đâu nhé Hoa"})
    assert wrong.status_code == 422
    assert "Không có nơi này đâu nhé Hoa" in wrong.text
    assert (await officer.post("/workplaces/merge", {"key": key, "main": "May An Phú"})).status_code == 303
    merged = await officer.get("/workplaces")
    assert "2 vụ việc" in merged.text
    alias = re.search(r'name="alias" value="(\w+)"', merged.text)
    assert alias
    await officer.post("/workplaces/undo", {"alias": alias[1]})
    assert "2 vụ việc" not in (await officer.get("/workplaces")).text


async def test_an_empty_page_says_what_will_stand_there(house: House) -> None:
    assert "Chưa có nơi làm việc nào" in (await (await house.visitor("officer")).get("/workplaces")).text


@pytest.mark.parametrize("name", ["outsider", "below", "trainer"])
async def test_other_units_see_no_workplace(house: House, name: str) -> None:
    await at(house, "Công ty May An Phú", 1)
    visitor = await house.visitor(name)
    page = await visitor.get("/workplaces")
    assert "An Phú, " not in page.text
    assert "Công ty May An Phú</strong>" not in page.text
    assert page.status_code == (404 if name == "trainer" else 200)
    assert (await visitor.post("/workplaces/merge", {"key": "0" * 64, "main": "May An Phú"})).status_code == 404
    assert (await visitor.post("/workplaces/undo", {"alias": "0" * 32})).status_code == 404
