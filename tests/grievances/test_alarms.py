"""An alarm rings until an officer takes it, and goes up when nobody does."""

from __future__ import annotations

import asyncio

from grievances.alerts.alarms import PATIENCE
from grievances.model import CaseKind, EntryKind, Status
from storage.tables import AuditEvent
from tests.grievances.alarming import EVERYBODY, dismiss, hear_it, read, steps, takes, wait, watch
from tests.grievances.cast import CHAT, OTHER_CHAT, Union


async def test_taking_an_alarm_ends_it_says_who_and_tells_the_worker(union: Union) -> None:
    reported = await union.cry()
    union.clock.advance(minutes=3)
    assert await takes(union, "mill", reported.case_id)
    case = await read(union, reported.case_id)
    assert case.alarm is not None
    assert (case.alarm.rings, case.alarm.taken_by, case.alarm.taken_at) == (False, "Cán bộ mill", union.clock())
    assert (case.row.status, case.row.worker_waiting) == (Status.IN_PROGRESS, True)
    assert [entry.actor_name for entry in case.timeline if entry.kind is EntryKind.ALARM_TAKEN] == ["Cán bộ mill"]
    assert await hear_it(union) == []
    ((chat, notice),) = union.notifier.sent.values()
    assert chat == CHAT
    assert notice.text.startswith("Cán bộ Công đoàn đã nhận tin của bạn")
    assert all(number in notice.text for number in ("113", "114", "115"))
    assert reported.case_id not in notice.key
    async with union.database.transaction() as tx:
        (view,) = await union.cases.mine(tx, CHAT)
    assert [entry.actor_name for entry in view.timeline if entry.kind is EntryKind.ALARM_TAKEN] == ["Công đoàn"]


async def test_of_two_officers_at_the_same_time_one_takes_the_alarm(union: Union) -> None:
    reported = await union.cry()
    taken = await asyncio.gather(*(takes(union, who, reported.case_id) for who in ("mill", "north", "admin", "mill")))
    assert sorted(taken) == [False, False, False, True]
    case = await read(union, reported.case_id)
    assert len(steps(case, EntryKind.ALARM_TAKEN)) == 1
    assert len(union.notifier.sent) == 1


async def test_an_officer_further_up_need_not_wait_to_take_it(union: Union) -> None:
    reported = await union.cry()
    assert await takes(union, "north", reported.case_id)
    assert await hear_it(union) == []


async def test_taking_it_is_written_in_the_audit(union: Union) -> None:
    reported = await union.cry()
    await takes(union, "mill", reported.case_id)
    async with union.database.transaction() as tx:
        events = (await tx.scalars(AuditEvent.__table__.select().with_only_columns(AuditEvent.action))).all()
    assert events.count("case.alarm_taken") == 1


async def test_an_answer_or_a_decision_takes_the_alarm_too(union: Union) -> None:
    answered, decided = await union.cry(), await union.cry(chat=OTHER_CHAT)
    mill = union.staff["mill"]
    async with union.database.transaction() as tx:
        await union.desk.reply(tx, mill, answered.case_id, 1, "Tôi đang tới.")
        await union.desk.change_status(tx, mill, decided.case_id, 1, Status.REJECTED, "Báo nhầm.")
    assert await hear_it(union) == []
    for reported in (answered, decided):
        alarm = (await read(union, reported.case_id)).alarm
        assert alarm is not None
        assert alarm.taken_by == "Cán bộ mill"


async def test_a_note_alone_does_not_take_it(union: Union) -> None:
    reported = await union.cry()
    async with union.database.transaction() as tx:
        await union.desk.note(tx, union.staff["mill"], reported.case_id, 1, "Ai trực?")
    assert await hear_it(union) == ["mill"]


async def test_an_alarm_that_nobody_takes_rises_step_by_step(union: Union) -> None:
    reported = await union.cry()
    union.clock.advance(seconds=PATIENCE.total_seconds() - 1)
    assert await watch(union) == 0
    union.clock.advance(seconds=1)
    assert await watch(union) == 1
    assert await hear_it(union) == ["mill", "north"]
    assert await wait(union) == 1
    assert await hear_it(union) == ["mill", "north", "admin"]
    assert await wait(union, times=3) == 0
    case = await read(union, reported.case_id)
    assert steps(case, EntryKind.ALARM) == [
        "Sau 15 phút chưa ai nhận, báo động được chuyển lên Công đoàn phía Bắc.",
        "Sau 15 phút chưa ai nhận, báo động được chuyển lên Liên đoàn Lao động.",
    ]
    assert case.alarm is not None
    assert (case.alarm.unit_name, case.alarm.rises_at) == ("Liên đoàn Lao động", None)
    async with union.database.transaction() as tx:
        (view,) = await union.cases.mine(tx, CHAT)
    assert EntryKind.ALARM not in [entry.kind for entry in view.timeline]


async def test_an_alarm_that_was_taken_never_rises(union: Union) -> None:
    reported = await union.cry()
    await takes(union, "mill", reported.case_id)
    assert await wait(union, times=3) == 0


async def test_two_watches_at_once_raise_it_once(union: Union) -> None:
    reported = await union.cry()
    union.clock.advance(seconds=PATIENCE.total_seconds())
    assert sum(await asyncio.gather(*(watch(union) for _ in range(3)))) == 1
    assert len(steps(await read(union, reported.case_id), EntryKind.ALARM)) == 1


async def test_a_unit_without_officers_is_passed_over_at_once(union: Union) -> None:
    await dismiss(union, "mill")
    reported = await union.cry()
    assert await hear_it(union) == ["mill", "north"]  # whoever was dismissed cannot sign in any more
    case = await read(union, reported.case_id)
    assert steps(case, EntryKind.ALARM) == ["Đơn vị này chưa có cán bộ, báo động được gửi tới Công đoàn phía Bắc."]
    await dismiss(union, "north")
    await wait(union)
    assert await hear_it(union) == ["mill", "north", "admin"]


async def test_a_union_without_any_officer_still_keeps_the_case(union: Union) -> None:
    for who in EVERYBODY:
        await dismiss(union, who)
    reported = await union.cry()
    assert await wait(union) == 0
    assert (await union.record(reported.case_id)).kind == CaseKind.EMERGENCY
