"""The channel against a fake Zalo over real HTTP: tokens, buttons, the window, and media."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.errors import (
    AccountBroken,
    ContactGone,
    FetchFailed,
    SendPermanent,
    SendTemporary,
    SendUnknown,
)
from connectors.fakes.zalo import TINY_PNG, FakeZalo
from connectors.messages import EventKind, Part, PartButton
from connectors.zalo.channel import ZaloChannel
from storage.database import Database
from storage.tables import Conversation
from storage.vault import Vault
from tests.connectors.zalo.conftest import USER, Site, config_for, open_site
from tests.support.clock import ManualClock

MENU = Part("Bạn cần gì?", (PartButton("Mức đóng", token="abcdefghij"), PartButton("Web", url="https://congdoan.vn")))


@pytest.fixture
async def world(zalo: FakeZalo, sqlite_database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[Site]:
    """Our site behind the fake's webhook; posts go in-process."""
    opened = await open_site(config_for(zalo.url, native_buttons=True), sqlite_database, vault, clock)
    zalo.webhook_url = "http://app/webhooks/zalo"
    zalo._client = opened.client
    yield opened
    await opened.client.aclose()
    await opened.connector.close()


@pytest.fixture
async def channel(world: Site, zalo: FakeZalo) -> ZaloChannel:
    assert await zalo.user_sends_text(USER, "xin chào") == 200
    (found,) = (await world.connector.channels()).values()
    return found


async def conversation(world: Site) -> str:
    async with world.database.transaction() as tx:
        return (await tx.scalars(select(Conversation.id))).one()


async def send(world: Site, channel: ZaloChannel, part: Part = Part("chào bạn")) -> tuple[str, ...]:
    return (await channel.send(USER, await conversation(world), part, "m1")).platform_ids


async def test_a_worker_is_answered(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    ids = await send(world, channel)
    (sent,) = zalo.sent_to(USER)
    assert (sent.text, sent.quota) == ("chào bạn", "reply")
    assert ids == (sent.message_id,)


async def test_a_dead_token_is_replaced_once_and_the_message_sent_once(
    world: Site, zalo: FakeZalo, channel: ZaloChannel
) -> None:
    zalo.trouble("/cs", code=-216)
    await send(world, channel)
    assert len(zalo.sent_to(USER)) == 1
    assert zalo.state.generation == 2


async def test_a_token_that_stays_dead_is_an_alarm(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.trouble("/cs", code=-220, times=9)
    for _ in range(3):
        with pytest.raises(AccountBroken):
            await send(world, channel)
    assert zalo.state.generation == 2


async def test_buttons_go_out_where_zalo_takes_them(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.state.native_buttons = True
    await send(world, channel, MENU)
    assert [button["title"] for button in zalo.sent_to(USER)[0].buttons] == ["Mức đóng", "Web"]
    await zalo.user_taps(USER, "Mức đóng")
    last = (await world.events())[-1]
    assert (last.kind, last.button) == (EventKind.BUTTON, "abcdefghij")


async def test_refused_buttons_become_numbers_and_stay_so(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    assert channel.capabilities.buttons == "native"
    await send(world, channel, MENU)
    assert channel.capabilities.buttons == "numbers"
    assert zalo.sent_to(USER)[0].text.splitlines()[0] == "Bạn cần gì?"
    assert "1. Mức đóng" in zalo.sent_to(USER)[0].text
    assert "Web: https://congdoan.vn" in zalo.sent_to(USER)[0].text
    calls = len(zalo.state.calls)
    await send(world, channel, MENU)
    assert len(zalo.state.calls) == calls + 1
    await zalo.user_taps(USER, "Mức đóng")
    assert (await world.events())[-1].text == "1"


async def test_buttons_are_not_blamed_for_another_fault(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.state.native_buttons = True
    zalo.trouble("/cs", code=-201, times=2)
    with pytest.raises(SendPermanent):
        await send(world, channel, MENU)
    assert channel.capabilities.buttons == "native"


async def test_after_seven_days_zalo_is_not_even_asked(
    world: Site, zalo: FakeZalo, channel: ZaloChannel, clock: ManualClock
) -> None:
    clock.advance(days=7)
    await send(world, channel)
    assert zalo.sent_to(USER)[0].quota == ""
    clock.advance(seconds=1)
    calls = len(zalo.state.calls)
    with pytest.raises(ContactGone, match="window_closed"):
        await send(world, channel)
    assert len(zalo.state.calls) == calls
    await zalo.user_sends_text(USER, "tôi quay lại")
    await send(world, channel)


async def test_zalo_has_the_last_word_about_the_window(
    world: Site, zalo: FakeZalo, channel: ZaloChannel, clock: ManualClock
) -> None:
    zalo.state.last_seen[USER] = clock() - timedelta(days=8)
    with pytest.raises(ContactGone, match="window_closed"):
        await send(world, channel)
    async with world.database.transaction() as tx:
        await tx.execute(update(Conversation).values(last_inbound_at=None))
    with pytest.raises(ContactGone, match="window_closed"):
        await send(world, channel)


async def test_a_worker_who_left_is_gone(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    await zalo.user_unfollows(USER)
    with pytest.raises(ContactGone):
        await send(world, channel)


async def test_too_many_calls_pause_the_account(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.state.calls_left = 1
    await send(world, channel)
    with pytest.raises(SendTemporary) as limited:
        await send(world, channel)
    assert limited.value.whole_account


async def test_more_than_two_thousand_characters_are_never_repeated(
    world: Site, zalo: FakeZalo, channel: ZaloChannel
) -> None:
    assert channel.capabilities.max_text <= 1900
    with pytest.raises(SendPermanent, match="zalo-210"):
        await send(world, channel, Part("ă" * 2001))


async def test_a_connection_lost_after_the_send_is_unknown(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.trouble("/cs", drop=True)
    with pytest.raises(SendUnknown):
        await send(world, channel)
    assert len(zalo.sent_to(USER)) == 1


async def test_a_server_error_is_tried_later(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.trouble("/cs", http=500)
    with pytest.raises(SendTemporary):
        await send(world, channel)
    assert zalo.sent_to(USER) == []


async def test_a_picture_is_fetched_from_zalos_media_host(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    await zalo.user_sends_image(USER, "phiếu lương")
    event = (await world.events())[-1]
    assert event.attachment is not None
    media = await channel.fetch(event.attachment)
    assert (media.kind, media.mime, media.body) == (EventKind.IMAGE, "image/png", TINY_PNG)
    zalo.state.media.clear()
    with pytest.raises(FetchFailed, match="404"):
        await channel.fetch(event.attachment)


async def test_an_echo_of_our_own_message_comes_back_as_one(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.state.echoes = True
    (sent,) = await send(world, channel)
    while (await world.events())[-1].kind is not EventKind.ECHO:
        pass
    assert (await world.events())[-1].platform_message_id == sent


async def test_everything_a_worker_may_do_arrives(world: Site, zalo: FakeZalo) -> None:
    await zalo.user_follows(USER)
    await zalo.user_clicks_chat(USER)
    await zalo.user_sends_text(USER, "/restart")
    await zalo.user_sends_sticker(USER)
    await zalo.user_sends_voice(USER)
    await zalo.user_sends_file(USER, "đơn.pdf", b"%PDF-1.4")
    await zalo.user_sends_location(USER, "Khu công nghiệp")
    await zalo.user_sees_all(USER)
    await zalo.staff_writes(USER, "Cán bộ đây")
    await zalo.user_unfollows(USER)
    await zalo.repeat()
    await zalo.forge(USER, "giả")
    await zalo.deliver_all([zalo.text_body(USER, "hai"), zalo.text_body(USER, "một")])
    kinds = [event.kind.value for event in await world.events()]
    assert kinds == [
        *("follow", "start", "text", "sticker", "voice", "file", "location", "seen", "staff_message", "unfollow"),
        *("text", "text"),
    ]
    assert await world.quarantined() == ["bad_signature"]
