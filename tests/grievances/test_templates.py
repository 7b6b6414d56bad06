"""Answers written once: for the unit and below, by who may write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grievances.model import Category, Role, StaffMember
from grievances.templates import BODY_MAX, TITLE_MAX, Draft, Templates, filled
from storage.errors import Conflict, NotFound, RuleViolation
from tests.grievances.cast import Union


@pytest.fixture
def templates(union: Union) -> Templates:
    return Templates(union.clock)


def head(union: Union, unit: str = "north") -> StaffMember:
    """The officer of the unit, as somebody who may write templates."""
    return replace(union.staff[unit], role=Role.SUPERVISOR)


def draft(union: Union, unit: str = "north", **other: object) -> Draft:
    plain = Draft("Hỏi thêm", "Chào bạn, {don_vi} đã nhận {ma_vu_viec}.", Category.WAGES, union.units[unit].id)
    return replace(plain, **other)  # type: ignore[arg-type]


async def write(union: Union, templates: Templates, unit: str = "north", **other: object) -> str:
    async with union.database.transaction() as tx:
        return await templates.write(tx, head(union, unit), draft(union, unit, **other))


async def titles(union: Union, templates: Templates, who: str, category: Category = Category.WAGES) -> list[str]:
    async with union.database.transaction() as tx:
        return [one.title for one in await templates.usable(tx, union.staff[who], category)]


def test_placeholders_are_filled_and_other_braces_stay() -> None:
    assert filled("{ma_vu_viec} ở {don_vi}, {khac}", 7, "Công đoàn A") == "PA-000007 ở Công đoàn A, {khac}"


async def test_a_template_holds_in_its_unit_and_below(union: Union, templates: Templates) -> None:
    await write(union, templates)
    await write(union, templates, "mill", title="Của nhà máy", category=None)
    assert await titles(union, templates, "mill") == ["Hỏi thêm", "Của nhà máy"]
    assert await titles(union, templates, "mine") == ["Hỏi thêm"]
    assert await titles(union, templates, "south") == []
    assert await titles(union, templates, "mill", Category.MEALS) == ["Của nhà máy"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * (TITLE_MAX + 1)},
        {"body": " "},
        {"body": "x" * (BODY_MAX + 1)},
        {"body": "Chào {ten_ban}"},
        {"unit_id": "f" * 32},
    ],
    ids=str,
)
async def test_what_is_no_template_is_refused(union: Union, templates: Templates, wrong: dict[str, object]) -> None:
    with pytest.raises(RuleViolation):
        await write(union, templates, **wrong)


async def test_nobody_writes_for_a_unit_above_or_beside(union: Union, templates: Templates) -> None:
    for unit in ("root", "south", "north"):
        async with union.database.transaction() as tx:
            with pytest.raises(RuleViolation):
                await templates.write(tx, head(union, "mill"), draft(union, unit))


async def test_a_change_over_somebody_elses_is_a_conflict(union: Union, templates: Templates) -> None:
    template_id = await write(union, templates)
    async with union.database.transaction() as tx:
        await templates.change(tx, head(union), template_id, 1, draft(union, title="Mới"))
        with pytest.raises(Conflict):
            await templates.change(tx, head(union), template_id, 1, draft(union, title="Cũ"))
    assert await titles(union, templates, "north") == ["Mới"]


async def test_an_archived_template_is_offered_no_more_and_can_come_back(union: Union, templates: Templates) -> None:
    template_id = await write(union, templates)
    for archived in (True, False):
        async with union.database.transaction() as tx:
            await templates.archive(tx, head(union), template_id, archived)
            found, total = await templates.page(tx, union.staff["mill"], True, 1, 25)
        assert await titles(union, templates, "north") == ([] if archived else ["Hỏi thêm"])
        assert total == len(found) == int(archived)


async def test_officers_use_but_do_not_write_and_outsiders_see_none(union: Union, templates: Templates) -> None:
    template_id = await write(union, templates)
    async with union.database.transaction() as tx:
        assert not (await templates.one(tx, union.staff["mill"], template_id)).editable
        assert (await templates.one(tx, head(union), template_id)).editable
    for who in (union.staff["north"], head(union, "south"), head(union, "mill"), union.staff["trainer"]):
        async with union.database.transaction() as tx:
            with pytest.raises(NotFound):
                await templates.change(tx, who, template_id, 1, draft(union))
            with pytest.raises(NotFound):
                await templates.archive(tx, who, template_id, True)
    for who in (union.staff["south"], union.staff["trainer"]):
        async with union.database.transaction() as tx:
            with pytest.raises(NotFound):
                await templates.one(tx, who, template_id)
