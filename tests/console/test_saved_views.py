"""Filters with a name: one's own, in one's order, shared with the unit by who may assign."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select

from storage.tables import SavedView
from tests.console.cast import House, Visitor


async def save(visitor: Visitor, name: str, back: str = "view=late", **fields: str) -> httpx.Response:
    return await visitor.post("/views", {"name": name, "back": back, **fields})


async def names(visitor: Visitor) -> list[str]:
    page = (await visitor.get("/views")).text
    return re.findall(r'<h2 class="section-title"><a href="/console/views/[0-9a-f]{32}" dir="auto">([^<]+)<', page)


async def ids(visitor: Visitor) -> list[str]:
    return re.findall(r'<a href="/console/views/([0-9a-f]{32})" dir="auto">', (await visitor.get("/views")).text)


async def test_saving_opening_renaming_ordering_and_deleting(both_houses: House) -> None:
    house = both_houses
    visitor = await house.visitor("officer")
    assert (await save(visitor, "Trễ hạn về lương", "view=late&category=wages")).status_code == 303
    assert (await save(visitor, "Chưa ai nhận", "view=untaken")).status_code == 303
    assert await names(visitor) == ["Trễ hạn về lương", "Chưa ai nhận"]
    late, untaken = await ids(visitor)
    opened = await visitor.get(f"/views/{late}")
    assert opened.headers["location"] == "/console/cases?view=late&category=wages"
    await visitor.post(f"/views/{untaken}/up")
    await visitor.post(f"/views/{untaken}/up")
    await visitor.post(f"/views/{late}/rename", {"name": "Lương trễ"})
    assert await names(visitor) == ["Chưa ai nhận", "Lương trễ"]
    assert "Lương trễ" in (await visitor.get("/cases")).text
    await visitor.post(f"/views/{untaken}/delete")
    assert await names(visitor) == ["Lương trễ"]


async def test_a_search_is_saved_sealed_and_opens_for_the_unit(house: House) -> None:
    case_id = (await house.open("Quản đốc chửi mắng")).case_id
    admin = await house.visitor("admin")
    sent = await admin.post("/cases/search", {"q": "quan doc"})
    back = sent.headers["location"].partition("?")[2]
    await save(admin, "Chuyện chửi mắng", back, shared="1")
    async with house.database.transaction() as tx:
        kept = (await tx.scalars(select(SavedView))).one()
    assert b"quan doc" not in kept.content_sealed
    opened = await admin.get(f"/views/{kept.id}")
    assert "quan" not in opened.headers["location"]
    assert case_id in (await admin.client.get(opened.headers["location"])).text


async def test_sharing_is_for_who_may_assign_and_for_the_same_unit(house: House) -> None:
    admin, officer, below = [await house.visitor(name) for name in ("admin", "officer", "below")]
    await save(officer, "Của riêng Hùng", shared="1")
    await save(admin, "Cả tỉnh", shared="1")
    assert await names(below) == []
    assert await names(officer) == ["Của riêng Hùng"]
    assert await names(admin) == ["Cả tỉnh"]


async def test_nobody_opens_or_changes_the_view_of_another(house: House) -> None:
    officer = await house.visitor("officer")
    await save(officer, "Của riêng Hùng")
    (view_id,) = await ids(officer)
    for name in ("outsider", "below", "admin", "trainer"):
        visitor = await house.visitor(name)
        assert (await visitor.get(f"/views/{view_id}")).status_code == 404, name
        for act in ("rename", "delete", "up"):
            assert (await visitor.post(f"/views/{view_id}/{act}", {"name": "x"})).status_code == 404, (name, act)
    assert await names(officer) == ["Của riêng Hùng"]


@pytest.mark.parametrize("name", ["", "   ", "a" * 61])
async def test_a_bad_name_is_refused_in_words(house: House, name: str) -> None:
    answer = await save(await house.visitor("officer"), name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_twenty_views_are_enough(house: House) -> None:
    visitor = await house.visitor("officer")
    for number in range(20):
        await save(visitor, f"Bộ lọc {number}")
    answer = await save(visitor, "Một cái nữa")
    assert answer.status_code == 422
    assert "nhiều nhất 20" in answer.text
