from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connectors.accounts import ensure_account
from connectors.inbox import QUARANTINE_BODY_MAX, QUARANTINE_ROWS, Inbox
from connectors.messages import Attachment, ChannelKind, EventKind, InboundEvent
from connectors.sealing import open_event
from connectors.upsert import insert_new
from connectors.wakeups import LocalWakeup, Work
from storage.database import Database
from storage.tables import ChannelAccount, Conversation, InboxItem, OutboxItem, QuarantinedBody, SentMessage
from storage.vault import Vault
from tests.support.clock import ManualClock

Make = Callable[..., InboundEvent]


@pytest.fixture
def make(clock: ManualClock) -> Make:
    def event(external_id: str = "1", kind: EventKind = EventKind.TEXT, **more: object) -> InboundEvent:
        values: dict[str, object] = {"user_id": "u1", "occurred_at": clock(), "text": "xin chào"} | more
        return InboundEvent(kind=kind, external_id=external_id, **values)  # type: ignore[arg-type]

    return event


@pytest.fixture
def inbox(database: Database, vault: Vault, clock: ManualClock) -> Inbox:
    return Inbox(database, vault, clock, LocalWakeup())


@pytest.fixture
async def account(database: Database, clock: ManualClock) -> str:
    async with database.transaction() as tx:
        return (await ensure_account(tx, ChannelKind.ZALO, "oa1", "OA thử", clock)).id


async def conversation(database: Database) -> Conversation:
    async with database.transaction() as tx:
        return (await tx.scalars(select(Conversation))).one()


async def test_a_message_is_stored_sealed_and_its_conversation_is_due(
    inbox: Inbox, account: str, make: Make, database: Database, vault: Vault, clock: ManualClock
) -> None:
    photo = make(kind=EventKind.IMAGE, attachment=Attachment(EventKind.IMAGE, "https://x.zdn.vn/a.jpg"))
    assert await inbox.accept(account, [photo]) == 1
    talk = await conversation(database)
    assert talk.next_turn_at == talk.last_inbound_at == clock()
    assert vault.open(talk.user_sealed, "conversation.user") == "u1"
    async with database.transaction() as tx:
        item = (await tx.scalars(select(InboxItem))).one()
    assert item.state == "pending"
    assert open_event(vault, item.event_sealed) == photo


async def test_a_repeated_webhook_changes_nothing(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    first = make("m1")
    assert await inbox.accept(account, [first, first]) == 1
    heard = clock()
    clock.advance(minutes=5)
    assert await inbox.accept(account, [make("m1")]) == 0
    assert (await conversation(database)).last_inbound_at == heard


async def test_the_same_id_on_another_account_is_another_message_of_another_conversation(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    async with database.transaction() as tx:
        other = await ensure_account(tx, ChannelKind.ZALO, "oa2", "", clock)
    assert [await inbox.accept(one, [make("m1")]) for one in (account, other.id)] == [1, 1]
    async with database.transaction() as tx:
        hashes = (await tx.scalars(select(Conversation.user_hash))).all()
    assert len(set(hashes)) == 2


async def test_many_webhooks_at_once_make_one_conversation(
    inbox: Inbox, account: str, make: Make, database: Database
) -> None:
    counts = await asyncio.gather(*(inbox.accept(account, [make(f"m{n % 10}")]) for n in range(20)))
    assert sum(counts) == 10
    await conversation(database)


async def test_a_backoff_is_not_cut_short_by_the_next_message(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1")])
    later = clock() + timedelta(seconds=30)
    async with database.transaction() as tx:
        (await tx.scalars(select(Conversation))).one().next_turn_at = later
    await inbox.accept(account, [make("2")])
    assert (await conversation(database)).next_turn_at == later


async def test_who_unfollows_is_gone_until_the_next_message(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1")])
    clock.advance(minutes=1)
    await inbox.accept(account, [make("2", EventKind.UNFOLLOW)])
    gone = await conversation(database)
    assert (gone.gone_at, gone.gone_reason) == (clock(), "unfollow")
    clock.advance(minutes=1)
    await inbox.accept(account, [make("3")])
    back = await conversation(database)
    assert (back.gone_at, back.gone_reason, back.next_send_at) == (None, None, clock())


async def test_an_unfollow_that_comes_late_does_not_hide_who_is_back(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    old = make("1", EventKind.UNFOLLOW)
    clock.advance(minutes=1)
    await inbox.accept(account, [make("2"), old])
    assert (await conversation(database)).gone_at is None


async def test_who_unblocks_us_is_there_again_but_was_not_heard(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1")])
    heard = await conversation(database)
    late = make("late", EventKind.RETURN)
    clock.advance(minutes=1)
    await inbox.accept(account, [make("2", EventKind.UNFOLLOW), late])
    assert (await conversation(database)).gone_at == clock()
    clock.advance(minutes=1)
    await inbox.accept(account, [make("3", EventKind.RETURN)])
    back = await conversation(database)
    assert (back.gone_at, back.gone_reason, back.next_send_at) == (None, None, clock())
    assert (back.last_inbound_at, back.next_turn_at) == (heard.last_inbound_at, heard.next_turn_at)


async def test_a_person_who_answers_in_the_oa_tool_silences_the_bot_for_eight_hours(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1", EventKind.STAFF_MESSAGE)])
    talk = await conversation(database)
    assert talk.paused_until == clock() + timedelta(hours=8)
    assert talk.next_turn_at is None


async def test_what_a_person_wrote_hours_ago_and_comes_late_silences_the_bot_for_the_rest_only(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    wrote_at = clock()
    late = make("1", EventKind.STAFF_MESSAGE)
    clock.advance(hours=7)
    await inbox.accept(account, [late])
    assert (await conversation(database)).paused_until == wrote_at + timedelta(hours=8)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (EventKind.REACTION, "skipped"),
        (EventKind.ECHO, "skipped"),
        (EventKind.UNKNOWN, "skipped"),
        (EventKind.UNFOLLOW, "handled"),
        (EventKind.SEEN, "handled"),
    ],
)
async def test_events_without_a_turn_are_kept_and_start_no_conversation(
    inbox: Inbox, account: str, make: Make, database: Database, kind: EventKind, state: str
) -> None:
    assert await inbox.accept(account, [make("1", kind)]) == 1
    async with database.transaction() as tx:
        assert (await tx.scalars(select(InboxItem))).one().state == state
        assert await tx.scalar(select(func.count()).select_from(Conversation)) == 0


async def test_receipts_reach_the_sent_message_of_this_account_only(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1")])
    talk = await conversation(database)
    async with database.transaction() as tx:
        other = await ensure_account(tx, ChannelKind.TELEGRAM, "b", "", clock)
        out = OutboxItem(conversation_id=talk.id, idem_key="k", created_at=clock())
        tx.add(out)
        await tx.flush()
        for owner in (account, other.id):
            tx.add(SentMessage(account_id=owner, platform_id="p1", outbox_id=out.id))
    await inbox.accept(account, [make("2", EventKind.DELIVERED, about=("p1", "p9"))])
    delivered = clock()
    clock.advance(seconds=9)
    await inbox.accept(account, [make("3", EventKind.SEEN, about=("p1",))])
    async with database.transaction() as tx:
        rows = {row.account_id: row for row in await tx.scalars(select(SentMessage))}
    assert (rows[account].delivered_at, rows[account].seen_at) == (delivered, clock())
    assert rows[other.id].delivered_at is None


async def test_hostile_ids_and_texts_are_stored_all_the_same(
    inbox: Inbox, account: str, make: Make, database: Database, vault: Vault
) -> None:
    events = [
        make("x" * 5000),
        make("nul\0", text="a\0b"),
        make("\ud800", text="\ud800 lone", user_id="\udfff"),
        make("nobody", user_id=""),
    ]
    assert await inbox.accept(account, events) == 4
    assert await inbox.accept(account, events) == 0
    async with database.transaction() as tx:
        items = list(await tx.scalars(select(InboxItem).order_by(InboxItem.id)))
    assert [item.state for item in items] == ["pending", "pending", "pending", "skipped"]
    assert open_event(vault, items[1].event_sealed).text == "ab"


async def test_the_future_is_not_believed(
    inbox: Inbox, account: str, make: Make, database: Database, clock: ManualClock
) -> None:
    await inbox.accept(account, [make("1", occurred_at=clock() + timedelta(days=400))])
    assert (await conversation(database)).last_inbound_at == clock()


async def test_a_rotated_key_still_finds_the_conversation(
    database: Database, account: str, make: Make, clock: ManualClock
) -> None:
    old, new = "old-secret-of-enough-length", "new-secret-of-enough-length"
    await Inbox(database, Vault([old]), clock, LocalWakeup()).accept(account, [make("1")])
    await Inbox(database, Vault([new, old]), clock, LocalWakeup()).accept(account, [make("2")])
    await conversation(database)


async def test_a_body_that_failed_its_check_is_kept_a_week_up_to_a_size(
    inbox: Inbox, database: Database, vault: Vault, clock: ManualClock
) -> None:
    await inbox.quarantine("zalo", "bad_signature", b"{}", "mac=1\0")
    clock.advance(days=8)
    await inbox.quarantine("zalo", "bad_signature", b"{}", "mac=1\0")
    await inbox.quarantine("zalo", "too_big", b"x" * (QUARANTINE_BODY_MAX + 1), None)
    async with database.transaction() as tx:
        small, big = await tx.scalars(select(QuarantinedBody).order_by(QuarantinedBody.id))
    assert small.body_sealed is not None
    assert vault.open_bytes(small.body_sealed, "quarantine.body") == b"{}"
    assert (small.signature, big.body_sealed, big.size) == ("mac=1", None, QUARANTINE_BODY_MAX + 1)


async def test_a_flood_of_forged_bodies_does_not_fill_the_disk(
    inbox: Inbox, database: Database, clock: ManualClock
) -> None:
    async with database.transaction() as tx:
        tx.add_all(
            QuarantinedBody(kind="zalo", reason="no_signature", size=2, received_at=clock())
            for _ in range(QUARANTINE_ROWS + 5)
        )
    await inbox.quarantine("zalo", "bad_signature", b"{}", None)
    async with database.transaction() as tx:
        kept = (await tx.scalars(select(QuarantinedBody.reason).order_by(QuarantinedBody.id))).all()
    assert (len(kept), kept[-1]) == (QUARANTINE_ROWS, "bad_signature")


async def test_an_account_is_made_once_and_renamed(database: Database, clock: ManualClock) -> None:
    ids = set()
    for name in ("A", "B"):
        async with database.transaction() as tx:
            ids.add((await ensure_account(tx, ChannelKind.WEB, "web", name, clock)).id)
    async with database.transaction() as tx:
        assert [(row.id, row.name) for row in await tx.scalars(select(ChannelAccount))] == [(*ids, "B")]


async def test_accepting_wakes_the_workers(database: Database, vault: Vault, account: str, make: Make) -> None:
    wake = LocalWakeup()
    await Inbox(database, vault, ManualClock(), wake).accept(account, [make()])
    async with asyncio.timeout(30):
        await wake.wait(Work.TURNS, 60)


async def test_a_repeat_is_told_by_any_unique_key(database: Database, clock: ManualClock) -> None:
    values = {"kind": "web", "external_id": "w", "name": "", "created_at": clock()}
    async with database.transaction() as tx:
        assert await insert_new(tx, ChannelAccount, id="a", **values) == "a"
        assert await insert_new(tx, ChannelAccount, id="b", **values) is None
