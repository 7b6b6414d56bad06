"""Who a worker is stays closed until a custodian opens it, for one officer and one day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from grievances.model import EntryKind, Role
from grievances.privacy.identity import OPEN_FOR, Identities, IdentityState
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import AuditEvent, CaseExclusion, Staff
from tests.grievances.cast import MINE, Union

WHY = "Cần hẹn gặp để lập biên bản"
PHONE = "chị Lan 0912 345 678"


def identities(union: Union) -> Identities:
    return Identities(union.vault, union.clock)


async def with_contact(union: Union, unit: str = "mill") -> str:
    case_id = (await union.open(unit, "Nợ lương ba tháng")).case_id
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, PHONE)
    return case_id


async def ask(union: Union, who: str, case_id: str, why: str = WHY) -> IdentityState:
    async with union.database.transaction() as tx:
        return await identities(union).ask(tx, union.staff[who], case_id, why)


async def waiting(union: Union, who: str = "custodian") -> list[str]:
    """The ids of what waits for this custodian."""
    async with union.database.transaction() as tx:
        return [item.id for item in (await identities(union).page(tx, union.staff[who], False, 1)).requests]


async def decide(union: Union, request_id: str, grant: bool, who: str = "custodian", why: str = "Có lý do") -> None:
    async with union.database.transaction() as tx:
        await identities(union).decide(tx, union.staff[who], request_id, grant, why)


async def see(union: Union, who: str, case_id: str) -> str:
    async with union.database.transaction() as tx:
        return (await identities(union).see(tx, union.staff[who], case_id)).contact


async def granted(union: Union, who: str = "mill") -> str:
    case_id = await with_contact(union)
    await ask(union, who, case_id)
    await decide(union, (await waiting(union))[0], True)
    return case_id


async def test_the_officer_who_was_granted_it_sees_the_contact_for_a_day(union: Union) -> None:
    case_id = await granted(union)
    assert await see(union, "mill", case_id) == PHONE
    union.clock.advance(seconds=(OPEN_FOR - timedelta(minutes=1)).total_seconds())
    assert await see(union, "mill", case_id) == PHONE
    union.clock.advance(seconds=120)
    with pytest.raises(NotFound):
        await see(union, "mill", case_id)


@pytest.mark.parametrize("who", ["north", "admin", "supervisor", "south", "custodian", "viewer", "trainer"])
async def test_nobody_else_sees_it_then_not_even_an_admin(union: Union, who: str) -> None:
    case_id = await granted(union)
    with pytest.raises(NotFound):
        await see(union, who, case_id)


@pytest.mark.parametrize("who", ["south", "mine", "custodian", "viewer", "trainer"])
async def test_who_may_not_handle_the_case_cannot_ask(union: Union, who: str) -> None:
    case_id = await with_contact(union)
    with pytest.raises(NotFound):
        await ask(union, who, case_id)


async def test_before_the_decision_and_after_a_refusal_it_stays_closed(union: Union) -> None:
    case_id = await with_contact(union)
    await ask(union, "mill", case_id)
    with pytest.raises(NotFound):
        await see(union, "mill", case_id)
    await decide(union, (await waiting(union))[0], False, why="Bạn nhắn trong vụ việc trước nhé")
    with pytest.raises(NotFound):
        await see(union, "mill", case_id)
    async with union.database.transaction() as tx:
        view = await identities(union).of_case(tx, union.staff["mill"], case_id)
    assert (view.state, view.answer) == (IdentityState.REFUSED, "Bạn nhắn trong vụ việc trước nhé")
    await ask(union, "mill", case_id)
    assert len(await waiting(union)) == 1


async def test_a_reason_is_needed_on_both_sides(union: Union) -> None:
    case_id = await with_contact(union)
    with pytest.raises(RuleViolation):
        await ask(union, "mill", case_id, " \u200b ")
    await ask(union, "mill", case_id)
    with pytest.raises(RuleViolation):
        await decide(union, (await waiting(union))[0], True, why="")
    assert len(await waiting(union)) == 1


async def test_the_same_request_twice_is_one(union: Union) -> None:
    case_id = await with_contact(union)
    await ask(union, "mill", case_id)
    with pytest.raises(RuleViolation, match="đang chờ"):
        await ask(union, "mill", case_id)
    await ask(union, "north", case_id)
    assert len(await waiting(union)) == 2


async def test_a_decision_stands(union: Union) -> None:
    case_id = await with_contact(union)
    await ask(union, "mill", case_id)
    [request] = await waiting(union)
    await decide(union, request, False)
    with pytest.raises(Conflict):
        await decide(union, request, True)
    with pytest.raises(NotFound):
        await see(union, "mill", case_id)


@pytest.mark.parametrize("who", ["admin", "supervisor", "north", "mill", "viewer"])
async def test_only_custodians_decide(union: Union, who: str) -> None:
    await ask(union, "mill", await with_contact(union))
    [request] = await waiting(union)
    with pytest.raises(NotFound):
        await decide(union, request, True, who)


async def test_a_custodian_of_other_units_sees_and_decides_nothing(union: Union) -> None:
    case_id = (await union.open("south")).case_id
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, PHONE)
    with pytest.raises(RuleViolation, match="Chưa có ai giữ danh tính"):
        await ask(union, "south", case_id)
    assert await waiting(union) == []


async def test_nobody_decides_on_an_own_request_after_changing_the_role(union: Union) -> None:
    case_id = await with_contact(union)
    await ask(union, "north", case_id)
    [request] = await waiting(union)
    own = union.staff["north"]
    turned = type(own)(own.id, own.email, own.name, Role.CUSTODIAN, own.unit_id, own.unit_name, own.unit_path)
    async with union.database.transaction() as tx:
        (await tx.get_one(Staff, own.id)).role = Role.CUSTODIAN
        assert await identities(union).waiting(tx, turned) == 0
        with pytest.raises(NotFound):
            await identities(union).decide(tx, turned, request, True, "Tự duyệt")


async def test_a_custodian_whom_the_case_is_about_decides_nothing(union: Union) -> None:
    case_id = await with_contact(union)
    await ask(union, "mill", case_id)
    [request] = await waiting(union)
    async with union.database.transaction() as tx:
        about = union.staff["custodian"].id
        tx.add(CaseExclusion(case_id=case_id, staff_id=about, cause="named", at=union.clock()))
    assert await waiting(union) == []
    with pytest.raises(NotFound):
        await decide(union, request, True)


async def test_the_worker_is_told_of_the_first_look_but_not_who_looked(union: Union) -> None:
    case_id = await granted(union)
    await see(union, "mill", case_id)
    await see(union, "mill", case_id)
    async with union.database.transaction() as tx:
        view = await union.cases.view(tx, MINE, case_id)
    told = [entry for entry in view.timeline if entry.kind is EntryKind.IDENTITY]
    assert [(entry.actor, entry.actor_name, entry.body) for entry in told] == [("system", "", "")]


async def test_each_look_is_in_the_audit_log_and_no_word_of_it(union: Union) -> None:
    case_id = await granted(union)
    await see(union, "mill", case_id)
    await see(union, "mill", case_id)
    async with union.database.transaction() as tx:
        events = (await tx.scalars(select(AuditEvent).where(AuditEvent.action.startswith("identity.")))).all()
    acts = [event.action for event in events if event.object_id == case_id]
    assert acts == ["identity.asked", "identity.granted", "identity.seen", "identity.seen"]
    written = repr([event.detail for event in events])
    assert WHY not in written
    assert "0912" not in written


async def test_what_the_worker_takes_back_is_asked_for_no_more(union: Union) -> None:
    case_id = await granted(union)
    await ask(union, "north", case_id)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, case_id)
    assert await waiting(union) == []
    with pytest.raises(NotFound):
        await see(union, "mill", case_id)
    with pytest.raises(RuleViolation, match="không để lại liên hệ"):
        await ask(union, "supervisor", case_id)


async def test_who_took_the_alarm_of_an_emergency_need_not_wait(union: Union) -> None:
    case_id = (await union.cry()).case_id
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, PHONE)
        await union.desk.take_alarm(tx, union.staff["mill"], case_id)
    assert await ask(union, "north", case_id) is IdentityState.WAITING
    assert await ask(union, "mill", case_id) is IdentityState.GRANTED
    assert await see(union, "mill", case_id) == PHONE
