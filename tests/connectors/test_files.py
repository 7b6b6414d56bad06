"""A file of an officer in the outbox: what a channel can bring, what stands in, and what an officer is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.errors import ContactGone, SendPermanent, SendTemporary, SendUnknown
from connectors.messages import Capabilities, ChannelKind, Reply, SharedFile
from connectors.outbox import OutboxNotifier
from connectors.render import render
from connectors.telegram.channel import CAPABILITIES as TELEGRAM
from connectors.testing import FakeChannel
from connectors.web.channel import CAPABILITIES as WEB
from connectors.zalo.channel import NUMBERS as ZALO
from grievances.evidence.carriage import can_bring
from grievances.evidence.kinds import DOCX, JPEG, MEGABYTE, MP3, PDF, XLSX, Clean, Kind
from grievances.live.line import DeliveryState
from grievances.media import sealed_media
from grievances.messages import file_notice
from grievances.notices import NoticeFile
from storage.tables import MediaItem
from tests.connectors.conftest import World
from tests.grievances.cast import found_union

MB = MEGABYTE
FITS = (
    (PDF, 5 * MB, True, True, True),
    (PDF, 5 * MB + 1, True, False, True),
    (DOCX, MB, True, True, True),
    (XLSX, MB, True, False, True),
    (MP3, MB, True, False, True),
    (JPEG, 9 * MB, True, True, True),
)


@pytest.mark.parametrize(("mime", "size", "telegram", "zalo", "web"), FITS)
def test_each_channel_gets_the_file_or_words_as_the_officer_was_told(
    mime: str, size: int, telegram: bool, zalo: bool, web: bool
) -> None:
    reply = Reply("", file=SharedFile("ab" * 16, mime, size))
    for kind, capabilities, fits in (("telegram", TELEGRAM, telegram), ("zalo", ZALO, zalo), ("web", WEB, web)):
        (part,) = render(reply, capabilities, ())
        assert (part.file is not None, part.stands_in, can_bring(kind, mime, size)) == (fits, not fits, fits)
        assert "Bạn nhắn lại cách nhận khác giúp mình nhé" in part.text
        assert capabilities.text_unit == "utf16" or len(part.text) <= capabilities.max_text


def test_a_channel_that_knows_no_files_says_so() -> None:
    (part,) = render(Reply("", file=SharedFile("ab" * 16, PDF, 9)), Capabilities(max_text=900), ())
    assert part.stands_in
    assert part.text.startswith("Công đoàn muốn gửi bạn một tệp PDF, nhưng")


async def given(world: World, mime: str = PDF, body: bytes = b"%PDF-1.7 quyet dinh") -> NoticeFile:
    """A file that an officer has given with an answer."""
    union = await found_union(world.database, world.vault, world.clock)
    case_id = (await union.open()).case_id
    async with world.database.transaction() as tx:
        item = sealed_media(world.vault, world.clock, Clean(Kind.FILE, mime, body))
        item.case_id = case_id
        tx.add(item)
        await tx.flush()
        return NoticeFile(item.id, mime, len(body))


async def queued(world: World, file: NoticeFile, key: str = "k") -> OutboxNotifier:
    line = OutboxNotifier(world.vault, world.clock)
    chat = (await world.conversation()).id
    async with world.database.transaction() as tx:
        await line.notify(tx, chat, file_notice(key, file))
    return line


async def state(world: World, line: OutboxNotifier, key: str = "k") -> tuple[DeliveryState, str]:
    async with world.database.transaction() as tx:
        found = (await line.deliveries(tx, [key]))[key]
    return found.state, found.code


def with_files(world: World, uploads: bool = True) -> FakeChannel:
    can = replace(world.channel.capabilities, files=TELEGRAM.files, uploads=uploads)
    world.channel.capabilities = can
    world.channel.kind = ChannelKind.TELEGRAM
    return world.channel


@pytest.mark.parametrize("uploads", [True, False], ids=["with its bytes", "by its id"])
async def test_a_file_leaves_after_its_answer(world: World, uploads: bool) -> None:
    await world.say()
    channel = with_files(world, uploads)
    file = await given(world)
    line = await queued(world, file)
    await world.queue(Reply("tin sau"), "later")
    await world.work()
    first, second = channel.sent[-2:]
    assert first.part.file is not None
    assert first.part.file.media_id == file.media_id
    assert first.part.file.body == (b"%PDF-1.7 quyet dinh" if uploads else b"")
    assert second.part.text == "tin sau"
    assert await state(world, line) == (DeliveryState.SENT, "")


async def test_an_officer_sees_that_words_went_instead(world: World) -> None:
    await world.say()
    line = await queued(world, await given(world))
    await world.work()
    assert world.channel.texts[-1].startswith("Công đoàn muốn gửi bạn một tệp PDF")
    assert await state(world, line) == (DeliveryState.STOOD_IN, "")


async def test_an_erased_file_is_not_sent_and_holds_nothing_up(world: World) -> None:
    await world.say()
    with_files(world)
    file = await given(world)
    line = await queued(world, file)
    await world.queue(Reply("tin sau"), "later")
    async with world.database.transaction() as tx:
        await tx.delete(await tx.get_one(MediaItem, file.media_id))
    await world.work()
    assert world.channel.texts[1:] == ["tin sau"]
    assert await state(world, line) == (DeliveryState.FAILED, "file_gone")


async def test_troubles_end_in_a_state_that_the_officer_sees(world: World) -> None:
    await world.say()
    channel = with_files(world)
    file = await given(world)
    channel.errors = [SendTemporary("busy"), SendPermanent("zalo-240")]
    line = await queued(world, file)
    await world.work()
    assert await state(world, line) == (DeliveryState.SENDING, "busy")
    world.clock.advance(minutes=1)
    await world.work()
    assert await state(world, line) == (DeliveryState.FAILED, "zalo-240")
    async with world.database.transaction() as tx:
        assert await line.resend(tx, "k")
    await world.work()
    assert await state(world, line) == (DeliveryState.SENT, "")
    assert sum(sent.part.file is not None for sent in channel.sent) == 1


async def test_a_lost_answer_is_tried_once_more_and_a_blocked_worker_keeps_the_file_waiting(world: World) -> None:
    await world.say()
    channel = with_files(world)
    file = await given(world)
    channel.errors = [SendUnknown("timeout"), SendUnknown("timeout")]
    line = await queued(world, file)
    for _ in range(3):
        await world.work()
        world.clock.advance(minutes=1)
    assert await state(world, line) == (DeliveryState.UNSURE, "timeout")
    channel.errors = [ContactGone("window_closed")]
    await queued(world, file, "k2")
    await world.work()
    assert await state(world, line, "k2") == (DeliveryState.HELD, "window_closed")
    await world.say("em đây")
    assert await state(world, line, "k2") == (DeliveryState.SENT, "")
