"""A unit whose case rose to the level above follows it in a list of its own, and changes nothing there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grievances.model import CaseFilter, CaseRow, Category, QueueView, Status
from storage.errors import NotFound
from storage.tables import CaseExclusion, CaseUnit
from tests.grievances.cast import MINE, Union
from tests.grievances.test_assignment import move
from tests.grievances.test_escalation import look


async def rows(union: Union, who: str, **wanted: object) -> Sequence[CaseRow]:
    risen = CaseFilter(view=QueueView.RISEN, **wanted)  # type: ignore[arg-type]
    async with union.database.transaction() as tx:
        found = await union.desk.list(tx, union.staff[who], risen, 1)
        counts = await union.desk.counts(tx, union.staff[who])
        ids = await union.desk.ids(tx, union.staff[who], risen, 10)
    assert ids == ()  # nothing here may be changed
    if not wanted:
        assert counts[QueueView.RISEN] == len(found.rows)
    return found.rows


async def risen(union: Union, unit: str = "mill", text: str = "Nợ lương ba tháng") -> str:
    """A case that nobody took up in time."""
    case_id = (await union.open(unit, text)).case_id
    union.clock.advance(days=2, hours=8)
    assert await look(union) >= 1
    return case_id


async def test_the_unit_that_had_it_sees_where_it_is_and_how_far(union: Union) -> None:
    case_id = await risen(union)
    [row] = await rows(union, "mill")
    assert (row.case_id, row.unit_name, row.status) == (case_id, "Công đoàn phía Bắc", Status.RECEIVED)
    async with union.database.transaction() as tx:
        version = (await union.desk.read(tx, union.staff["north"], case_id)).version
        await union.desk.change_status(tx, union.staff["north"], case_id, version, Status.RESOLVED, "Đã trả đủ.")
    [row] = await rows(union, "mill")
    assert row.status is Status.RESOLVED


@pytest.mark.parametrize("who", ["north", "admin", "mine", "south", "supervisor"])
async def test_for_everybody_else_it_did_not_rise(union: Union, who: str) -> None:
    await risen(union)
    assert await rows(union, who) == ()


async def test_when_it_rises_further_the_unit_between_follows_it_too(union: Union) -> None:
    case_id = await risen(union)
    union.clock.advance(days=12)
    assert await look(union) == 1
    for who in ("mill", "north", "viewer"):
        assert [(row.case_id, row.unit_name) for row in await rows(union, who)] == [(case_id, "Liên đoàn Lao động")]
    assert await rows(union, "mine") == ()
    assert await rows(union, "admin") == ()


async def test_what_comes_back_or_goes_sideways_is_no_risen_case(union: Union) -> None:
    case_id = await risen(union)
    await move(union, "admin", case_id, "mill")
    assert await rows(union, "mill") == ()
    await move(union, "admin", case_id, "south")
    assert await rows(union, "mill") == ()


async def test_whom_it_is_about_and_whom_the_worker_does_not_trust_see_nothing_of_it(union: Union) -> None:
    barred = (await union.open()).case_id
    about = await risen(union)
    async with union.database.transaction() as tx:
        about_mill = union.staff["mill"].id
        tx.add(CaseExclusion(case_id=about, staff_id=about_mill, cause="named", at=union.clock()))
        (await tx.get_one(CaseUnit, (barred, union.units["mill"].id))).standing = "barred"
    assert await rows(union, "mill") == ()


async def test_the_filters_work_there(union: Union) -> None:
    case_id = await risen(union)
    assert [row.case_id for row in await rows(union, "mill", category=Category.WAGES)] == [case_id]
    assert await rows(union, "mill", category=Category.SAFETY) == ()
    assert [row.case_id for row in await rows(union, "mill", words="nợ lương")] == [case_id]


@pytest.mark.parametrize("who", ["trainer", "custodian"])
async def test_who_reads_no_cases_has_no_such_list(union: Union, who: str) -> None:
    await risen(union)
    with pytest.raises(NotFound):
        await rows(union, who)


async def test_a_case_that_its_worker_withdrew_stays_in_the_list_as_such(union: Union) -> None:
    case_id = await risen(union)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, case_id)
    assert [row.status for row in await rows(union, "mill")] == [Status.WITHDRAWN]
