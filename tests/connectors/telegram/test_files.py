"""A file of an officer on its way through Telegram: as a picture, as a file, or as words instead."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from connectors.errors import ContactGone, SendTemporary, SendUnknown
from connectors.fakes.telegram import FakeTelegram
from connectors.messages import Part, SharedFile
from connectors.telegram.channel import TelegramChannel
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import DOCX, JPEG, PDF
from tests.grievances.evidence import samples

AN = 7
INSTEAD = "Công đoàn muốn gửi bạn một tệp."


@pytest.fixture(autouse=True)
def an_has_pressed_start(fake: FakeTelegram) -> None:
    fake.state.known_chats.add(AN)


def part(body: bytes, mime: str) -> Part:
    return Part(INSTEAD, file=SharedFile("ab" * 16, mime, len(body), body))


def photo(width: int = 60, height: int = 30) -> Part:
    return part(cleaned(samples.jpeg(width, height, orientation=1)).body, JPEG)


async def test_a_photo_arrives_as_a_photo(channel: TelegramChannel, fake: FakeTelegram) -> None:
    receipt = await channel.send(str(AN), "conversation", photo(), None)
    (message,) = fake.sent_to(AN)
    assert (message.photo, message.text, receipt.stood_in) == ("cong-doan-ababab.jpg", "", False)
    assert receipt.platform_ids == (str(message.message_id),)
    with Image.open(io.BytesIO(fake.state.uploads[message.message_id])) as arrived:
        assert arrived.size == (60, 30)


@pytest.mark.parametrize(("made", "mime", "ending"), [(samples.pdf, PDF, "pdf"), (samples.word, DOCX, "docx")])
async def test_a_paper_arrives_byte_by_byte(
    channel: TelegramChannel, fake: FakeTelegram, made: object, mime: str, ending: str
) -> None:
    body = cleaned(made()).body  # type: ignore[operator]
    await channel.send(str(AN), "conversation", part(body, mime), None)
    (message,) = fake.sent_to(AN)
    assert message.document == f"cong-doan-ababab.{ending}"
    assert fake.state.uploads[message.message_id] == body


async def test_a_picture_of_an_odd_shape_arrives_as_a_file(channel: TelegramChannel, fake: FakeTelegram) -> None:
    receipt = await channel.send(str(AN), "conversation", photo(2500, 100), None)
    (message,) = fake.sent_to(AN)
    assert (message.photo, message.document, receipt.stood_in) == ("", "cong-doan-ababab.jpg", False)


@pytest.mark.parametrize(
    ("code", "description"), [(400, "Bad Request: wrong type of file"), (413, "Request Entity Too Large")]
)
async def test_where_telegram_takes_no_file_the_worker_gets_words(
    channel: TelegramChannel, fake: FakeTelegram, code: int, description: str
) -> None:
    fake.trouble("sendDocument", code=code, description=description)
    receipt = await channel.send(str(AN), "conversation", part(b"%PDF-1.7", PDF), None)
    assert [message.text for message in fake.sent_to(AN)] == [INSTEAD]
    assert receipt.stood_in


async def test_a_lost_answer_may_have_been_a_delivery_and_a_refused_call_was_none(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    fake.trouble("sendDocument", drop=True)
    with pytest.raises(SendUnknown):
        await channel.send(str(AN), "conversation", part(b"%PDF-1.7", PDF), None)
    assert len(fake.sent_to(AN)) == 1
    fake.trouble("sendDocument", retry_after=3)
    with pytest.raises(SendTemporary):
        await channel.send(str(AN), "conversation", part(b"%PDF-1.7", PDF), None)
    assert len(fake.sent_to(AN)) == 1


async def test_who_blocked_us_gets_neither_file_nor_words(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.state.blocked.add(AN)
    for one in (photo(), part(b"%PDF-1.7", PDF)):
        with pytest.raises(ContactGone):
            await channel.send(str(AN), "conversation", one, None)
    assert fake.sent_to(AN) == []
