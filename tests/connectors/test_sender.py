from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.deliveries import SendPolicy
from connectors.errors import AccountBroken, ContactGone, SendPermanent, SendTemporary, SendUnknown
from connectors.health import health
from connectors.messages import Button, Capabilities, Part, Reply, SendReceipt
from storage.tables import ButtonToken, OutboxItem, SentMessage
from tests.connectors.conftest import World

BULK, REPLY = 0, 1


async def test_a_sent_reply_is_recorded_with_the_platforms_id(world: World) -> None:
    await world.say()
    (item,) = await world.outbox_items()
    assert (item.state, item.parts_sent, item.attempts, item.sent_at) == ("sent", 1, 0, world.clock())
    async with world.database.transaction() as tx:
        sent = (await tx.scalars(select(SentMessage))).one()
    assert (sent.platform_id, sent.outbox_id) == (f"{world.channel.account_id}-1", item.id)


async def test_the_same_key_is_queued_once(world: World) -> None:
    await world.say()
    for _ in range(2):
        await world.queue(Reply("tin", (Button("A", "/a"),)), "k" * 500)
    await world.work()
    assert world.channel.texts[1:] == ["tin"]
    async with world.database.transaction() as tx:
        assert len((await tx.scalars(select(ButtonToken))).all()) == 1


async def test_replies_go_before_bulk(world: World) -> None:
    await world.say()
    await world.queue(Reply("bản tin 1"), "b1", BULK)
    await world.queue(Reply("bản tin 2"), "b2", BULK)
    await world.queue(Reply("trả lời"), "r", REPLY)
    await world.work()
    assert world.channel.texts[1:] == ["trả lời", "bản tin 1", "bản tin 2"]


async def test_a_reply_in_one_chat_goes_before_bulk_in_another(world: World) -> None:
    await world.say()
    await world.queue(Reply("bản tin"), "b", BULK)
    world.clock.advance(seconds=10)
    await world.hear("gấp", user_id="u2")
    await world.turns().run_once("t")
    await world.work()
    assert world.channel.texts[1:] == ["Bạn nói: gấp", "bản tin"]


async def test_a_temporary_fault_is_retried_in_order_after_the_time_the_platform_named(world: World) -> None:
    await world.say()
    world.channel.errors = [SendTemporary("busy", timedelta(seconds=7)), SendTemporary("http_502")]
    await world.queue(Reply("một"), "1")
    await world.queue(Reply("hai"), "2")
    await world.work()
    assert (await world.conversation()).next_send_at == world.clock() + timedelta(seconds=7)
    world.clock.advance(seconds=8)
    await world.work()
    first = (await world.outbox_items())[1]
    assert (first.state, first.attempts, first.last_error) == ("pending", 2, "http_502")
    world.clock.advance(seconds=5)
    await world.work()
    assert world.channel.texts[1:] == ["một", "hai"]


async def test_a_new_reply_does_not_overtake_one_that_waits(world: World) -> None:
    await world.say()
    world.channel.errors = [SendTemporary("busy", timedelta(seconds=60))]
    await world.queue(Reply("một"), "1")
    await world.work()
    await world.queue(Reply("hai"), "2")
    await world.work()
    assert world.channel.texts[1:] == []


async def test_a_temporary_fault_does_not_last_for_ever(small_world: World) -> None:
    await small_world.say()
    await small_world.queue(Reply("một"), "1")
    small_world.channel.errors = [SendTemporary("busy")] * 2
    await small_world.work()
    small_world.clock.advance(hours=49)
    await small_world.work()
    item = (await small_world.outbox_items())[1]
    assert (item.state, item.last_error, item.attempts) == ("failed", "busy", 2)


async def test_a_fault_that_is_worth_a_few_tries_gets_no_more(small_world: World) -> None:
    await small_world.say()
    await small_world.queue(Reply("một"), "1")
    small_world.channel.errors = [SendTemporary("zalo-200", timedelta(seconds=30), tries=3)] * 5
    for _ in range(5):
        await small_world.work()
        small_world.clock.advance(seconds=31)
    item = (await small_world.outbox_items())[1]
    assert (item.state, item.last_error, item.attempts) == ("failed", "zalo-200", 3)


async def test_an_account_over_its_limit_pauses_as_a_whole(world: World) -> None:
    await world.say()
    await world.say(user_id="u2")
    world.channel.errors = [SendTemporary("-32", timedelta(seconds=20), whole_account=True)]
    await world.hear("một")
    await world.hear("hai", user_id="u2")
    await world.work()
    assert len(world.channel.sent) == 2
    assert (await world.account()).paused_until == world.clock() + timedelta(seconds=20)
    assert (await world.account()).alarm is None
    world.clock.advance(seconds=21)
    await world.work()
    assert sorted(world.channel.texts[2:]) == ["Bạn nói: hai", "Bạn nói: một"]


async def test_a_lost_answer_is_tried_once_more_for_a_reply(world: World) -> None:
    await world.say()
    world.channel.errors = [SendUnknown("timeout"), None, SendUnknown("timeout"), SendUnknown("timeout")]
    await world.queue(Reply("một"), "1")
    await world.work()
    world.clock.advance(seconds=3)
    await world.queue(Reply("hai"), "2")
    await world.work()
    world.clock.advance(seconds=3)
    await world.queue(Reply("ba"), "3")
    await world.work()
    assert [(i.state, i.unknowns) for i in (await world.outbox_items())[1:]] == [
        ("sent", 1),
        ("unknown", 2),
        ("sent", 0),
    ]
    assert world.channel.texts[1:] == ["một", "ba"]


async def test_a_lost_answer_is_never_tried_again_for_bulk(world: World) -> None:
    await world.say()
    world.channel.errors = [SendUnknown("timeout")]
    await world.queue(Reply("bản tin"), "b", BULK)
    await world.work()
    assert [i.state for i in await world.outbox_items()] == ["sent", "unknown"]
    assert len(world.channel.sent) == 1


@pytest.mark.parametrize(("priority", "state", "copies"), [(REPLY, "sent", 2), (BULK, "unknown", 1)])
async def test_a_send_cut_off_by_a_crash_counts_as_a_lost_answer(
    world: World, priority: int, state: str, copies: int
) -> None:
    await world.say()
    await world.queue(Reply("tin"), "k", priority)
    send = world.channel.send

    async def send_and_die(user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        await send(user_id, conversation_id, part, in_reply_to)
        raise KeyboardInterrupt

    world.channel.send = send_and_die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        await world.sender().run_once("a")
    world.channel.send = send  # type: ignore[method-assign]
    await world.work()
    assert (await world.outbox_items())[1].state == "sending"
    world.clock.advance(seconds=61)
    await world.work()
    item = (await world.outbox_items())[1]
    assert (item.state, item.unknowns) == (state, 1)
    assert world.channel.texts.count("tin") == copies


async def test_a_message_that_can_never_be_delivered_fails_with_its_code_and_the_next_one_goes(world: World) -> None:
    await world.say()
    world.channel.errors = [SendPermanent("-201")]
    await world.queue(Reply("một"), "1")
    await world.queue(Reply("hai"), "2")
    await world.work()
    assert [(i.state, i.last_error) for i in (await world.outbox_items())[1:]] == [("failed", "-201"), ("sent", None)]


async def test_a_fault_of_our_own_counts_as_a_lost_answer(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await world.say()

    async def broken(user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        raise KeyError(part.text)

    world.channel.send = broken  # type: ignore[method-assign]
    await world.queue(Reply("lời riêng"), "1")
    await world.work()
    assert (await world.outbox_items())[1].last_error == "crash_KeyError"
    assert "lời riêng" not in caplog.text


async def test_who_blocked_us_gets_waiting_replies_when_they_come_back_but_no_bulk(world: World) -> None:
    await world.say()
    world.channel.errors = [ContactGone("-230"), ContactGone("-230")]
    await world.queue(Reply("cán bộ trả lời"), "1")
    await world.work()
    talk = await world.conversation()
    assert (talk.gone_at, talk.gone_reason) == (world.clock(), "-230")
    async with world.database.transaction() as tx:
        report = await health(tx)
    assert (report.outbox_pending, report.outbox_unreachable) == (1, 1)
    world.channel.errors = []
    assert await world.say("tôi đây") == ["cán bộ trả lời", "Bạn nói: tôi đây"]
    world.channel.errors = [ContactGone("blocked")]
    await world.queue(Reply("bản tin"), "b", BULK)
    await world.work()
    assert (await world.outbox_items())[-1].state == "cancelled"


async def test_a_broken_account_keeps_everything_and_raises_an_alarm_until_it_works(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.say()
    world.channel.errors = [AccountBroken("-216"), AccountBroken("-216")]
    await world.queue(Reply("một"), "1")
    await world.work()
    async with world.database.transaction() as tx:
        (alarm,) = (await health(tx)).alarms
    assert (alarm.kind, alarm.name, alarm.code, alarm.since) == ("web", "Trang chat", "-216", world.clock())
    assert "code=-216" in caplog.text
    since = world.clock()
    world.clock.advance(minutes=6)
    await world.work()
    assert (await world.account()).alarm_at == since
    world.clock.advance(days=3)
    await world.work()
    assert world.channel.texts[1:] == ["một"]
    assert (await world.account()).alarm is None


LONG = "\n\n".join(f"Đoạn {n}: " + "chữ " * 20 for n in range(3))


async def test_a_long_reply_goes_on_where_it_stopped(world: World) -> None:
    world.channel.capabilities = Capabilities(max_text=100)
    await world.say()
    world.channel.errors = [None, SendTemporary("busy")]
    await world.queue(Reply(LONG, (Button("Xong", "/menu"),)), "1")
    await world.work()
    assert (await world.outbox_items())[1].parts_sent == 1
    world.clock.advance(seconds=5)
    await world.work()
    assert [text[:7] for text in world.channel.texts[1:]] == ["Đoạn 0:", "Đoạn 1:", "Đoạn 2:"]
    assert [len(sent.part.buttons) for sent in world.channel.sent[1:]] == [0, 0, 1]


async def test_after_a_part_lost_for_good_the_rest_still_follows(world: World) -> None:
    world.channel.capabilities = Capabilities(max_text=100)
    await world.say()
    world.channel.errors = [SendUnknown("timeout"), SendUnknown("timeout")]
    await world.queue(Reply(LONG), "1")
    await world.work()
    world.clock.advance(seconds=3)
    await world.work()
    assert [text[:7] for text in world.channel.texts[1:]] == ["Đoạn 1:", "Đoạn 2:"]
    assert (await world.outbox_items())[1].state == "unknown"


async def test_a_reply_that_cannot_be_read_fails_and_blocks_nothing(world: World) -> None:
    await world.say()
    await world.queue(Reply("một"), "1")
    await world.queue(Reply("hai"), "2")
    async with world.database.transaction() as tx:
        await tx.execute(update(OutboxItem).where(OutboxItem.idem_key == "1").values(reply_sealed=b"rubbish"))
    await world.work()
    assert [i.state for i in (await world.outbox_items())[1:]] == ["failed", "sent"]


async def test_an_interrupted_reply_that_cannot_be_read_blocks_nothing(world: World) -> None:
    await world.say()
    await world.queue(Reply("một"), "1")
    async with world.database.transaction() as tx:
        await tx.execute(
            update(OutboxItem).where(OutboxItem.idem_key == "1").values(reply_sealed=b"rubbish", state="sending")
        )
    await world.queue(Reply("hai"), "2")
    await world.work()
    assert [i.state for i in (await world.outbox_items())[1:]] == ["failed", "sent"]


async def test_an_empty_reply_is_done_without_a_send(small_world: World) -> None:
    await small_world.say()
    await small_world.queue(Reply(" "), "1")
    await small_world.work()
    assert [i.state for i in await small_world.outbox_items()] == ["sent", "sent"]
    assert len(small_world.channel.sent) == 1


async def test_a_send_that_hangs_is_left_and_counts_as_a_lost_answer(small_world: World) -> None:
    import asyncio

    await small_world.say()
    await small_world.queue(Reply("tin"), "1")

    async def hang(user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        await asyncio.sleep(60)
        raise AssertionError

    small_world.channel.send = hang  # type: ignore[method-assign]
    await small_world.sender(SendPolicy(call=timedelta(milliseconds=10))).run_once("s")
    assert (await small_world.outbox_items())[1].last_error == "timeout"


QUESTION = Reply("Kể cho mình nghe nhé.", (Button("Bỏ qua", "/cancel"),), expects_text=True)


@pytest.mark.parametrize(("buttons", "answer"), [("native", "1"), ("numbers", "/cancel")])
async def test_a_number_means_a_button_of_an_open_question_only_where_it_was_shown_as_a_number(
    small_world: World, buttons: str, answer: str
) -> None:
    small_world.channel.capabilities = Capabilities(max_text=500, buttons=buttons)
    small_world.engine.answer = lambda request: [QUESTION if request.text == "báo" else Reply(request.text)]
    await small_world.say("báo")
    assert await small_world.say("1") == [answer]
