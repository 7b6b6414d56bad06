"""A file of an officer on its way through Zalo: uploaded first, then sent; or words instead of it."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from PIL import Image

from connectors.errors import AccountBroken, SendTemporary, SendUnknown
from connectors.fakes.zalo import FakeZalo
from connectors.messages import Part, SharedFile
from connectors.zalo.channel import ZaloChannel
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import DOCX, JPEG, MEGABYTE, PDF
from tests.connectors.zalo.conftest import USER, Site
from tests.connectors.zalo.test_channel import channel, conversation, world
from tests.grievances.evidence import samples
from tests.support.clock import ManualClock

__all__ = ["channel", "world"]

INSTEAD = "Công đoàn muốn gửi bạn một tệp."


def part(body: bytes, mime: str) -> Part:
    return Part(INSTEAD, file=SharedFile("ab" * 16, mime, len(body), body))


PAPER = part(b"%PDF-1.7 quyet dinh", PDF)


async def send(world: Site, channel: ZaloChannel, sent: Part = PAPER) -> bool:
    """Whether words stood in."""
    return (await channel.send(USER, await conversation(world), sent, None)).stood_in


async def test_a_paper_is_uploaded_and_sent(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    assert not await send(world, channel)
    (sent,) = zalo.sent_to(USER)
    upload = zalo.state.uploads[sent.file]
    assert (sent.text, upload.name, upload.body) == ("", "cong-doan-ababab.pdf", b"%PDF-1.7 quyet dinh")


async def test_a_large_photo_is_drawn_small_enough_for_zalo(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    noise = Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    photo = cleaned(out.getvalue()).body
    assert len(photo) > MEGABYTE
    assert not await send(world, channel, part(photo, JPEG))
    (sent,) = zalo.sent_to(USER)
    assert len(zalo.state.uploads[sent.image].body) <= MEGABYTE


async def test_what_zalo_takes_against_its_documentation_not_becomes_words(
    world: Site, zalo: FakeZalo, channel: ZaloChannel
) -> None:
    zalo.state.only_pdf = True
    assert await send(world, channel, part(cleaned(samples.word()).body, DOCX))
    assert [message.text for message in zalo.sent_to(USER)] == [INSTEAD]
    zalo.trouble("/upload/file", code=-210)
    assert await send(world, channel)
    zalo.trouble("/cs", code=-233)
    assert await send(world, channel)


@pytest.mark.parametrize("path", ["/upload/file", "/cs"])
async def test_a_dead_token_is_replaced_once_and_the_file_sent_once(
    world: Site, zalo: FakeZalo, channel: ZaloChannel, path: str
) -> None:
    zalo.trouble(path, code=-216)
    await send(world, channel)
    assert len(zalo.sent_to(USER)) == 1
    assert zalo.state.generation == 2


async def test_a_token_that_stays_dead_is_an_alarm(world: Site, zalo: FakeZalo, channel: ZaloChannel) -> None:
    zalo.trouble("/upload/file", code=-220, times=9)
    with pytest.raises(AccountBroken):
        await send(world, channel)
    assert zalo.sent_to(USER) == []


async def test_a_lost_upload_was_no_delivery_and_a_lost_message_may_have_been_one(
    world: Site, zalo: FakeZalo, channel: ZaloChannel
) -> None:
    zalo.trouble("/upload/file", drop=True)
    with pytest.raises(SendTemporary):
        await send(world, channel)
    assert zalo.sent_to(USER) == []
    zalo.trouble("/cs", drop=True)
    with pytest.raises(SendUnknown):
        await send(world, channel)
    assert len(zalo.sent_to(USER)) == 1


async def test_each_try_uploads_anew_so_that_nothing_old_is_sent(
    world: Site, zalo: FakeZalo, channel: ZaloChannel, clock: ManualClock
) -> None:
    zalo.trouble("/cs", code=-100)
    with pytest.raises(SendTemporary):
        await send(world, channel)
    (old,) = zalo.state.uploads
    clock.advance(days=6)
    await zalo.user_sends_text(USER, "còn đó không?")
    clock.advance(days=2)
    await send(world, channel)
    (sent,) = zalo.sent_to(USER)
    assert sent.file != old
    assert zalo.state.uploads[old].at + timedelta(days=7) < clock()
