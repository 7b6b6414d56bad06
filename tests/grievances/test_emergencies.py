"""A cry for help reaches the officers at once, those of the unit first, and nobody else."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import func, select

from grievances.alerts.alarms import CALLS, PATIENCE
from grievances.alerts.emergencies import FALSE_ALARM, SAME_EMERGENCY, Cry, Emergencies
from grievances.model import CaseFilter, CaseKind, Category, EntryKind, Status
from grievances.privacy.my_data import MyData
from grievances.texts import WORKER_TEXT_MAX
from storage.errors import ConfigError, RuleViolation
from storage.tables import CaseEntry, CaseRecord, OfficerAlert
from storage.vault import Vault
from tests.grievances.alarming import hear_it, read, steps, takes, wait, withdraw
from tests.grievances.cast import CHAT, OTHER_CHAT, Union, has_address
from tests.support.clock import ManualClock


async def test_a_cry_for_help_opens_a_case_and_rings_in_its_unit(union: Union) -> None:
    reported = await union.cry("Cháy xưởng rồi!")
    case = await read(union, reported.case_id)
    assert reported.receipt.startswith("CD-")
    assert (case.row.kind, case.row.rings, case.row.worker_waiting) == (CaseKind.EMERGENCY, True, True)
    assert steps(case, EntryKind.MESSAGE) == ["Cháy xưởng rồi!"]
    assert case.alarm is not None
    assert case.alarm.rises_at == union.clock() + PATIENCE
    assert await hear_it(union) == ["mill"]


async def test_what_rings_names_the_case_and_since_when_and_no_word_of_it(union: Union) -> None:
    first, second = await union.cry(), await union.cry(chat=OTHER_CHAT)
    async with union.database.transaction() as tx:
        ringing = await union.desk.alarms(tx, union.staff["mill"])
    assert [(alarm.case_id, alarm.number) for alarm in ringing] == [(first.case_id, 1), (second.case_id, 2)]
    assert ringing[0].rung_at == union.clock()


async def test_more_of_the_same_emergency_goes_to_the_same_case(union: Union) -> None:
    first = await union.cry("Cháy rồi!")
    union.clock.advance(hours=5)
    second = await union.cry("Còn người kẹt bên trong!")
    union.clock.advance(hours=5)
    third = await union.cry("")
    assert (second.case_id, second.receipt, third.case_id) == (first.case_id, "", first.case_id)
    case = await read(union, first.case_id)
    assert steps(case, EntryKind.MESSAGE) == ["Cháy rồi!", "Còn người kẹt bên trong!"]


async def test_an_emergency_much_later_or_long_after_a_false_alarm_is_a_new_one(union: Union) -> None:
    first = await union.cry()
    union.clock.advance(seconds=SAME_EMERGENCY.total_seconds())
    second = await union.cry()
    await withdraw(union, second.case_id)
    union.clock.advance(seconds=FALSE_ALARM.total_seconds())
    third = await union.cry()
    assert len({first.case_id, second.case_id, third.case_id}) == 3
    assert third.receipt


async def test_another_chat_and_another_kind_of_case_are_never_added_to(union: Union) -> None:
    await union.open(text="Nợ lương")
    first = await union.cry()
    assert (await union.cry(chat=OTHER_CHAT)).case_id != first.case_id
    assert steps(await read(union, first.case_id), EntryKind.MESSAGE) == ["Có người bị máy cuốn tay!"]


async def test_a_cry_that_names_no_unit_rings_where_cases_come_in(union: Union) -> None:
    async with union.database.transaction() as tx:
        emergencies = Emergencies(union.cases, union.vault, union.clock)
        await emergencies.report(tx, Cry(Category.OTHER, CHAT, "web", "Cứu với", "no unit\x00"))
    assert await hear_it(union) == ["admin"]


@pytest.mark.parametrize("text", ["", " \n", "\x00\x07", "\u200b"])
async def test_a_cry_without_words_rings_as_well(sqlite_union: Union, text: str) -> None:
    reported = await sqlite_union.cry(text)
    await sqlite_union.cry(text)
    assert steps(await read(sqlite_union, reported.case_id), EntryKind.MESSAGE) == []
    assert await hear_it(sqlite_union) == ["mill"]


async def test_what_was_cried_is_kept_clean_and_bounded(sqlite_union: Union) -> None:
    reported = await sqlite_union.cry(unicodedata.normalize("NFD", "Cứu với\u202e"))
    assert steps(await read(sqlite_union, reported.case_id), EntryKind.MESSAGE) == ["Cứu với"]
    with pytest.raises(RuleViolation):
        await sqlite_union.cry("x" * (WORKER_TEXT_MAX + 1))


async def test_an_installation_without_units_says_so(sqlite_union: Union, vault: Vault, clock: ManualClock) -> None:
    async with sqlite_union.database.transaction() as tx:
        for table in ("staff", "union_unit"):
            await (await tx.connection()).exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            await (await tx.connection()).exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - two fixed names
    with pytest.raises(ConfigError):
        async with sqlite_union.database.transaction() as tx:
            await Emergencies(sqlite_union.cases, vault, clock).report(tx, Cry(Category.OTHER, CHAT, "web"))


async def test_a_false_alarm_that_the_worker_takes_back_rings_no_more(union: Union) -> None:
    reported = await union.cry()
    await withdraw(union, reported.case_id)
    assert await hear_it(union) == []
    assert not await takes(union, "mill", reported.case_id)
    assert await wait(union) == 0
    assert (await read(union, reported.case_id)).row.rings is False


async def test_real_danger_minutes_after_a_false_alarm_rings_in_the_same_case(union: Union) -> None:
    first = await union.cry("Cháy rồi!")
    assert await takes(union, "mill", first.case_id)
    await withdraw(union, first.case_id)
    union.clock.advance(minutes=2)
    again = await union.cry("Cháy thật rồi!")
    assert (again.case_id, again.receipt) == (first.case_id, "")
    assert await hear_it(union) == ["mill"]  # though somebody had taken it just before
    case = await read(union, first.case_id)
    assert (case.row.status, case.row.worker_waiting) == (Status.RECEIVED, True)
    assert steps(case, EntryKind.MESSAGE) == ["Cháy rồi!", "Cháy thật rồi!"]
    assert case.alarm is not None
    assert case.alarm.rises_at == union.clock() + PATIENCE
    record = await union.record(first.case_id)
    assert (record.closed_at, record.erase_on) == (None, None)
    async with union.database.transaction() as tx:
        (view,) = await union.cases.mine(tx, CHAT)
    assert view.status is Status.RECEIVED
    assert await wait(union) == 1
    assert await hear_it(union) == ["mill", "north"]


async def test_crying_and_taking_back_without_end_makes_one_case_and_few_calls_but_always_rings(union: Union) -> None:
    await has_address(union, "mill")
    for _ in range(10):
        reported = await union.cry()
        assert await hear_it(union) == ["mill"]
        await withdraw(union, reported.case_id)
        union.clock.advance(seconds=20)
    reported = await union.cry()
    assert await hear_it(union) == ["mill"]
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(CaseRecord)) == 1
        calls = await tx.scalar(select(func.count()).select_from(OfficerAlert))
    assert calls == CALLS.capacity
    assert "chỉ đổ chuông ở bảng làm việc" in steps(await read(union, reported.case_id), EntryKind.ALARM)[-1]
    await has_address(union, "north")
    assert await wait(union) == 1  # and what nobody takes goes up and calls there
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(OfficerAlert)) == CALLS.capacity + 1


@pytest.mark.parametrize("with_words", [True, False])
async def test_who_deletes_everything_and_cries_again_is_heard_each_time(union: Union, with_words: bool) -> None:
    """Nothing is left that could lead back to the case before: so it is a new one, and it rings."""
    await has_address(union, "mill")
    cases = []
    for _ in range(CALLS.capacity + 2):
        union.clock.advance(minutes=1)
        cases.append((await union.cry()).case_id)
        assert await hear_it(union) == ["mill"]
        async with union.database.transaction() as tx:
            await MyData(union.vault, union.clock, union.cases).delete(tx, CHAT, with_words)
    assert len(set(cases)) == len(cases)
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(OfficerAlert)) == CALLS.capacity


async def test_one_chat_that_plays_with_alarms_keeps_nobody_else_from_calling(union: Union) -> None:
    await has_address(union, "mill")
    for _ in range(6):
        await withdraw(union, (await union.cry()).case_id)
    await union.cry(chat=OTHER_CHAT)
    async with union.database.transaction() as tx:
        calls = await tx.scalar(select(func.count()).select_from(OfficerAlert).where(OfficerAlert.case_id.is_not(None)))
    assert calls is not None
    assert calls >= 2


async def test_after_a_while_the_same_chat_calls_again(union: Union) -> None:
    await has_address(union, "mill")
    for _ in range(8):
        await withdraw(union, (await union.cry()).case_id)
        union.clock.advance(seconds=1)
    union.clock.advance(minutes=16)
    reported = await union.cry("Cháy thật!")
    async with union.database.transaction() as tx:
        newest = (await tx.scalars(select(OfficerAlert).order_by(OfficerAlert.id.desc()).limit(1))).one()
    assert (newest.case_id, newest.created_at) == (reported.case_id, union.clock())


@pytest.mark.parametrize("how", ["closed by an officer", "another kind"])
async def test_nothing_else_that_is_over_comes_back(union: Union, how: str) -> None:
    if how == "another kind":
        over = (await union.open()).case_id
        await withdraw(union, over)
    else:
        over = (await union.cry()).case_id
        async with union.database.transaction() as tx:
            await union.desk.change_status(tx, union.staff["mill"], over, 1, Status.REJECTED, "Báo nhầm.")
    reported = await union.cry()
    assert reported.receipt
    assert reported.case_id != over


async def test_new_danger_a_while_after_it_was_taken_rings_again(union: Union) -> None:
    reported = await union.cry()
    await takes(union, "mill", reported.case_id)
    await union.cry("Máu chảy nhiều quá!")
    assert await hear_it(union) == []  # whoever took it is just looking
    union.clock.advance(seconds=PATIENCE.total_seconds())
    await union.cry("Nó quay lại!")
    assert await hear_it(union) == ["mill"]
    assert "báo động mở lại" in steps(await read(union, reported.case_id), EntryKind.ALARM)[0]
    assert await takes(union, "mill", reported.case_id)
    assert len(union.notifier.sent) == 2


async def test_emergencies_are_on_top_of_the_queue(union: Union) -> None:
    calm = await union.open(text="Nợ lương")
    taken = await union.cry()
    await takes(union, "mill", taken.case_id)
    ringing = await union.cry(chat=OTHER_CHAT)
    union.clock.advance(minutes=1)
    newest = await union.open(text="Mới nhất")
    async with union.database.transaction() as tx:
        page = await union.desk.list(tx, union.staff["mill"], CaseFilter(), 1)
    order = [ringing.case_id, taken.case_id, newest.case_id, calm.case_id]
    assert [(row.case_id, row.rings) for row in page.rows] == [(case_id, case_id == order[0]) for case_id in order]


async def test_words_of_an_emergency_are_sealed(union: Union) -> None:
    await union.cry("Cứu tôi với")
    async with union.database.transaction() as tx:
        rows = (await tx.scalars(CaseEntry.__table__.select().with_only_columns(CaseEntry.body_sealed))).all()
    assert all("Cứu tôi".encode() not in row for row in rows if row)
