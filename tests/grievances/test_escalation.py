"""Deadlines that pass, and solved cases that nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from grievances.clocks.calendar import end_of, working_days_after
from grievances.clocks.closing import PATIENCE, Closing
from grievances.clocks.escalation import Escalations
from grievances.model import EntryKind, Rating, Status
from storage.clock import in_vietnam
from storage.errors import NotFound
from storage.tables import OfficerAlert
from tests.grievances.cast import MINE, Union, has_address


async def look(union: Union) -> int:
    watch = Escalations(union.vault, union.clock, union.notifier)
    async with union.database.transaction() as tx:
        waiting = await watch.waiting(tx)
    done = 0
    for case_id, seen in waiting:
        async with union.database.transaction() as tx:
            done += await watch.look(tx, case_id, seen)
    return done


async def alerts(union: Union) -> list[tuple[str, str]]:
    names = {member.id: name for name, member in union.staff.items()}
    async with union.database.transaction() as tx:
        rows = await tx.scalars(select(OfficerAlert).order_by(OfficerAlert.id))
        return [(names[row.staff_id], row.event) for row in rows]


async def test_a_case_that_nobody_takes_up_goes_to_the_unit_above_and_its_worker_reads_why(union: Union) -> None:
    await has_address(union, "mill", "north", "admin", "south")
    case_id = (await union.open()).case_id
    union.clock.now = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)  # 13:30 in Vietnam; due at 17:00
    assert await look(union) == 1
    assert await look(union) == 0
    assert await alerts(union) == [("mill", "near")]
    union.clock.advance(hours=4)
    assert await look(union) == 1
    record = await union.record(case_id)
    assert (record.unit_id, record.rises) == (union.units["north"].id, 1)
    assert record.due_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert await alerts(union) == [("mill", "near"), ("north", "passed")]
    said = (
        "Hết hạn tiếp nhận ngày 27/11/2026 mà chưa xong, "
        "nên Công đoàn phía Bắc là Công đoàn cấp trên đã nhận phản ánh này."
    )
    async with union.database.transaction() as tx:
        shown = await union.cases.view(tx, MINE, case_id)
    assert shown.timeline[-1].body == said
    assert said in union.notifier.texts[-1]


async def test_the_unit_that_had_a_case_follows_it_but_changes_nothing(union: Union) -> None:
    case_id = (await union.open()).case_id
    union.clock.advance(days=7)
    await look(union)
    async with union.database.transaction() as tx:
        read = await union.desk.read(tx, union.staff["mill"], case_id)
        assert not read.may_handle
        above = await union.desk.read(tx, union.staff["north"], case_id)
        assert above.may_handle
    for who in ("mine", "south"):
        async with union.database.transaction() as tx:
            try:
                await union.desk.read(tx, union.staff[who], case_id)
            except NotFound:
                continue
            raise AssertionError(who)
    async with union.database.transaction() as tx:
        try:
            await union.desk.reply(tx, union.staff["mill"], case_id, read.version, "Chào bạn")
        except NotFound:
            return
    raise AssertionError("mill")


async def test_on_top_a_late_case_stays_and_is_called_to_mind_once_a_working_day(union: Union) -> None:
    await has_address(union, "admin")
    case_id = (await union.open(unit="root")).case_id
    union.clock.now = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)  # a Friday
    assert await look(union) == 1
    assert await look(union) == 0
    record = await union.record(case_id)
    assert (record.unit_id, record.rises, record.watch_at) == (
        union.units["root"].id,
        0,
        datetime(2026, 11, 30, 1, 0, tzinfo=UTC),
    )
    union.clock.advance(days=1)
    assert await look(union) == 0
    union.clock.advance(days=2)
    assert await look(union) == 1
    assert await alerts(union) == [("admin", "passed"), ("admin", "passed")]


async def test_an_outcome_that_is_late_rises_too_and_two_watchers_raise_once(union: Union) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await union.desk.reply(tx, union.staff["mill"], case_id, 1, "Công đoàn đang hỏi công ty.")
    union.clock.now = (await union.record(case_id)).answer_by or union.clock.now
    watch = Escalations(union.vault, union.clock, union.notifier)
    async with union.database.transaction() as tx:
        ((_, seen),) = await watch.waiting(tx)
    async with union.database.transaction() as tx:
        assert await watch.look(tx, case_id, seen)
    async with union.database.transaction() as tx:
        assert not await watch.look(tx, case_id, seen)
    record = await union.record(case_id)
    assert (record.rises, record.unit_id) == (1, union.units["north"].id)
    assert record.answer_by == end_of(working_days_after(in_vietnam(union.clock()).date(), 5))
    assert "Hết hạn trả lời ngày" in union.notifier.texts[-1]


async def test_a_paused_or_finished_case_never_rises(sqlite_union: Union) -> None:
    union = sqlite_union
    for to in (Status.WAITING_EMPLOYER, Status.RESOLVED):
        case_id = (await union.open()).case_id
        async with union.database.transaction() as tx:
            await union.desk.change_status(tx, union.staff["mill"], case_id, 1, to, "")
    union.clock.advance(days=60)
    assert await look(union) == 0


async def close(union: Union) -> int:
    closing = Closing(union.vault, union.clock, union.notifier)
    async with union.database.transaction() as tx:
        return sum([await closing.close(tx, case_id) for case_id in await closing.waiting(tx)])


async def test_a_solved_case_closes_by_itself_and_words_open_it_again(union: Union) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], case_id, 1, Status.RESOLVED, "Đã trả đủ lương.")
    last = end_of(working_days_after(in_vietnam(union.clock()).date(), PATIENCE))
    union.clock.now = last - timedelta(hours=1)
    assert await close(union) == 0
    union.clock.now = last + timedelta(days=3)  # the next working day
    assert await close(union) == 1
    assert await close(union) == 0
    notice = list(union.notifier.sent.values())[-1][1]
    assert "Công đoàn đã kết thúc" in notice.text
    assert [button.title for button in notice.buttons] == ["Mở lại", "Xem phản ánh"]
    assert (await union.record(case_id)).status == Status.CLOSED
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, case_id, "Tháng này lại chậm.")
    record = await union.record(case_id)
    assert (record.status, record.reopened) == (Status.IN_PROGRESS, 1)


async def test_who_was_content_reads_so_when_the_case_closes(sqlite_union: Union) -> None:
    union = sqlite_union
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], case_id, 1, Status.RESOLVED, "")
        await union.cases.rate(tx, MINE, case_id, Rating.GOOD)
    assert (await union.record(case_id)).confirmed_at == union.clock()
    union.clock.advance(days=20)
    assert await close(union) == 1
    async with union.database.transaction() as tx:
        last = (await union.cases.view(tx, MINE, case_id)).timeline[-1]
    assert (last.kind, last.body) == (EntryKind.STATUS, "Bạn đã xác nhận việc này ổn.")
