"""What goes out to Telegram, and what becomes of each refusal."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import ChatMigrated, Conflict, TelegramError

from connectors.errors import (
    AccountBroken,
    ContactGone,
    FetchFailed,
    SendPermanent,
    SendTemporary,
    SendUnknown,
)
from connectors.fakes.telegram import TINY_PNG, FakeTelegram
from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.messages import Attachment, EventKind, Part, PartButton
from connectors.telegram.channel import TelegramChannel, bot_id, close_bot, keyboard, open_bot
from connectors.telegram.errors import translate
from connectors.telegram.pace import Pace

AN = 7
HELLO = Part("Chào bạn <b>&*_")


@pytest.fixture(autouse=True)
def an_has_pressed_start(fake: FakeTelegram) -> None:
    fake.state.known_chats.add(AN)


async def send(channel: TelegramChannel, part: Part = HELLO, user: str = str(AN)) -> tuple[str, ...]:
    return (await channel.send(user, "conversation", part, "99")).platform_ids


async def test_a_text_arrives_letter_by_letter(channel: TelegramChannel, fake: FakeTelegram) -> None:
    [platform_id] = await send(channel)
    [message] = fake.sent_to(AN)
    assert (message.text, str(message.message_id)) == (HELLO.text, platform_id)


async def test_buttons_carry_tokens_and_links(channel: TelegramChannel, fake: FakeTelegram) -> None:
    part = Part("Bạn cần gì?", (PartButton("Phản ánh", "a" * 24), PartButton("Trang web", url="https://congdoan.vn")))
    await send(channel, part)
    first, second = fake.sent_to(AN)[0].buttons
    assert (first.title, first.callback_data) == ("Phản ánh", "b:" + "a" * 24)
    assert second.url == "https://congdoan.vn"


def test_short_titles_share_a_row() -> None:
    titles = ["👍", "👎", "Tôi muốn gửi phản ánh", "Một", "Hai", "Ba"]
    markup = keyboard(tuple(PartButton(title, "t") for title in titles))
    assert markup is not None
    rows = [[button.text for button in row] for row in markup.inline_keyboard]
    assert rows == [["👍", "👎"], ["Tôi muốn gửi phản ánh"], ["Một", "Hai"], ["Ba"]]


async def test_a_full_part_fits_telegrams_own_limit(channel: TelegramChannel, fake: FakeTelegram) -> None:
    await send(channel, Part("👷" * (channel.capabilities.max_text // 2)))
    assert len(fake.sent_to(AN)) == 1


async def test_a_picture_goes_by_its_address(channel: TelegramChannel, fake: FakeTelegram) -> None:
    await send(channel, Part("Thẻ đoàn viên", image_url="https://congdoan.vn/a.jpg"))
    [message] = fake.sent_to(AN)
    assert (message.photo, message.text) == ("https://congdoan.vn/a.jpg", "Thẻ đoàn viên")


async def test_when_the_picture_is_refused_the_words_still_arrive(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.trouble("sendPhoto", code=400, description="Bad Request: failed to get HTTP URL content")
    await send(channel, Part("Thẻ đoàn viên", image_url="https://congdoan.vn/a.jpg"))
    assert [message.text for message in fake.sent_to(AN)] == ["Thẻ đoàn viên\nhttps://congdoan.vn/a.jpg"]


async def test_a_worker_who_blocked_us_is_gone(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.state.blocked.add(AN)
    with pytest.raises(ContactGone):
        await send(channel)


@pytest.mark.parametrize("part", [HELLO, Part("x", image_url="https://congdoan.vn/a.jpg")])
async def test_a_chat_that_never_was_is_gone(channel: TelegramChannel, part: Part) -> None:
    with pytest.raises(ContactGone):
        await send(channel, part, user="404")


async def test_too_fast_means_later_and_says_when(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.trouble("sendMessage", retry_after=3)
    with pytest.raises(SendTemporary) as raised:
        await send(channel)
    assert raised.value.retry_after == timedelta(seconds=3)
    await send(channel)
    assert len(fake.sent_to(AN)) == 1


async def test_a_server_error_is_worth_another_try(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.trouble("sendMessage", code=502)
    with pytest.raises(SendTemporary):
        await send(channel)


async def test_a_text_that_telegram_refuses_is_never_tried_again(channel: TelegramChannel) -> None:
    for part in (Part("x" * 4097), Part("x", (PartButton("Nút", "t" * 63),))):
        with pytest.raises(SendPermanent) as raised:
            await send(channel, part)
        assert not isinstance(raised.value, ContactGone | AccountBroken)


async def test_a_wrong_token_is_an_alarm(fake: FakeTelegram) -> None:
    bot = open_bot("1:other", fake.api_base, fake.file_base)
    with pytest.raises(AccountBroken):
        await send(TelegramChannel("a", bot, Pace()))
    await close_bot(bot)


async def test_a_lost_answer_may_have_been_delivered(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.trouble("sendMessage", drop=True)
    with pytest.raises(SendUnknown):
        await send(channel)
    assert len(fake.sent_to(AN)) == 1


async def test_a_timeout_after_the_request_left_may_have_been_delivered(fake: FakeTelegram) -> None:
    bot = open_bot(fake.state.token, fake.api_base, fake.file_base)
    fake.trouble("sendMessage", delay=1.0)
    impatient = _Impatient(bot)
    with pytest.raises(SendUnknown):
        await send(TelegramChannel("a", impatient, Pace()))  # type: ignore[arg-type]
    assert len(fake.sent_to(AN)) == 1
    await close_bot(bot)


async def test_a_request_that_never_left_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        bot = open_bot("1:x", f"http://127.0.0.1:{unused.getsockname()[1]}/bot", "http://127.0.0.1/file/bot")
        with pytest.raises(SendTemporary):
            await send(TelegramChannel("a", bot, Pace()))
    await close_bot(bot)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [(ChatMigrated(5), ContactGone), (Conflict("x"), SendTemporary), (TelegramError("Invalid"), SendUnknown)],
)
def test_the_rarer_refusals(error: TelegramError, meaning: type[Exception]) -> None:
    assert isinstance(translate(error), meaning)


async def test_a_tap_is_acknowledged_and_a_stale_one_is_no_fault(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.state.live_taps.add("tap")
    await channel.acknowledge("tap")
    await channel.acknowledge("tap")
    await channel.acknowledge("never-was")
    assert fake.state.answered == ["tap"]


async def test_a_photo_is_fetched_and_known_by_its_content(channel: TelegramChannel, fake: FakeTelegram) -> None:
    media = await channel.fetch(Attachment(EventKind.IMAGE, fake.add_file(TINY_PNG), mime="image/jpeg"))
    assert (media.kind, media.mime, media.body) == (EventKind.IMAGE, "image/png", TINY_PNG)


async def test_files_that_are_gone_or_too_big_are_not_fetched(channel: TelegramChannel, fake: FakeTelegram) -> None:
    big = fake.add_file(b"x" * (MAX_MEDIA_BYTES + 1))
    for attachment in (
        Attachment(EventKind.FILE, "gone"),
        Attachment(EventKind.FILE, big),
        Attachment(EventKind.FILE, big, size=MAX_MEDIA_BYTES + 1),
    ):
        with pytest.raises(FetchFailed):
            await channel.fetch(attachment)


async def test_a_burst_passes_and_then_one_a_second() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(now=lambda: 100.0, sleep=sleep)
    for _ in range(6):
        await pace.wait("7")
    await pace.wait("8")
    assert slept == [1.0, 2.0]


async def test_the_token_never_reaches_the_log(
    channel: TelegramChannel, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await send(channel)
    fake.trouble("sendMessage", code=502)
    with pytest.raises(SendTemporary) as raised:
        await send(channel)
    assert fake.state.token not in caplog.text + repr(raised.value)


def test_the_bots_own_id_is_in_its_token() -> None:
    assert bot_id("123456:abc") == "123456"


class _Impatient:
    """A bot that waits a tenth of a second for answers."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send_message(self, *args: object, **kwargs: object) -> object:
        return await self._bot.send_message(*args, **kwargs, read_timeout=0.1)  # type: ignore[arg-type]
