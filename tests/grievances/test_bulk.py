"""Acts on many cases: shown first, done in parts, taken back where workers were told nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from grievances.model import Severity, Status
from grievances.queue import bulk
from grievances.queue.bulk import ActState, ActView, BulkActs, Outcome
from grievances.queue.bulk_changes import BulkChange, BulkKind, Changer
from grievances.tags import Tags
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, BulkAct
from tests.grievances.cast import MINE, Union


def acts_of(union: Union) -> BulkActs:
    return BulkActs(union.database, union.vault, union.clock, Changer(union.vault, union.clock, union.desk))


async def prepare(union: Union, who: str, change: BulkChange, cases: Sequence[str]) -> str:
    return await acts_of(union).prepare(union.staff[who], change, cases)


async def done(union: Union, who: str, act_id: str) -> ActView:
    while await acts_of(union).go_on(union.staff[who], act_id):
        pass
    return await acts_of(union).view(union.staff[who], act_id)


async def opened(union: Union, number: int) -> list[str]:
    return [(await union.open()).case_id for _ in range(number)]


async def test_looking_changes_nothing_and_tells_what_cannot_change(union: Union) -> None:
    cases = await opened(union, 3)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, cases[2])
    change = BulkChange(BulkKind.STATUS, Status.IN_PROGRESS, "Công đoàn đang làm việc với công ty.")
    act_id = await prepare(union, "mill", change, cases)
    view = await acts_of(union).view(union.staff["mill"], act_id)
    assert view.state is ActState.LOOKED_AT
    assert (view.count(Outcome.WAITING), view.count(Outcome.REFUSED)) == (2, 1)
    assert "không chuyển sang" in view.items[2].reason
    assert {(await union.record(case_id)).status for case_id in cases[:2]} == {Status.RECEIVED}
    assert union.notifier.texts == []
    async with union.database.transaction() as tx:
        kept = await tx.get_one(BulkAct, act_id)
    assert "làm việc".encode() not in kept.change_sealed


async def test_a_status_reaches_each_worker_and_cannot_be_taken_back(union: Union) -> None:
    cases = await opened(union, 2)
    act_id = await prepare(union, "mill", BulkChange(BulkKind.STATUS, Status.RESOLVED, "Công ty đã trả đủ."), cases)
    view = await done(union, "mill", act_id)
    assert (view.state, view.count(Outcome.CHANGED), view.undo_until) == (ActState.DONE, 2, None)
    assert sum("Công ty đã trả đủ." in text for text in union.notifier.texts) == 2
    with pytest.raises(RuleViolation):
        await acts_of(union).undo(union.staff["mill"], act_id)


async def test_a_severity_is_given_back_but_not_over_later_work(union: Union) -> None:
    cases = await opened(union, 3)
    act_id = await prepare(union, "mill", BulkChange(BulkKind.SEVERITY, Severity.URGENT), cases)
    assert (await done(union, "mill", act_id)).count(Outcome.CHANGED) == 3
    async with union.database.transaction() as tx:
        await union.desk.note(tx, union.staff["mill"], cases[0], await union.version(cases[0]), "Đã gọi công ty")
    await acts_of(union).undo(union.staff["mill"], act_id)
    view = await acts_of(union).view(union.staff["mill"], act_id)
    assert (view.count(Outcome.UNDONE), view.count(Outcome.KEPT)) == (2, 1)
    severities = [(await union.record(case_id)).severity for case_id in cases]
    assert severities == [Severity.URGENT, Severity.NORMAL, Severity.NORMAL]
    with pytest.raises(RuleViolation):
        await acts_of(union).undo(union.staff["mill"], act_id)


async def test_who_has_a_case_is_given_back(union: Union) -> None:
    cases = await opened(union, 2)
    act_id = await prepare(union, "mill", BulkChange(BulkKind.TAKE), cases)
    await done(union, "mill", act_id)
    assert {(await union.record(case_id)).assignee_id for case_id in cases} == {union.staff["mill"].id}
    await acts_of(union).undo(union.staff["mill"], act_id)
    assert {(await union.record(case_id)).assignee_id for case_id in cases} == {None}


async def test_a_tag_is_added_and_taken_away(union: Union) -> None:
    cases = await opened(union, 2)
    tags = Tags(union.vault, union.clock)
    async with union.database.transaction() as tx:
        await tags.add(tx, union.staff["mill"], cases[0], "nợ lương")
    act_id = await prepare(union, "mill", BulkChange(BulkKind.TAG, text="#Nợ  Lương"), cases)
    view = await done(union, "mill", act_id)
    assert (view.count(Outcome.CHANGED), view.count(Outcome.REFUSED)) == (1, 1)
    await acts_of(union).undo(union.staff["mill"], act_id)
    async with union.database.transaction() as tx:
        assert [len(await tags.of_case(tx, case_id)) for case_id in cases] == [1, 0]


async def test_undoing_ends_after_ten_minutes(union: Union) -> None:
    act_id = await prepare(union, "mill", BulkChange(BulkKind.SEVERITY, Severity.URGENT), await opened(union, 1))
    assert (await done(union, "mill", act_id)).undo_until is not None
    union.clock.advance(minutes=10)
    assert (await acts_of(union).view(union.staff["mill"], act_id)).undo_until is None
    with pytest.raises(RuleViolation):
        await acts_of(union).undo(union.staff["mill"], act_id)


async def test_a_case_that_changed_after_the_look_is_left_alone(union: Union) -> None:
    cases = await opened(union, 2)
    act_id = await prepare(union, "mill", BulkChange(BulkKind.STATUS, Status.RESOLVED, "Xong"), cases)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, cases[0], "Vẫn chưa có lương")
    view = await done(union, "mill", act_id)
    assert [item.outcome for item in view.items] == [Outcome.REFUSED, Outcome.CHANGED]
    assert "vừa có thay đổi" in view.items[0].reason


async def test_a_long_act_goes_on_where_it_stopped(union: Union, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    act_id = await prepare(union, "mill", BulkChange(BulkKind.SEVERITY, Severity.URGENT), await opened(union, 5))
    left = [await acts_of(union).go_on(union.staff["mill"], act_id) for _ in range(4)]
    assert left == [3, 1, 0, 0]
    async with union.database.transaction() as tx:
        query = select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
        counts = {action: number for action, number in await tx.execute(query)}
    assert (counts["bulk.begun"], counts["case.severity_set"]) == (1, 5)


async def test_nobody_acts_on_cases_of_another_unit_or_on_acts_of_another(union: Union) -> None:
    cases = await opened(union, 1)
    change = BulkChange(BulkKind.SEVERITY, Severity.URGENT)
    for who in ("mine", "south", "trainer"):
        with pytest.raises(NotFound):
            await prepare(union, who, change, cases)
    act_id = await prepare(union, "mill", change, cases)
    for who in ("mine", "north", "trainer"):
        for act in (acts_of(union).view, acts_of(union).go_on, acts_of(union).undo):
            with pytest.raises(NotFound):
                await act(union.staff[who], act_id)
    assert (await union.record(cases[0])).severity == Severity.NORMAL


async def test_giving_cases_to_others_is_for_who_may_assign(union: Union) -> None:
    cases = await opened(union, 1)
    change = BulkChange(BulkKind.ASSIGN, union.staff["mill"].id, "Bạn xem giúp.")
    with pytest.raises(NotFound):
        await prepare(union, "north", change, cases)
    act_id = await prepare(union, "supervisor", change, cases)
    await done(union, "supervisor", act_id)
    assert (await union.record(cases[0])).assignee_id == union.staff["mill"].id


@pytest.mark.parametrize(
    "change",
    [
        BulkChange(BulkKind.TAG, text=" # "),
        BulkChange(BulkKind.SEVERITY, "terrible"),
        BulkChange(BulkKind.STATUS, "gone"),
        BulkChange(BulkKind.ASSIGN, "0" * 32, "x"),
    ],
)
async def test_an_impossible_act_is_refused_as_a_whole(sqlite_union: Union, change: BulkChange) -> None:
    with pytest.raises(RuleViolation):
        await prepare(sqlite_union, "supervisor", change, await opened(sqlite_union, 1))


async def test_nothing_chosen_and_too_much_chosen(sqlite_union: Union) -> None:
    change = BulkChange(BulkKind.TAKE)
    for cases in ([], ["\x00", "x"], [f"{number:032x}" for number in range(501)]):
        with pytest.raises(RuleViolation):
            await prepare(sqlite_union, "mill", change, cases)
