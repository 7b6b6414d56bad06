"""An officer sees the cases of the own unit and below, and nothing else through any door of the desk."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.desk import CaseDesk
from grievances.evidence.check import cleaned
from grievances.media import keep_media
from grievances.model import CaseFilter, Page, QueueView, StaffMember, Status
from storage.errors import NotFound
from tests.grievances.cast import CHAT, MINE, Union
from tests.grievances.evidence import samples


@dataclass(frozen=True)
class Target:
    case_id: str
    media_id: str
    version: int
    unit_id: str


Door = Callable[[CaseDesk, AsyncSession, StaffMember, Target], Awaitable[Any]]

PAPER = cleaned(samples.pdf())
DOORS_TO_A_CASE: dict[str, Door] = {
    "read": lambda desk, tx, who, to: desk.read(tx, who, to.case_id),
    "reply": lambda desk, tx, who, to: desk.reply(tx, who, to.case_id, to.version, "Chào bạn"),
    "note": lambda desk, tx, who, to: desk.note(tx, who, to.case_id, to.version, "Ghi chú"),
    "change_status": lambda desk, tx, who, to: desk.change_status(
        tx, who, to.case_id, to.version, Status.WAITING_WORKER
    ),
    "take_alarm": lambda desk, tx, who, to: desk.take_alarm(tx, who, to.case_id),
    "media": lambda desk, tx, who, to: desk.media(tx, who, to.case_id, to.media_id),
    "may_answer": lambda desk, tx, who, to: desk.may_answer(tx, who, to.case_id),
    "hold_file": lambda desk, tx, who, to: desk.hold_file(tx, who, to.case_id, PAPER),
    "held_files": lambda desk, tx, who, to: desk.held_files(tx, who, to.case_id, [to.media_id]),
    "drop_file": lambda desk, tx, who, to: desk.drop_file(tx, who, to.case_id, to.media_id),
}
DOORS_TO_MANY: dict[str, Door] = {
    "list": lambda desk, tx, who, to: desk.list(tx, who, CaseFilter(), 1),
    "ids": lambda desk, tx, who, to: desk.ids(tx, who, CaseFilter(), 500),
    "counts": lambda desk, tx, who, to: desk.counts(tx, who),
    "visible_units": lambda desk, tx, who, to: desk.visible_units(tx, who),
    "alarms": lambda desk, tx, who, to: desk.alarms(tx, who),
}


def test_every_door_of_the_desk_is_tried_here() -> None:
    public = {name for name, _ in inspect.getmembers(CaseDesk, inspect.isfunction) if not name.startswith("_")}
    assert public == set(DOORS_TO_A_CASE) | set(DOORS_TO_MANY)


async def case_in_the_mill(union: Union) -> Target:
    opened = await union.open("mill", "Nợ lương")
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"photo")
        await union.cases.add_media(tx, MINE, opened.case_id, media_id)
    return Target(opened.case_id, media_id, await union.version(opened.case_id), union.units["mill"].id)


async def tries(union: Union, door: Door, who: StaffMember, target: Target) -> Any:
    async with union.database.transaction() as tx:
        return await door(union.desk, tx, who, target)


@pytest.mark.parametrize("stranger", ["south", "mine", "trainer"])
async def test_a_case_of_another_unit_does_not_exist(union: Union, stranger: str) -> None:
    target = await case_in_the_mill(union)
    for door in DOORS_TO_A_CASE.values():
        with pytest.raises(NotFound) as not_yours:
            await tries(union, door, union.staff[stranger], target)
        with pytest.raises(NotFound) as not_there:
            await tries(union, door, union.staff[stranger], replace(target, case_id="0" * 32, media_id="0" * 32))
        assert (not_yours.type, not_yours.value.args) == (not_there.type, not_there.value.args)
    assert await union.version(target.case_id) == target.version
    assert union.notifier.sent == {}


@pytest.mark.parametrize("stranger", ["south", "mine"])
async def test_lists_and_counts_hold_nothing_of_another_unit(union: Union, stranger: str) -> None:
    target = await case_in_the_mill(union)
    who = union.staff[stranger]
    for wanted in (CaseFilter(), CaseFilter(unit_id=target.unit_id), CaseFilter(number=1)):
        async with union.database.transaction() as tx:
            page = await union.desk.list(tx, who, wanted, 1)
        assert page == Page((), 0, 1, 25)
    assert await tries(union, DOORS_TO_MANY["counts"], who, target) == dict.fromkeys(QueueView, 0)
    assert await tries(union, DOORS_TO_MANY["ids"], who, target) == ()
    units = await tries(union, DOORS_TO_MANY["visible_units"], who, target)
    assert [unit.id for unit in units] == [who.unit_id]


async def test_a_trainer_finds_no_door_at_all(union: Union) -> None:
    target = await case_in_the_mill(union)
    for door in DOORS_TO_MANY.values():
        with pytest.raises(NotFound):
            await tries(union, door, union.staff["trainer"], target)


@pytest.mark.parametrize("path", ["", "/", "%", "/%/", "//", "/_/", "mill"])
async def test_a_broken_unit_path_opens_nothing(sqlite_union: Union, path: str) -> None:
    target = await case_in_the_mill(sqlite_union)
    lost = replace(sqlite_union.staff["admin"], unit_path=path)
    for door in DOORS_TO_A_CASE.values():
        with pytest.raises(NotFound):
            await tries(sqlite_union, door, lost, target)
    assert (await tries(sqlite_union, DOORS_TO_MANY["list"], lost, target)).total == 0
    assert await tries(sqlite_union, DOORS_TO_MANY["visible_units"], lost, target) == []


@pytest.mark.parametrize("insider", ["mill", "north", "admin"])
async def test_the_own_unit_and_those_above_pass_every_door(union: Union, insider: str) -> None:
    target = await case_in_the_mill(union)
    for door in (*DOORS_TO_MANY.values(), *DOORS_TO_A_CASE.values()):
        version = await union.version(target.case_id)
        await tries(union, door, union.staff[insider], replace(target, version=version))


async def test_a_picture_opens_only_with_its_own_case(union: Union) -> None:
    target = await case_in_the_mill(union)
    other = await union.open("mill")
    for wrong in (replace(target, case_id=other.case_id), replace(target, media_id="\x00")):
        with pytest.raises(NotFound):
            await tries(union, DOORS_TO_A_CASE["media"], union.staff["mill"], wrong)


async def test_an_address_that_is_no_case_is_not_found(union: Union) -> None:
    for case_id in ("", "\x00", "../../etc", "x" * 5_000):
        for door in DOORS_TO_A_CASE.values():
            with pytest.raises(NotFound):
                await tries(union, door, union.staff["admin"], Target(case_id, "0" * 32, 1, ""))


async def test_a_unit_is_shown_with_its_place_in_the_tree(union: Union) -> None:
    units = await tries(union, DOORS_TO_MANY["visible_units"], union.staff["admin"], Target("", "", 1, ""))
    assert [(unit.level, unit.name) for unit in units] == [
        (1, "Liên đoàn Lao động"),
        (2, "Công đoàn phía Bắc"),
        (3, "Công đoàn Mỏ Than"),
        (3, "Công đoàn Nhà máy Dệt"),
        (2, "Công đoàn phía Nam"),
    ]
