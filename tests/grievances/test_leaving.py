"""Somebody leaves a desk: no open case stays with who may not see it, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from grievances.model import EntryKind, Role, Severity, Status
from grievances.queue.bulk_changes import BulkChange, BulkKind
from grievances.routing.leaving import Cause, Heir, Leaving, Left
from storage.errors import RuleViolation
from storage.tables import AuditEvent, CaseExclusion, CaseRecord, OfficerAlert, Staff
from tests.grievances.cast import MINE, Union, has_address, hire
from tests.grievances.test_assignment import take
from tests.grievances.test_bulk import acts_of, done, prepare


def leaving(union: Union) -> Leaving:
    return Leaving(union.vault, union.clock, union.notifier)


async def add(union: Union, name: str, unit: str, role: Role = Role.OFFICER) -> None:
    async with union.database.transaction() as tx:
        union.staff[name] = await hire(tx, union.clock, name, role, union.units[unit])


async def held_by(union: Union, who: str, number: int = 1, unit: str = "mill") -> list[str]:
    """Open cases that this person took."""
    cases = [(await union.open(unit)).case_id for _ in range(number)]
    for case_id in cases:
        await take(union, who, case_id)
    return cases


async def switch_off(union: Union, who: str, heir: str = "", by: str = "admin") -> Left:
    async with union.database.transaction() as tx:
        one = await leaving(union).heir(tx, union.staff[by], union.staff[who].id, _id(union, heir))
        (await tx.get_one(Staff, union.staff[who].id)).active = False
        await tx.flush()
        return await leaving(union).let_go(tx, union.staff[by], union.staff[who].id, Cause.SWITCHED_OFF, one)


async def place(union: Union, who: str, unit: str, role: Role = Role.OFFICER) -> Left:
    async with union.database.transaction() as tx:
        person = await tx.get_one(Staff, union.staff[who].id)
        person.unit_id, person.role = union.units[unit].id, role
        await tx.flush()
        return await leaving(union).let_go(tx, union.staff["admin"], person.id, Cause.PLACED, None)


async def heirs(union: Union, who: str, reader: str = "admin") -> Sequence[Heir]:
    async with union.database.transaction() as tx:
        return await leaving(union).heirs(tx, union.staff[reader], union.staff[who].id)


async def said(union: Union, case_id: str) -> str:
    async with union.database.transaction() as tx:
        timeline = (await union.desk.read(tx, union.staff["admin"], case_id)).timeline
    return [entry.body for entry in timeline if entry.kind is EntryKind.ASSIGNED][-1]


async def exclude(union: Union, case_id: str, who: str) -> None:
    async with union.database.transaction() as tx:
        tx.add(CaseExclusion(case_id=case_id, staff_id=union.staff[who].id, cause="named", at=union.clock()))


def _id(union: Union, who: str) -> str:
    return union.staff[who].id if who else ""


async def test_what_an_account_holds_is_said_beforehand_without_what_is_at_rest(union: Union) -> None:
    cases = await held_by(union, "mill", 3)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, cases[0])
        assert await leaving(union).held(tx, union.staff["admin"], union.staff["mill"].id) == 2
        assert await leaving(union).held(tx, union.staff["admin"], union.staff["north"].id) == 0


async def test_open_cases_wait_for_somebody_of_the_unit_again(union: Union) -> None:
    await add(union, "mill2", "mill")
    [case_id] = await held_by(union, "mill")
    before = await union.record(case_id)
    told = len(union.notifier.texts)
    assert await switch_off(union, "mill") == Left(0, 1)
    record = await union.record(case_id)
    assert (record.assignee_id, record.unit_id, record.status) == (None, before.unit_id, before.status)
    assert record.version == before.version + 1
    text = await said(union, case_id)
    assert text == "Cán bộ mill không còn phụ trách vì tài khoản đã khóa. Vụ việc chờ người nhận."
    assert len(union.notifier.texts) == told
    async with union.database.transaction() as tx:
        written = select(AuditEvent).where(AuditEvent.action == "case.assigned").order_by(AuditEvent.id.desc())
        event = (await tx.scalars(written.limit(1))).one()
    assert (event.object_id, event.actor_id) == (case_id, union.staff["admin"].id)
    assert event.detail == {"from": union.staff["mill"].id, "to": None}


async def test_a_colleague_takes_over_and_is_called(union: Union) -> None:
    await add(union, "mill2", "mill")
    await has_address(union, "mill2")
    cases = await held_by(union, "mill", 2)
    assert await switch_off(union, "mill", "mill2") == Left(2, 0)
    for case_id in cases:
        assert (await union.record(case_id)).assignee_id == union.staff["mill2"].id
    assert "Cán bộ mill2 nhận bàn giao." in await said(union, cases[0])
    async with union.database.transaction() as tx:
        alerts = (await tx.scalars(select(OfficerAlert))).all()
    assert {(alert.event, alert.staff_id) for alert in alerts} == {("assigned", union.staff["mill2"].id)}


async def test_nobody_takes_over_a_case_that_is_about_them(union: Union) -> None:
    await add(union, "mill2", "mill")
    about, other = await held_by(union, "mill", 2)
    await exclude(union, about, "mill2")
    assert await switch_off(union, "mill", "mill2") == Left(1, 1)
    assert (await union.record(about)).assignee_id is None
    assert (await union.record(other)).assignee_id == union.staff["mill2"].id


async def test_an_admin_neither_counts_nor_hands_on_a_case_about_the_admin(union: Union) -> None:
    await add(union, "mill2", "mill")
    about, _ = await held_by(union, "mill", 2)
    await exclude(union, about, "admin")
    async with union.database.transaction() as tx:
        assert await leaving(union).held(tx, union.staff["admin"], union.staff["mill"].id) == 1
    await switch_off(union, "mill", "mill2")
    assert (await union.record(about)).assignee_id is None


async def test_only_who_sees_the_unit_can_be_chosen(union: Union) -> None:
    await add(union, "mill2", "mill")
    names = [one.name for one in await heirs(union, "mill")]
    assert names == ["Cán bộ mill2", "Cán bộ north", "Cán bộ supervisor", "Cán bộ admin"]
    assert "Cán bộ admin" not in [one.name for one in await heirs(union, "mill", "supervisor")]
    for stranger in ("south", "mine", "viewer", "custodian", "mill"):
        with pytest.raises(RuleViolation, match="chọn người khác"):
            await switch_off(union, "mill", stranger)


async def test_where_nobody_is_left_cases_go_up_and_their_workers_hear_it(union: Union) -> None:
    [case_id] = await held_by(union, "mill")
    assert await switch_off(union, "mill") == Left(0, 1)
    assert (await union.record(case_id)).unit_id == union.units["north"].id
    assert "chuyển tới Công đoàn phía Bắc" in union.notifier.texts[-1]


async def test_who_moves_sideways_lets_go_of_everything_and_who_moves_up_keeps_it(union: Union) -> None:
    await add(union, "mill2", "mill")
    [mine] = await held_by(union, "mill")
    [kept] = await held_by(union, "mill2")
    assert await place(union, "mill", "south") == Left(0, 1)
    assert await place(union, "mill2", "north") == Left(0, 0)
    assert (await union.record(mine)).assignee_id is None
    assert (await union.record(kept)).assignee_id == union.staff["mill2"].id
    assert "đã đổi đơn vị hoặc vai trò" in await said(union, mine)


async def test_who_moves_down_keeps_only_what_lies_there(union: Union) -> None:
    [below], [beside] = await held_by(union, "north"), await held_by(union, "north", unit="mine")
    assert await place(union, "north", "mill") == Left(0, 1)
    assert (await union.record(below)).assignee_id == union.staff["north"].id
    assert (await union.record(beside)).assignee_id is None


async def test_who_only_reads_from_now_on_has_no_cases(union: Union) -> None:
    await add(union, "mill2", "mill")
    [case_id] = await held_by(union, "mill")
    assert await place(union, "mill", "mill", Role.SUPERVISOR) == Left(0, 0)
    assert await place(union, "mill", "mill", Role.VIEWER) == Left(0, 1)
    assert (await union.record(case_id)).assignee_id is None


async def test_a_case_at_rest_calls_the_whole_unit_when_it_opens_again(union: Union) -> None:
    await add(union, "mill2", "mill")
    [case_id] = await held_by(union, "mill")
    async with union.database.transaction() as tx:
        version = (await tx.get_one(CaseRecord, case_id)).version
        await union.desk.change_status(tx, union.staff["mill"], case_id, version, Status.RESOLVED, "Đã trả lương.")
    entries = await said(union, case_id)
    assert await switch_off(union, "mill") == Left(0, 0)
    assert (await union.record(case_id)).assignee_id is None
    assert await said(union, case_id) == entries


async def test_an_urgent_case_without_anybody_calls_its_unit(union: Union) -> None:
    await add(union, "mill2", "mill")
    [case_id] = await held_by(union, "mill")
    await has_address(union, "mill2")
    async with union.database.transaction() as tx:
        (await tx.get_one(CaseRecord, case_id)).severity = Severity.URGENT
    await switch_off(union, "mill")
    async with union.database.transaction() as tx:
        [alert] = (await tx.scalars(select(OfficerAlert))).all()
    assert (alert.event, alert.staff_id) == ("urgent", union.staff["mill2"].id)


async def test_an_account_that_was_switched_off_in_another_way_is_found_later(union: Union) -> None:
    [case_id] = await held_by(union, "mill")
    async with union.database.transaction() as tx:
        (await tx.get_one(Staff, union.staff["mill"].id)).active = False
    async with union.database.transaction() as tx:
        assert await leaving(union).sweep(tx) == 1
        assert await leaving(union).sweep(tx) == 0
    assert (await union.record(case_id)).assignee_id is None
    assert "tài khoản đã khóa" in await said(union, case_id)


async def test_nobody_is_given_a_case_while_being_moved_away(union: Union) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        (await tx.get_one(Staff, union.staff["mill"].id)).unit_id = union.units["south"].id
    with pytest.raises(RuleViolation, match="chọn người khác"):
        await take(union, "mill", case_id)  # a page of before: the session still says that it is the old unit
    assert (await union.record(case_id)).assignee_id is None


async def test_taking_back_an_act_gives_no_case_to_who_was_moved_meanwhile(union: Union) -> None:
    await add(union, "mill2", "mill")
    cases = await held_by(union, "mill")
    act_id = await prepare(union, "admin", BulkChange(BulkKind.ASSIGN, union.staff["mill2"].id, "Nhờ bạn"), cases)
    await done(union, "admin", act_id)
    await place(union, "mill", "south")
    await acts_of(union).undo(union.staff["admin"], act_id)
    assert (await union.record(cases[0])).assignee_id is None
