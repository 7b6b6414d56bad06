"""An officer takes a conversation over: who may, who hears what, and how it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from grievances.live import words
from grievances.live.line import DeliveryState
from grievances.live.model import PATIENCE, SILENCE, WAITS, LiveState
from grievances.live.watch import LiveWatch
from grievances.model import CaseKind, EntryKind, Status
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseRecord, LiveChat
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union
from tests.grievances.talk import Talk


@pytest.fixture
async def talk(union: Union) -> Talk:
    opened = await union.open(text="Em muốn gặp cán bộ.", kind=CaseKind.HUMAN_REQUEST)
    return Talk(union, opened.case_id)


@pytest.fixture
async def live(talk: Talk) -> Talk:
    await talk.ask()
    await talk.take()
    talk.union.clock.advance(seconds=1)
    return talk


async def test_a_request_rings_until_somebody_takes_it(talk: Talk) -> None:
    assert not await talk.rings("mill")
    await talk.ask()
    assert await talk.rings("mill")
    await talk.take()
    assert not await talk.rings("mill")
    assert talk.union.notifier.texts == [words.STARTED]
    assert (await talk.union.record(talk.case_id)).status == Status.IN_PROGRESS


async def test_only_officers_in_scope_see_or_touch_it(talk: Talk) -> None:
    await talk.ask()
    for name in ("south", "mine", "trainer"):
        for act in (talk.take, talk.see):
            with pytest.raises(NotFound):
                await act(name)
        for attempt in (talk.say("x", name=name), talk.end(name=name)):
            with pytest.raises(NotFound):
                await attempt
    assert not await talk.rings("south")
    assert not await talk.rings("mine")
    with pytest.raises(NotFound):
        await talk.rings("trainer")


async def test_two_officers_cannot_hold_one_chat(live: Talk) -> None:
    with pytest.raises(RuleViolation, match="Cán bộ mill vừa nhận"):
        await live.take("north")
    await live.take("mill")
    with pytest.raises(RuleViolation, match="Cán bộ mill đang trò chuyện"):
        await live.say("Chào bạn", name="north")
    with pytest.raises(RuleViolation, match="Cán bộ mill đang trò chuyện"):
        await live.end(name="north")
    assert await live.audited("chat.taken") == 1
    assert (await live.see("north")).holder == "Cán bộ mill"


async def test_nobody_is_taken_over_who_did_not_ask(talk: Talk) -> None:
    with pytest.raises(RuleViolation, match="chưa nhờ"):
        await talk.take()
    async with talk.union.database.transaction() as tx:
        await talk.desk.offer(tx, talk.union.staff["mill"], talk.case_id)
        await talk.desk.offer(tx, talk.union.staff["mill"], talk.case_id)
    assert talk.union.notifier.texts == [words.OFFER]
    with pytest.raises(RuleViolation, match="chưa nhờ"):
        await talk.take()
    async with talk.union.database.transaction() as tx:
        assert await talk.worker.accept(tx, CHAT, talk.case_id)
    assert await talk.rings("mill")
    await talk.take()


async def test_only_the_workers_own_chat_asks(talk: Talk) -> None:
    with pytest.raises(NotFound):
        await talk.ask(OTHER_CHAT)


async def test_what_both_write_stands_in_the_case_in_order(live: Talk) -> None:
    assert await live.hear("Anh ơi")
    await live.say("Chào bạn", "key-00001")
    assert await live.hear("Em bị trừ lương")
    await live.say("Tháng mấy vậy?", "key-00002")
    assert await live.said() == ["Em muốn gặp cán bộ.", "Anh ơi", "Chào bạn", "Em bị trừ lương", "Tháng mấy vậy?"]
    assert live.union.notifier.texts[1:] == ["Cán bộ: Chào bạn", "Cán bộ: Tháng mấy vậy?"]
    async with live.union.database.transaction() as tx:
        seen = (await live.union.cases.view(tx, MINE, live.case_id)).timeline
    assert [entry.body for entry in seen if entry.kind is EntryKind.MESSAGE] == await live.said()


async def test_a_message_sent_twice_goes_out_once(live: Talk) -> None:
    await live.say("Chào bạn")
    await live.say("Chào bạn")
    assert (await live.said()).count("Chào bạn") == 1
    await live.end()
    await live.say("Chào bạn")  # the repeat of one that went out before the end is no error
    assert live.union.notifier.texts.count("Cán bộ: Chào bạn") == 1
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        await live.say("Còn nữa", "key-00009")


async def test_the_officer_hands_back_with_a_last_note(live: Talk) -> None:
    assert await live.end("Mai Công đoàn gọi lại nhé.")
    assert not await live.end()
    assert live.union.notifier.texts[1:] == ["Cán bộ: Mai Công đoàn gọi lại nhé.", words.ENDED_BY_STAFF]
    live.union.clock.advance(seconds=1)
    assert not await live.hear("cho em hỏi lương")
    assert (await live.union.record(live.case_id)).status == Status.IN_PROGRESS
    assert await live.audited("chat.ended") == 1


async def test_the_worker_ends_it_at_any_time(live: Talk) -> None:
    assert await live.stop() == live.case_id
    assert await live.stop() == ""
    assert not await live.hear("câu hỏi cho trợ lý")
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        await live.say("Bạn còn đó không?")
    assert (await live.see()).state is LiveState.ENDED
    assert await live.ask()
    assert await live.rings("mill")


async def test_what_was_written_before_the_end_still_reaches_the_officer(live: Talk) -> None:
    written = live.union.clock()
    live.union.clock.advance(seconds=2)
    await live.end()
    async with live.union.database.transaction() as tx:
        assert await live.worker.find(tx, CHAT, written) is not None
        assert await live.worker.find(tx, CHAT, live.union.clock()) is None


async def test_silence_of_the_officer_brings_the_bot_back_and_the_case_stays_open(live: Talk) -> None:
    live.union.clock.advance(minutes=14)
    await live.say("Bạn chờ chút nhé")
    live.union.clock.advance(minutes=14)
    await live.hear("Dạ")
    assert await live.watch() == (0, 0, 0)
    live.union.clock.advance(minutes=1)
    assert await live.watch() == (1, 0, 0)
    assert await live.watch() == (0, 0, 0)
    assert live.union.notifier.texts[-1] == words.ENDED_BY_SILENCE.format(minutes=15)
    record = await live.union.record(live.case_id)
    assert record.status == Status.IN_PROGRESS
    assert record.worker_waiting_since is not None
    live.union.clock.advance(seconds=1)
    assert not await live.hear("có ai không")
    assert timedelta(minutes=15) == SILENCE


async def test_with_the_end_of_the_case_the_bot_comes_back(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        version = await live.union.version(live.case_id)
        staff = live.union.staff["mill"]
        await live.union.desk.change_status(tx, staff, live.case_id, version, Status.RESOLVED, "Đã trả đủ lương.")
    watch = LiveWatch(live.union.vault, live.union.clock, live.union.notifier)
    async with live.union.database.transaction() as tx:
        assert await watch.end_closed(tx) == 1
    live.union.clock.advance(seconds=1)
    assert not await live.hear("cảm ơn")
    assert (await live.union.record(live.case_id)).status == Status.RESOLVED
    assert live.union.notifier.texts[-1] == words.ENDED_WITH_CASE


async def test_nobody_takes_a_closed_case(talk: Talk) -> None:
    await talk.ask()
    async with talk.union.database.transaction() as tx:
        version = await talk.union.version(talk.case_id)
        await talk.union.desk.change_status(
            tx, talk.union.staff["mill"], talk.case_id, version, Status.RESOLVED, "Xong"
        )
    with pytest.raises(RuleViolation, match="đã đóng"):
        await talk.take()


async def test_a_request_that_nobody_takes_rings_above_and_the_worker_hears_the_truth(talk: Talk) -> None:
    await talk.ask()
    assert (await talk.rings("north"), await talk.rings("admin")) == (False, False)
    talk.union.clock.now += PATIENCE
    assert await talk.watch() == (0, 1, 0)
    assert (await talk.rings("mill"), await talk.rings("north"), await talk.rings("admin")) == (True, True, False)
    (told,) = talk.union.notifier.texts
    assert "Chưa có cán bộ rảnh. Cán bộ sẽ nhận việc của bạn chậm nhất 17 giờ ngày 27/11" in told
    assert "mã tra cứu" in told
    talk.union.clock.now += PATIENCE
    assert await talk.watch() == (0, 1, 0)
    assert await talk.rings("admin")
    talk.union.clock.now += PATIENCE
    assert await talk.watch() == (0, 0, 0)
    assert len(talk.union.notifier.texts) == 1
    assert (await talk.union.record(talk.case_id)).unit_id == talk.union.units["mill"].id
    await talk.take("admin")


async def test_an_answer_on_the_case_page_ends_the_ringing(talk: Talk) -> None:
    await talk.ask()
    async with talk.union.database.transaction() as tx:
        version = await talk.union.version(talk.case_id)
        await talk.union.desk.reply(tx, talk.union.staff["mill"], talk.case_id, version, "Chào bạn")
    assert not await talk.rings("mill")


async def test_yesterdays_request_is_let_go(talk: Talk) -> None:
    await talk.ask()
    talk.union.clock.now += WAITS
    assert (await talk.watch())[2] == 1
    assert not await talk.rings("mill")
    assert (await talk.union.record(talk.case_id)).status == Status.RECEIVED


async def test_a_chat_has_one_officer_whatever_its_cases_are(live: Talk) -> None:
    second = Talk(live.union, (await live.union.open(text="Việc khác", unit="mine")).case_id)
    await second.ask()
    with pytest.raises(RuleViolation, match="một cán bộ khác"):
        await second.take("mine")
    await live.end()
    await second.take("mine")
    live.union.clock.advance(seconds=1)
    await live.hear("cho cán bộ mỏ")
    async with live.union.database.transaction() as tx:
        seen = await second.desk.look(tx, live.union.staff["mine"], second.case_id)
    assert seen.entries[-1].body == "cho cán bộ mỏ"


async def test_who_asked_to_be_forgotten_cannot_be_taken_over(talk: Talk) -> None:
    await talk.ask()
    async with talk.union.database.transaction() as tx:
        await talk.union.cases.forget_chat(tx, CHAT)
    assert not await talk.rings("mill")
    with pytest.raises(RuleViolation, match="xóa kênh"):
        await talk.take()


async def test_a_cry_for_help_rings_until_the_officer_answers(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        link = await live.worker.find(tx, CHAT, live.union.clock())
        assert link is not None
        await live.worker.cry(tx, link, CHAT)
    async with live.union.database.transaction() as tx:
        assert len(await live.union.desk.alarms(tx, live.union.staff["mill"])) == 1
    await live.say("Bạn đang ở đâu?")
    async with live.union.database.transaction() as tx:
        assert await live.union.desk.alarms(tx, live.union.staff["mill"]) == ()


async def test_nothing_beside_a_case_names_the_chat(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        row = (await tx.scalars(select(LiveChat))).one()
        record = await tx.get_one(CaseRecord, live.case_id)
    for value in (*vars(row).values(), *vars(record).values()):
        assert CHAT not in str(value)
    assert not any(live.case_id in key or row.id in key for key in live.union.notifier.sent)


async def test_the_officer_sees_how_far_each_message_got(live: Talk) -> None:
    await live.say("Chào bạn")
    view = await live.see()
    assert [delivery.state for delivery in view.deliveries.values()] == [DeliveryState.SENT]
    assert view.entries[-1].id in view.deliveries
    assert view.mine
    assert view.ends_at == live.union.clock() + SILENCE


async def test_a_sign_of_typing_passes(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        await live.worker.types(tx, CHAT)
    assert (await live.see()).worker_types
    live.union.clock.advance(seconds=7)
    assert not (await live.see()).worker_types
    async with live.union.database.transaction() as tx:
        assert await live.desk.types(tx, live.union.staff["mill"], live.case_id) == CHAT
        assert await live.desk.types(tx, live.union.staff["north"], live.case_id) is None


async def test_of_two_officers_at_the_same_moment_one_has_it(talk: Talk) -> None:
    await talk.ask()
    results = await asyncio.gather(talk.take("mill"), talk.take("north"), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "RuleViolation"]
    assert await talk.audited("chat.taken") == 1
    assert talk.union.notifier.texts == [words.STARTED]


async def test_of_two_who_end_it_at_the_same_moment_one_does(live: Talk) -> None:
    await asyncio.gather(live.end(), live.stop())
    assert await live.audited("chat.ended") == 1


async def test_a_double_click_at_the_same_moment_is_one_message(live: Talk) -> None:
    await asyncio.gather(live.say("Chào bạn"), live.say("Chào bạn"))
    assert (await live.said()).count("Chào bạn") == 1
