"""What comes in from Telegram, over real HTTP, good and bad."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from connectors.fakes.serving import serving
from connectors.fakes.telegram import FakeTelegram
from connectors.messages import EventKind, InboundEvent
from connectors.telegram.webhook import MAX_BODY_BYTES, SECRET_HEADER, telegram_router
from storage.errors import ConfigError
from storage.tables import InboxItem, QuarantinedBody
from tests.connectors.telegram.conftest import SECRET, Station
from tests.support.clock import ManualClock

AN = 7


async def test_a_text_is_stored_before_telegram_hears_200(station: Station, fake: FakeTelegram) -> None:
    assert await fake.user_sends_text(AN, "Đoàn phí bao nhiêu?") == 200
    [event] = await station.events()
    assert (event.kind, event.text, event.user_id) == (EventKind.TEXT, "Đoàn phí bao nhiêu?", "7")


async def test_a_repeated_update_counts_once_and_a_late_one_is_kept(station: Station, fake: FakeTelegram) -> None:
    first, second = (fake.message_update(AN, {"text": text}) for text in ("một", "hai"))
    assert await fake.deliver([second, first]) == [200, 200]
    assert await fake.repeat() == 200
    assert await fake.repeat(2) == 200
    assert [event.text for event in await station.events()] == ["hai", "một"]


async def test_a_tap_brings_our_token_back_and_counts_once(station: Station, fake: FakeTelegram) -> None:
    assert await fake.user_taps_data(AN, "b:tok_en-123") == 200
    assert await fake.repeat() == 200
    [event] = await station.events()
    assert (event.kind, event.button) == (EventKind.BUTTON, "tok_en-123")
    assert event.external_id == f"cq:{event.callback_id}"


async def test_a_strangers_button_data_is_no_token(station: Station, fake: FakeTelegram) -> None:
    await fake.user_taps_data(AN, "/delete_my_data")
    [event] = await station.events()
    assert (event.kind, event.button) == (EventKind.BUTTON, "")


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/start", EventKind.START, ""),
        ("/start BN-HOASEN", EventKind.START, "BN-HOASEN"),
        ("/start@motcham_bot u_1", EventKind.START, "u_1"),
        ('/start {"a":1}', EventKind.START, ""),
        ("/start " + "x" * 65, EventKind.START, ""),
        ("/restart", EventKind.TEXT, "/restart"),
        ("/starting", EventKind.TEXT, "/starting"),
        ('/confirm_delete{"x":1}', EventKind.TEXT, '/confirm_delete{"x":1}'),
        ("/phananh", EventKind.TEXT, "tôi muốn gửi phản ánh"),
        ("/phananh@motcham_bot", EventKind.TEXT, "tôi muốn gửi phản ánh"),
    ],
)
async def test_only_start_and_the_menu_are_commands(
    station: Station, fake: FakeTelegram, typed: str, kind: EventKind, text: str
) -> None:
    assert await fake.user_sends_text(AN, typed) == 200
    [event] = await station.events()
    assert (event.kind, event.text) == (kind, text)


@pytest.mark.parametrize(
    "text", ["a" * 4096, unicodedata.normalize("NFD", "Lương tối thiểu vùng"), "👷‍♀️👍🏽", "  \u0000\ud800 "]
)
async def test_odd_texts_are_taken_as_they_are(station: Station, fake: FakeTelegram, text: str) -> None:
    assert await fake.user_sends_text(AN, text) == 200
    [event] = await station.events()
    assert event.kind is EventKind.TEXT


async def test_a_photo_with_its_caption_and_a_sticker(station: Station, fake: FakeTelegram) -> None:
    await fake.user_sends_photo(AN, "Nhà ăn hôm nay")
    await fake.user_sends_sticker(AN)
    photo, sticker = await station.events()
    assert (photo.kind, photo.text) == (EventKind.IMAGE, "Nhà ăn hôm nay")
    assert photo.attachment is not None
    assert photo.attachment.source in fake.state.files
    assert sticker.kind is EventKind.STICKER


async def test_blocking_and_coming_back(station: Station, fake: FakeTelegram) -> None:
    await fake.user_blocks(AN)
    await fake.user_unblocks(AN)
    assert [event.kind for event in await station.events()] == [EventKind.UNFOLLOW, EventKind.RETURN]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "bí mật"])
async def test_without_the_secret_nothing_is_read(station: Station, secret: str | None) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{station.url}/webhooks/telegram",
            content=b'{"update_id":1,"message":{}}',
            headers=headers,  # type: ignore[arg-type]
        )
    assert answer.status_code == 403
    assert await station.events() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"update_id":"1"}',
        b'{"update_id":1,"message":{"message_id":2}}',
        b'{"update_id":1,"message":"hello"}',
        b'{"update_id":1,"message":{"message_id":1,"date":99999999999999,"chat":{"id":7,"type":"private"}}}',
        b'{"update_id":1,"callback_query":{"id":"1"}}',
        b'{"update_id":1,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":5,"date":1}}',
    ],
)
async def test_a_malformed_update_is_counted_and_answered_200(station: Station, body: bytes) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{station.url}/webhooks/telegram", content=body, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 200
    async with station.database.transaction() as tx:
        assert len((await tx.scalars(select(QuarantinedBody))).all()) == 1
        assert (await tx.scalars(select(InboxItem))).all() == []


async def test_more_than_1_mb_is_refused_unread(station: Station) -> None:
    body = b'{"update_id":1,"message":{"text":"' + b"a" * MAX_BODY_BYTES + b'"}}'
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{station.url}/webhooks/telegram", content=body, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 413
    assert await station.events() == []


async def test_kinds_of_updates_that_we_do_not_know_are_stored(station: Station) -> None:
    update = {"update_id": 5, "some_new_thing": {"deep": [1, 2, {"x": None}]}}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{station.url}/webhooks/telegram", json=update, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 200
    assert [event.kind for event in await station.events()] == [EventKind.UNKNOWN]


class _BrokenInbox:
    async def accept(self, account_id: str, events: Sequence[InboundEvent]) -> int:
        raise OperationalError("insert", {}, Exception("gone"))

    async def quarantine(self, kind: str, reason: str, body: bytes, signature: str | None) -> None:
        raise OperationalError("insert", {}, Exception("gone"))


@pytest.mark.parametrize("body", [b'{"update_id":1}', b"{"])
async def test_while_the_database_is_away_telegram_is_asked_to_send_again(clock: ManualClock, body: bytes) -> None:
    app = FastAPI()
    app.include_router(telegram_router("a", SECRET, _BrokenInbox(), clock))
    async with serving(app) as url, httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/webhooks/telegram", content=body, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 503


def test_a_webhook_without_a_secret_does_not_start(clock: ManualClock) -> None:
    with pytest.raises(ConfigError):
        telegram_router("a", "", _BrokenInbox(), clock)
