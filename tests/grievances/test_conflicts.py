"""A case never goes to somebody whom it is about."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from grievances.model import CaseFilter, Status
from grievances.routing.assignment import Assignments
from grievances.routing.conflicts import Cause, Conflicts, named_in
from grievances.worker import OpenRequest
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseRecord, Staff
from tests.grievances.cast import CHAT, MINE, Union


def conflicts(union: Union) -> Conflicts:
    return Conflicts(union.vault, union.clock, union.notifier)


async def rename(union: Union, who: str, name: str) -> None:
    async with union.database.transaction() as tx:
        await tx.execute(update(Staff).where(Staff.id == union.staff[who].id).values(name=name))


async def sees(union: Union, who: str, case_id: str) -> bool:
    """On its page, in the list, and in the count: all or none."""
    staff = union.staff[who]
    async with union.database.transaction() as tx:
        listed = case_id in [row.case_id for row in (await union.desk.list(tx, staff, CaseFilter(), 1)).rows]
        rung = case_id in [alarm.case_id for alarm in await union.desk.alarms(tx, staff)]
        try:
            await union.desk.read(tx, staff, case_id)
        except NotFound:
            assert not listed
            assert not rung
            return False
    assert listed
    return True


PEOPLE = [("h", "Trần Văn Hùng"), ("t", "Lê Thị Thu"), ("m", "Minh")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anh Trần Văn Hùng bên công đoàn bao che", ["h"]),
        ("anh TRAN VAN HUNG bao che", ["h"]),
        ("tran van hung, le thi thu", ["h", "t"]),
        ("Trần  Văn\nHùng.", ["h"]),
        ("Trần Văn Hùngg", []),
        ("anh Hùng bao che", []),
        ("chị Minh", []),
        ("", []),
    ],
)
def test_a_full_name_is_found_however_it_is_typed(text: str, found: list[str]) -> None:
    assert [one for one, _ in named_in(text, PEOPLE)] == found


async def test_who_is_named_in_a_report_never_sees_it(union: Union) -> None:
    await rename(union, "mill", "Trần Văn Hùng")
    case_id = (await union.open(text="Ông TRAN VAN HUNG của công đoàn bao che cho sếp.")).case_id
    assert not await sees(union, "mill", case_id)
    assert await sees(union, "north", case_id)
    record = await union.record(case_id)
    assert record.unit_id == union.units["north"].id
    async with union.database.transaction() as tx:
        shown = await union.cases.view(tx, MINE, case_id)
    assert shown.timeline[-1].body == "Để bảo đảm khách quan, Công đoàn phía Bắc nhận giải quyết phản ánh này."


async def test_who_is_named_later_sees_it_no_more_and_loses_the_case(union: Union) -> None:
    await rename(union, "mill", "Lê Thị Thu")
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await Assignments(union.vault, union.clock, union.notifier).take(tx, union.staff["mill"], case_id, 1)
    assert await sees(union, "mill", case_id)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, case_id, "Chị Lê Thị Thu biết mà không nói gì.")
    assert not await sees(union, "mill", case_id)
    record = await union.record(case_id)
    assert (record.unit_id, record.assignee_id) == (union.units["north"].id, None)
    assert await sees(union, "north", case_id)


async def test_a_cry_that_names_an_officer_rings_above(union: Union) -> None:
    await rename(union, "mill", "Lê Thị Thu")
    case_id = (await union.cry("Chị Lê Thị Thu đánh tôi!")).case_id
    assert not await sees(union, "mill", case_id)
    async with union.database.transaction() as tx:
        assert [alarm.case_id for alarm in await union.desk.alarms(tx, union.staff["north"])] == [case_id]


async def test_an_officer_with_a_conflict_steps_back_and_a_supervisor_lets_them_in_again(union: Union) -> None:
    case_id = (await union.open(unit="north")).case_id
    async with union.database.transaction() as tx:
        await conflicts(union).declare_own(tx, union.staff["north"], case_id)
    assert not await sees(union, "north", case_id)
    admin = union.staff["admin"]
    async with union.database.transaction() as tx:
        (one,) = await conflicts(union).excluded(tx, admin, case_id)
        assert (one.id, one.cause) == (union.staff["north"].id, Cause.OWN)
        await conflicts(union).readmit(tx, admin, case_id, one.id)
    async with union.database.transaction() as tx:
        await union.desk.read(tx, union.staff["north"], case_id)  # reads again, as the unit that had it


async def test_a_supervisor_keeps_somebody_from_a_case(union: Union) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await conflicts(union).exclude(tx, union.staff["admin"], case_id, union.staff["mill"].id)
    assert not await sees(union, "mill", case_id)
    assert await sees(union, "north", case_id)
    assert "Để bảo đảm khách quan, Công đoàn phía Bắc" in union.notifier.texts[-1]
    record = await union.record(case_id)
    async with union.database.transaction() as tx:
        people = await Assignments(union.vault, union.clock, union.notifier).people(tx, union.staff["admin"], record)
    assert union.staff["mill"].id not in [person.id for person in people]


@pytest.mark.parametrize("who", ["mill", "south", "trainer"])
async def test_only_supervisors_of_the_case_keep_others_from_it(sqlite_union: Union, who: str) -> None:
    case_id = (await sqlite_union.open()).case_id
    other = sqlite_union.staff["north"].id
    for act in ("exclude", "readmit"):
        async with sqlite_union.database.transaction() as tx:
            with pytest.raises(NotFound):
                await getattr(conflicts(sqlite_union), act)(tx, sqlite_union.staff[who], case_id, other)


async def test_nobody_keeps_oneself_out_by_the_way_for_others_or_a_stranger(sqlite_union: Union) -> None:
    case_id = (await sqlite_union.open()).case_id
    admin = sqlite_union.staff["admin"]
    async with sqlite_union.database.transaction() as tx:
        with pytest.raises(RuleViolation, match="Tôi có liên quan"):
            await conflicts(sqlite_union).exclude(tx, admin, case_id, admin.id)
        with pytest.raises(NotFound):
            await conflicts(sqlite_union).exclude(tx, admin, case_id, sqlite_union.staff["south"].id)


async def test_a_worker_can_pass_over_the_union_of_the_own_company(union: Union) -> None:
    request = OpenRequest("grievance", "wages", CHAT, "zalo", "", union.units["mill"].id, above=True)  # type: ignore[arg-type]
    async with union.database.transaction() as tx:
        case_id = (await union.cases.open(tx, request)).case_id
    assert (await union.record(case_id)).unit_id == union.units["north"].id
    assert not await sees(union, "mill", case_id)
    assignments, record = Assignments(union.vault, union.clock, union.notifier), await union.record(case_id)
    async with union.database.transaction() as tx:
        places = await assignments.places(tx, union.staff["admin"], record)
        people = await assignments.people(tx, union.staff["admin"], record)
    assert union.units["mill"].id not in [place.id for place in places]
    assert union.staff["mill"].id not in [person.id for person in people]


async def test_above_the_companies_there_is_nobody_to_pass_over(sqlite_union: Union) -> None:
    union = sqlite_union
    request = OpenRequest("grievance", "wages", CHAT, "zalo", "", union.units["north"].id, above=True)  # type: ignore[arg-type]
    async with union.database.transaction() as tx:
        case_id = (await union.cases.open(tx, request)).case_id
    record = await union.record(case_id)
    assert (record.unit_id, record.status) == (union.units["north"].id, Status.RECEIVED)


async def test_who_is_named_in_a_report_does_not_read_it_in_the_collective_one_either(sqlite_union: Union) -> None:
    union = sqlite_union
    await rename(union, "mill", "Lê Thị Thu")
    whole, part = (await union.open()).case_id, (await union.open()).case_id
    async with union.database.transaction() as tx:
        await tx.execute(update(CaseRecord).where(CaseRecord.id == part).values(collective_id=whole))
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, part, "Chị Lê Thị Thu biết mà không nói gì.")
    assert not await sees(union, "mill", whole)
    assert (await union.record(whole)).unit_id == union.units["north"].id
