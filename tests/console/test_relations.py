"""Linking and merging on the case page."""

from __future__ import annotations

import pytest

from tests.console.cast import House


async def test_an_officer_links_two_cases_and_unlinks_them(both_houses: House) -> None:
    house = both_houses
    first, second = (await house.open()).case_id, (await house.open(chat="ab" * 16)).case_id
    officer = await house.visitor("officer")
    assert (await officer.post(f"/cases/{first}/link", {"text": "pa 2"})).status_code == 303
    assert f'href="/console/cases/{first}"' in (await officer.get(f"/cases/{second}")).text
    await officer.post(f"/cases/{first}/unlink", {"other": second})
    assert f'href="/console/cases/{first}"' not in (await officer.get(f"/cases/{second}")).text


async def test_a_case_sent_twice_is_merged_and_taken_apart_again(house: House) -> None:
    first, second = (await house.open()).case_id, (await house.open()).case_id
    officer = await house.visitor("officer")
    merged = await officer.post(f"/cases/{second}/merge", {"text": "PA-000001"})
    assert merged.headers["location"].endswith(first)
    page = await officer.get(f"/cases/{second}")
    assert "Vụ này đã gộp vào" in page.text
    late = await officer.post(f"/cases/{second}/reply", {"version": "2", "text": "Gửi nhầm chỗ"})
    assert late.status_code == 422
    assert "Gửi nhầm chỗ" in late.text
    await officer.post(f"/cases/{second}/unmerge")
    assert "Vụ này đã gộp vào" not in (await officer.get(f"/cases/{second}")).text


async def test_what_cannot_be_tied_is_explained_and_stays_in_its_box(house: House) -> None:
    first = (await house.open()).case_id
    await house.open(chat="ab" * 16)
    officer = await house.visitor("officer")
    for path, typed, said in (
        ("link", "không phải mã", "không thấy vụ việc nào"),
        ("link", "PA-000001", "Đây chính là vụ việc"),
        ("merge", "PA-000002", "cùng một cuộc trò chuyện"),
    ):
        answer = await officer.post(f"/cases/{first}/{path}", {"text": typed})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("name", ["outsider", "trainer", "below"])
async def test_who_does_not_see_the_case_ties_nothing(house: House, name: str) -> None:
    first, second = (await house.open()).case_id, (await house.open()).case_id
    visitor = await house.visitor(name)
    for path in ("link", "unlink", "merge", "unmerge"):
        answer = await visitor.post(f"/cases/{first}/{path}", {"text": "2", "other": second})
        assert answer.status_code == 404
