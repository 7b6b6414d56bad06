from __future__ import annotations

from sqlalchemy import func, select

from connectors.errors import SendTemporary
from connectors.health import health
from connectors.messages import Button, Reply
from connectors.retention import Swept, sweep
from storage.tables import ButtonToken, InboxItem, OutboxItem, QuarantinedBody, SentMessage, WebMessage, ZaloToken
from tests.connectors.conftest import World


async def sweep_now(world: World) -> Swept:
    async with world.database.transaction() as tx:
        return await sweep(tx, world.clock)


async def count(world: World, table: type) -> int:
    async with world.database.transaction() as tx:
        return await tx.scalar(select(func.count()).select_from(table)) or 0


async def test_what_was_said_is_forgotten_after_two_weeks_but_repeats_stay_known(world: World) -> None:
    event = world.event()
    await world.inbox.accept(world.channel.account_id, [event])
    await world.work()
    world.clock.advance(days=13)
    assert await sweep_now(world) == Swept(0, 0, 0, 0)
    world.clock.advance(days=2)
    assert await sweep_now(world) == Swept(1, 1, 0, 0)
    assert (await world.inbox_items())[0].event_sealed is None
    assert (await world.outbox_items())[0].reply_sealed is None
    assert await world.inbox.accept(world.channel.account_id, [event]) == 0


async def test_after_a_year_nothing_is_left_of_a_message(world: World) -> None:
    await world.say()
    world.clock.advance(days=360)
    await sweep_now(world)
    assert (await count(world, InboxItem), await count(world, OutboxItem)) == (1, 1)
    world.clock.advance(days=6)
    await sweep_now(world)
    assert (await count(world, InboxItem), await count(world, OutboxItem)) == (0, 0)
    await world.say("Tôi quay lại")
    assert await count(world, OutboxItem) == 1


async def test_what_is_still_to_be_done_keeps_its_body_and_old_waiting_replies_are_cancelled(world: World) -> None:
    await world.say()
    world.channel.errors = [SendTemporary("busy")]
    await world.queue(Reply("cũ"), "old")
    await world.work()
    await world.hear("chưa trả lời")
    world.clock.advance(days=15)
    swept = await sweep_now(world)
    assert (swept.cancelled, swept.inbox_bodies, swept.outbox_bodies) == (1, 1, 2)
    assert (await world.outbox_items())[1].last_error == "expired"
    assert (await world.inbox_items())[1].event_sealed is not None
    await world.work()
    assert world.channel.texts[1:] == ["Bạn nói: chưa trả lời"]


async def test_buttons_receipts_pages_and_quarantine_go_in_their_time(world: World) -> None:
    world.engine.answer = lambda request: [Reply("?", (Button("A", "/a"),))]
    await world.say()
    await world.inbox.quarantine("zalo", "bad_signature", b"{}", None)
    talk = await world.conversation()
    async with world.database.transaction() as tx:
        tx.add(WebMessage(conversation_id=talk.id, part_sealed=b"x", created_at=world.clock()))
    tables = [ButtonToken, SentMessage, WebMessage, QuarantinedBody]
    assert [await count(world, table) for table in tables] == [1, 1, 1, 1]
    world.clock.advance(days=15)
    await sweep_now(world)
    assert [await count(world, table) for table in tables] == [1, 1, 0, 0]
    world.clock.advance(days=16)
    await sweep_now(world)
    assert [await count(world, table) for table in tables] == [0, 0, 0, 0]
    assert await world.say("1") == ["?"]


async def test_an_operator_sees_what_waits_and_what_went_wrong(world: World) -> None:
    await world.say()
    await world.hear("chờ")
    await world.inbox.quarantine("zalo", "bad_signature", b"{}", None)
    async with world.database.transaction() as tx:
        now = world.clock()
        tx.add(
            ZaloToken(
                account_id=world.channel.account_id,
                access_sealed=b"x",
                refresh_sealed=b"x",
                expires_at=now,
                refreshed_at=now,
                alarm="-14020",
            )
        )
    async with world.database.transaction() as tx:
        report = await health(tx)
    assert (report.inbox_pending, report.oldest_pending_at, report.outbox_pending) == (1, now, 0)
    assert (report.inbox_failed, report.outbox_failed, report.outbox_unknown, report.quarantined) == (0, 0, 0, 1)
    assert [(alarm.code, alarm.name) for alarm in report.alarms] == [("-14020", "Trang chat")]
