"""Tags on the case page and in the list, for who may and for who may not."""

from __future__ import annotations

import re

import pytest

from tests.console.cast import House


async def test_an_officer_tags_a_case_finds_it_by_the_tag_and_takes_it_off(both_houses: House) -> None:
    house = both_houses
    case_id = (await house.open()).case_id
    other = (await house.open(chat="ab" * 16)).case_id
    officer = await house.visitor("officer")
    assert (await officer.post(f"/cases/{case_id}/tags", {"text": "Đình công"})).status_code == 303
    page = await officer.get(f"/cases/{case_id}")
    key = re.search(r"cases\?tag=([0-9a-f]{64})", page.text)
    assert key
    assert "đình công" in page.text
    assert '<option value="đình công">' in (await officer.get(f"/cases/{other}")).text
    found = await officer.get("/cases", tag=key[1])
    assert case_id in found.text
    assert other not in found.text
    assert f"tag%3D{key[1]}" in found.text  # the way back keeps the filter
    await officer.post(f"/cases/{case_id}/tags/remove", {"key": key[1]})
    assert case_id not in (await officer.get("/cases", tag=key[1])).text


async def test_a_bad_tag_is_explained_and_stays_in_its_box(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    answer = await officer.post(f"/cases/{case_id}/tags", {"text": "dài" * 20})
    assert answer.status_code == 422
    assert "Nhãn dài nhất 40 ký tự" in answer.text
    assert "dài" * 20 in answer.text


async def test_a_tag_cannot_do_anything_to_the_page(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    await officer.post(f"/cases/{case_id}/tags", {"text": '"><script>alert(1)</script>'})
    assert "<script>alert" not in (await officer.get(f"/cases/{case_id}")).text
    assert "<script>alert" not in (await officer.get("/cases")).text


@pytest.mark.parametrize("name", ["outsider", "trainer", "below"])
async def test_who_does_not_see_the_case_cannot_touch_its_tags(house: House, name: str) -> None:
    case_id = (await house.open("Chuyện kín", unit="zone")).case_id
    await (await house.visitor("officer")).post(f"/cases/{case_id}/tags", {"text": "kín đáo"})
    visitor = await house.visitor(name)
    for path, data in (("/tags", {"text": "x"}), ("/tags/remove", {"key": "0" * 64})):
        assert (await visitor.post(f"/cases/{case_id}{path}", data)).status_code == 404
    assert "kín đáo" not in (await visitor.get("/cases")).text
