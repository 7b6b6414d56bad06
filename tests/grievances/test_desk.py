"""What an officer can do, and what the worker hears of it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from grievances.model import CaseFilter, CaseKind, Category, EntryKind, Rating, Status
from storage.errors import Conflict, RuleViolation
from storage.tables import AuditEvent
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union


async def reply(union: Union, case_id: str, text: str, who: str = "mill") -> bool:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        return await union.desk.reply(tx, union.staff[who], case_id, version, text)


async def move(union: Union, case_id: str, to: Status, reason: str = "") -> bool:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        return await union.desk.change_status(tx, union.staff["mill"], case_id, version, to, reason)


async def test_a_reply_reaches_the_chat_with_a_way_to_answer(union: Union) -> None:
    opened = await union.open(text="Nợ lương")
    assert await reply(union, opened.case_id, "Công đoàn đang làm việc với công ty.")
    ((chat, notice),) = union.notifier.sent.values()
    assert chat == CHAT
    assert notice.text == (
        "Có cập nhật cho phản ánh của bạn (Tiền lương, thưởng):\nCông đoàn đang làm việc với công ty."
    )
    assert [(button.title, button.payload) for button in notice.buttons] == [
        ("Trả lời", f'/reply_case{{"case":"{opened.case_id}"}}'),
        ("Xem phản ánh", f'/my_case{{"case":"{opened.case_id}"}}'),
    ]


async def test_a_notice_does_not_name_the_case_outside_of_what_is_sealed(union: Union) -> None:
    opened = await union.open()
    await reply(union, opened.case_id, "Chào bạn")
    (key,) = union.notifier.sent
    assert opened.case_id not in key
    assert len(key) <= 120


async def test_the_first_reply_takes_the_case_up_and_ends_the_waiting(union: Union) -> None:
    opened = await union.open()
    await reply(union, opened.case_id, "Chào bạn")
    record = await union.record(opened.case_id)
    assert (record.status, record.worker_waiting_since) == (Status.IN_PROGRESS, None)
    async with union.database.transaction() as tx:
        seen = await union.cases.view(tx, MINE, opened.case_id)
    assert [(entry.kind, entry.actor_name) for entry in seen.timeline] == [
        (EntryKind.OPENED, ""),
        (EntryKind.MESSAGE, "Công đoàn"),
        (EntryKind.STATUS, "Công đoàn"),
    ]


async def test_a_request_is_not_called_a_grievance(union: Union) -> None:
    opened = await union.open(kind=CaseKind.HUMAN_REQUEST, category=Category.OTHER)
    await reply(union, opened.case_id, "Mình là Lan, Công đoàn đây.")
    assert union.notifier.texts[0].startswith("Có cập nhật cho yêu cầu của bạn (Muốn gặp cán bộ):\n")


async def test_the_officer_is_told_when_the_chat_is_out_of_reach(union: Union) -> None:
    opened = await union.open()
    union.notifier.reachable = False
    assert not await reply(union, opened.case_id, "Chào bạn")
    async with union.database.transaction() as tx:
        assert (await union.cases.view(tx, MINE, opened.case_id)).timeline[1].body == "Chào bạn"


async def test_a_note_is_for_staff_only(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.desk.note(tx, union.staff["mill"], opened.case_id, 1, "Đã gọi công ty")
        seen = await union.cases.view(tx, MINE, opened.case_id)
        by_code = await union.cases.by_receipt(tx, opened.receipt, OTHER_CHAT)
        read = await union.desk.read(tx, union.staff["north"], opened.case_id)
    assert len(seen.timeline) == len(by_code.timeline) == 1
    note = read.timeline[-1]
    assert (note.body, note.internal, note.actor_name) == ("Đã gọi công ty", True, "Cán bộ mill")
    assert union.notifier.sent == {}
    assert read.row.worker_waiting


async def test_a_resolved_case_asks_the_worker_to_rate_it(union: Union) -> None:
    opened = await union.open()
    assert await move(union, opened.case_id, Status.RESOLVED, "Công ty đã trả đủ lương.")
    ((_, notice),) = union.notifier.sent.values()
    assert "Công ty đã trả đủ lương." in notice.text
    assert [(button.title, button.payload) for button in notice.buttons[:2]] == [
        ("👍 Hài lòng", f'/rate_case{{"case":"{opened.case_id}","rating":"good"}}'),
        ("👎 Chưa ổn", f'/rate_case{{"case":"{opened.case_id}","rating":"bad"}}'),
    ]


async def test_a_rejection_needs_a_reason_that_the_worker_sees(union: Union) -> None:
    opened = await union.open()
    for nothing in ("", "  \x00"):
        with pytest.raises(RuleViolation, match="lý do"):
            await move(union, opened.case_id, Status.REJECTED, nothing)
    await move(union, opened.case_id, Status.REJECTED, "Việc này do Tòa án giải quyết.")
    assert "Lý do: Việc này do Tòa án giải quyết." in union.notifier.texts[0]
    async with union.database.transaction() as tx:
        seen = await union.cases.view(tx, MINE, opened.case_id)
    assert seen.timeline[-1].body == "Việc này do Tòa án giải quyết."


@pytest.mark.parametrize(
    ("to", "words"), [(Status.IN_PROGRESS, "đang xử lý phản ánh"), (Status.WAITING_WORKER, "cần bạn bổ sung")]
)
async def test_every_move_is_told_in_plain_words(sqlite_union: Union, to: Status, words: str) -> None:
    opened = await sqlite_union.open()
    await move(sqlite_union, opened.case_id, to, "Bạn làm ở xưởng nào?")
    assert words in sqlite_union.notifier.texts[0]
    assert "xưởng nào" in sqlite_union.notifier.texts[0]


async def test_a_withdrawn_case_takes_no_reply_and_no_move(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, opened.case_id)
    with pytest.raises(RuleViolation, match="rút lại"):
        await reply(union, opened.case_id, "Chào bạn")
    for to in Status:
        with pytest.raises(RuleViolation):
            await move(union, opened.case_id, to, "lý do")


async def test_who_looks_at_an_older_state_changes_nothing(union: Union) -> None:
    opened = await union.open()
    await reply(union, opened.case_id, "Chào bạn")
    staff, case_id = union.staff["north"], opened.case_id
    for act in (
        lambda tx: union.desk.reply(tx, staff, case_id, 1, "Lần hai"),
        lambda tx: union.desk.note(tx, staff, case_id, 1, "Lần hai"),
        lambda tx: union.desk.change_status(tx, staff, case_id, 1, Status.RESOLVED),
    ):
        with pytest.raises(Conflict, match="Tải lại trang"):
            async with union.database.transaction() as tx:
                await act(tx)
    assert len(union.notifier.sent) == 1


async def test_news_from_the_worker_makes_the_officers_view_an_older_one(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, opened.case_id, "Công ty vừa trả rồi")
    with pytest.raises(Conflict):
        async with union.database.transaction() as tx:
            await union.desk.change_status(tx, union.staff["mill"], opened.case_id, 1, Status.REJECTED, "x")


async def test_two_officers_who_answer_at_once_answer_once(union: Union) -> None:
    opened = await union.open()

    async def answer(who: str) -> bool:
        async with union.database.transaction() as tx:
            return await union.desk.reply(tx, union.staff[who], opened.case_id, 1, f"Từ {who}")

    results = await asyncio.gather(*(answer(who) for who in ("mill", "north", "admin")), return_exceptions=True)
    assert sorted(str(type(result).__name__) for result in results) == ["Conflict", "Conflict", "bool"]
    assert len(union.notifier.sent) == 1


@pytest.mark.parametrize("text", ["", "\x00", "ữ" * 4_001])
async def test_an_officers_text_has_limits_too(sqlite_union: Union, text: str) -> None:
    opened = await sqlite_union.open()
    with pytest.raises(RuleViolation):
        await reply(sqlite_union, opened.case_id, text)


async def test_where_a_worker_waits_comes_first_and_the_newest_on_top(union: Union) -> None:
    opened = []
    for _ in range(4):
        opened.append((await union.open()).case_id)
        union.clock.advance(minutes=1)
    await reply(union, opened[3], "Chào bạn")
    union.clock.advance(minutes=1)
    await reply(union, opened[0], "Chào bạn")
    async with union.database.transaction() as tx:
        page = await union.desk.list(tx, union.staff["mill"], CaseFilter(), 1)
    assert [row.case_id for row in page.rows] == [opened[2], opened[1], opened[0], opened[3]]
    assert [row.worker_waiting for row in page.rows] == [True, True, False, False]


async def test_pages_hold_each_case_once(union: Union) -> None:
    for _ in range(7):
        await union.open()
    seen: list[int] = []
    async with union.database.transaction() as tx:
        for number in (1, 2, 3):
            page = await union.desk.list(tx, union.staff["admin"], CaseFilter(), number, per_page=3)
            assert (page.total, page.page) == (7, number)
            seen += [row.number for row in page.rows]
        beyond = await union.desk.list(tx, union.staff["admin"], CaseFilter(), 10**30, per_page=3)
        before = await union.desk.list(tx, union.staff["admin"], CaseFilter(), -5, per_page=10**9)
    assert sorted(seen) == list(range(1, 8))
    assert (beyond.page, [row.number for row in beyond.rows]) == (3, seen[6:])
    assert (before.page, before.per_page, len(before.rows)) == (1, 100, 7)


async def test_filters_narrow_the_list(union: Union) -> None:
    wages = await union.open("mill")
    safety = await union.open("mine", category=Category.SAFETY)
    human = await union.open("south", kind=CaseKind.HUMAN_REQUEST, category=Category.OTHER)
    await move(union, wages.case_id, Status.RESOLVED)
    mine, south = union.units["mine"].id, union.units["south"].id
    north = union.units["north"].id
    expected = [
        (CaseFilter(), {wages, safety, human}),
        (CaseFilter(status=Status.RESOLVED), {wages}),
        (CaseFilter(category=Category.SAFETY), {safety}),
        (CaseFilter(kind=CaseKind.HUMAN_REQUEST), {human}),
        (CaseFilter(unit_id=mine), {safety}),
        (CaseFilter(unit_id=north), {wages, safety}),
        (CaseFilter(unit_id=south, category=Category.SAFETY), set()),
        (CaseFilter(unit_id="\x00%"), set()),
        (CaseFilter(waiting_only=True), {safety, human}),
        (CaseFilter(open_only=True), {safety, human}),
        (CaseFilter(number=2), {safety}),
        (CaseFilter(number=0), set()),
        (CaseFilter(number=10**30), set()),
    ]
    async with union.database.transaction() as tx:
        for wanted, cases in expected:
            page = await union.desk.list(tx, union.staff["admin"], wanted, 1)
            assert {row.case_id for row in page.rows} == {case.case_id for case in cases}, wanted
            assert page.total == len(cases)


async def test_every_access_is_written_down_without_the_texts(union: Union) -> None:
    opened = await union.open(text="Bí mật của tôi")
    await reply(union, opened.case_id, "Lời đáp riêng")
    await move(union, opened.case_id, Status.RESOLVED, "Kết quả riêng")
    async with union.database.transaction() as tx:
        version = (await union.desk.read(tx, union.staff["admin"], opened.case_id)).version
        await union.desk.note(tx, union.staff["admin"], opened.case_id, version, "Ghi chú riêng")
        await union.desk.list(tx, union.staff["north"], CaseFilter(unit_id="Bí mật"), 1)
    async with union.database.transaction() as tx:
        events = (await tx.scalars(select(AuditEvent).order_by(AuditEvent.id))).all()
    assert [(event.action, event.actor_label.partition("@")[0]) for event in events] == [
        ("case.replied", "mill"),
        ("case.status_changed", "mill"),
        ("case.read", "admin"),
        ("case.noted", "admin"),
        ("case.listed", "north"),
    ]
    assert [event.object_id for event in events] == [opened.case_id] * 4 + [""]
    assert (events[1].detail["from"], events[1].detail["to"]) == ("in_progress", "resolved")
    assert not any(word in str(event.detail) for event in events for word in ("riêng", "Bí mật"))


async def test_an_act_that_fails_writes_no_audit(union: Union) -> None:
    opened = await union.open()
    with pytest.raises(RuleViolation):
        await move(union, opened.case_id, Status.RECEIVED)
    async with union.database.transaction() as tx:
        assert (await tx.scalars(select(AuditEvent))).all() == []


async def test_a_rated_case_shows_its_rating_in_the_list(union: Union) -> None:
    opened = await union.open()
    await move(union, opened.case_id, Status.RESOLVED)
    async with union.database.transaction() as tx:
        await union.cases.rate(tx, MINE, opened.case_id, Rating.GOOD)
        page = await union.desk.list(tx, union.staff["mill"], CaseFilter(), 1)
    assert page.rows[0].rating is Rating.GOOD
