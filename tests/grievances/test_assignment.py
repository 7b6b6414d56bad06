"""Whose case it is: one officer's, somebody else's, another unit's."""

from __future__ import annotations

import pytest

from grievances.model import EntryKind, Status
from grievances.routing.assignment import Assignments
from storage.errors import Conflict, NotFound, RuleViolation
from tests.grievances.cast import MINE, Union


def assignments(union: Union) -> Assignments:
    return Assignments(union.vault, union.clock, union.notifier)


async def take(union: Union, who: str, case_id: str) -> None:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        await assignments(union).take(tx, union.staff[who], case_id, version)


async def assign(union: Union, who: str, case_id: str, to: str, note: str = "Đã gọi công ty.") -> None:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        await assignments(union).assign(tx, union.staff[who], case_id, version, union.staff[to].id, note)


async def move(union: Union, who: str, case_id: str, unit: str, note: str = "Ngoài phạm vi của chúng tôi.") -> None:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        await assignments(union).move(tx, union.staff[who], case_id, version, union.units[unit].id, note)


async def kinds(union: Union, who: str, case_id: str) -> list[EntryKind]:
    async with union.database.transaction() as tx:
        return [entry.kind for entry in (await union.desk.read(tx, union.staff[who], case_id)).timeline]


async def test_an_officer_takes_a_case_and_the_worker_hears_that_it_is_looked_at(union: Union) -> None:
    case_id = (await union.open()).case_id
    await take(union, "mill", case_id)
    record = await union.record(case_id)
    assert (record.status, record.assignee_id) == (Status.ACKNOWLEDGED, union.staff["mill"].id)
    assert record.acknowledged_at == union.clock()
    assert record.due_at == record.answer_by
    assert union.notifier.texts == ["Cán bộ Công đoàn đã tiếp nhận phản ánh của bạn (Tiền lương, thưởng) và đang xem."]
    async with union.database.transaction() as tx:
        shown = await union.desk.read(tx, union.staff["mill"], case_id)
        listed = await union.cases.view(tx, MINE, case_id)
    assert shown.row.assignee_name == "Cán bộ mill"
    assert EntryKind.ASSIGNED not in [entry.kind for entry in listed.timeline]
    await take(union, "mill", case_id)
    assert len(union.notifier.texts) == 1


async def test_who_looked_at_an_older_state_takes_nothing(sqlite_union: Union) -> None:
    union = sqlite_union
    case_id = (await union.open()).case_id
    await take(union, "mill", case_id)
    async with union.database.transaction() as tx:
        with pytest.raises(Conflict):
            await assignments(union).take(tx, union.staff["north"], case_id, 1)


@pytest.mark.parametrize("who", ["south", "trainer", "mine"])
async def test_who_does_not_see_a_case_takes_and_hands_on_nothing(sqlite_union: Union, who: str) -> None:
    case_id = (await sqlite_union.open()).case_id
    with pytest.raises(NotFound):
        await take(sqlite_union, who, case_id)
    with pytest.raises(NotFound):
        await assign(sqlite_union, who, case_id, "mill")
    with pytest.raises(NotFound):
        await move(sqlite_union, who, case_id, "north")


async def test_giving_to_others_needs_the_permission_and_a_note(sqlite_union: Union) -> None:
    union = sqlite_union
    case_id = (await union.open()).case_id
    with pytest.raises(NotFound):
        await assign(union, "mill", case_id, "mill")
    with pytest.raises(RuleViolation, match="bàn giao"):
        await assign(union, "admin", case_id, "mill", " \n")
    with pytest.raises(RuleViolation, match="bàn giao"):
        await move(union, "admin", case_id, "south", "")
    await assign(union, "admin", case_id, "mill")
    assert (await union.record(case_id)).assignee_id == union.staff["mill"].id
    assert (await kinds(union, "mill", case_id))[-1] is EntryKind.NOTE


async def test_a_case_follows_whom_it_is_given_to_below(union: Union) -> None:
    case_id = (await union.open(unit="north")).case_id
    await assign(union, "admin", case_id, "mill")
    record = await union.record(case_id)
    assert (record.unit_id, record.assignee_id) == (union.units["mill"].id, union.staff["mill"].id)
    assert any("chuyển tới Công đoàn Nhà máy Dệt" in text for text in union.notifier.texts)
    await assign(union, "admin", case_id, "north")
    assert (await union.record(case_id)).unit_id == union.units["mill"].id


@pytest.mark.parametrize("to", ["trainer", "south"])
async def test_nobody_is_given_what_they_may_not_handle(sqlite_union: Union, to: str) -> None:
    case_id = (await sqlite_union.open()).case_id
    with pytest.raises(RuleViolation, match="chọn người khác"):
        await assign(sqlite_union, "admin", case_id, to)


async def test_a_case_goes_to_another_unit_and_its_worker_hears_which(union: Union) -> None:
    case_id = (await union.open()).case_id
    await take(union, "mill", case_id)
    await move(union, "admin", case_id, "south")
    record = await union.record(case_id)
    assert (record.unit_id, record.assignee_id) == (union.units["south"].id, None)
    assert (await kinds(union, "south", case_id))[-2:] == [EntryKind.MOVED, EntryKind.NOTE]
    async with union.database.transaction() as tx:
        shown = await union.cases.view(tx, MINE, case_id)
    assert shown.timeline[-1].body == "Phản ánh được chuyển tới Công đoàn phía Nam để giải quyết."
    with pytest.raises(NotFound):
        await take(union, "mill", case_id)
