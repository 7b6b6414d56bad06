"""What a channel brings is cleaned before it is kept, kept once, and never silently lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.media import Kept, MediaKeeper
from connectors.messages import Attachment, EventKind, Media
from grievances import media
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import Clean, Refusal
from storage.clock import new_id
from storage.tables import MediaItem
from storage.throttle import Allowance
from tests.connectors.conftest import World
from tests.grievances.evidence import samples

CHAT = new_id()


@dataclass
class HereAndNow:
    """Cleans without a process: that one is tested by itself."""

    seen: list[bytes] = field(default_factory=list)

    async def clean(self, body: bytes) -> Clean:
        self.seen.append(body)
        return cleaned(body)


@dataclass
class Door:
    world: World
    cleaner: HereAndNow = field(default_factory=HereAndNow)

    async def bring(self, item: int, body: bytes | None, kind: EventKind = EventKind.FILE, **more: object) -> Kept:
        keeper = MediaKeeper(self.world.database, self.world.vault, self.world.clock, self.cleaner)
        if body is not None:
            self.world.channel.files["f"] = Media(kind, "image/jpeg", body)
        attachment = Attachment(kind, "f" if body is not None else "gone", **more)  # type: ignore[arg-type]
        return await keeper.keep(self.world.channel, CHAT, item, attachment)

    async def items(self) -> list[MediaItem]:
        async with self.world.database.transaction() as tx:
            return list(await tx.scalars(select(MediaItem)))


@pytest.fixture
def door(world: World) -> Door:
    return Door(world)


async def test_the_bytes_say_what_it_is_whatever_was_declared(door: Door) -> None:
    kept = await door.bring(1, samples.opus(), EventKind.IMAGE, name="luong.jpg", mime="image/jpeg")
    [item] = await door.items()
    assert (kept.media_id, kept.kind) == (item.id, "voice")
    assert (item.mime, item.seconds, item.preview_sealed) == ("audio/ogg", 3, None)


async def test_a_photo_is_kept_with_a_small_one_and_without_its_name(door: Door) -> None:
    await door.bring(1, samples.jpeg(), name=f"{samples.MARK}.jpg")
    [item] = await door.items()
    assert item.preview_sealed is not None
    small = door.world.vault.open_bytes(item.preview_sealed, f"media.preview:{item.id}")
    assert small.startswith(b"\xff\xd8\xff")
    assert samples.MARK.encode() not in door.world.vault.open_bytes(item.body_sealed, f"media.body:{item.id}")


async def test_a_turn_that_is_done_again_fetches_nothing_again(door: Door) -> None:
    first = await door.bring(1, samples.jpeg())
    door.world.channel.files.clear()
    assert await door.bring(1, None) == first
    assert len(door.cleaner.seen) == 1


async def test_the_same_photo_twice_is_one(door: Door) -> None:
    first = await door.bring(1, samples.jpeg())
    assert (await door.bring(2, samples.jpeg())).media_id == first.media_id
    assert len(await door.items()) == 1


@pytest.mark.parametrize(
    ("body", "size", "why"),
    [
        (b"<html>", None, Refusal.UNKNOWN),
        (b"", None, Refusal.EMPTY),
        (samples.jpeg(), MAX_MEDIA_BYTES + 1, Refusal.TOO_BIG),
        (None, None, Refusal.LOST),
    ],
)
async def test_what_is_not_kept_has_a_reason(door: Door, body: bytes | None, size: int | None, why: Refusal) -> None:
    assert await door.bring(1, body, size=size) == Kept(problem=why)
    assert await door.items() == []


async def test_one_chat_cannot_fill_our_disks(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "_MEGABYTES_A_DAY", Allowance(1, timedelta(days=1)))
    noisy = samples.amr(500)  # 0.8 MB
    assert (await door.bring(1, noisy)).kind == "voice"
    assert (await door.bring(2, noisy + b"\x3c" + bytes(31))).problem == Refusal.DAY_FULL
    door.world.clock.advance(hours=24)
    assert (await door.bring(2, noisy + b"\x3c" + bytes(31))).kind == "voice"


async def test_what_the_web_page_brought_is_in_the_store_already(door: Door) -> None:
    first = await door.bring(1, samples.jpeg())
    again = await door.bring(2, None, EventKind.IMAGE, media_id=first.media_id)
    assert again == Kept(first.media_id, "image")
    assert await door.bring(3, None, media_id=new_id()) == Kept(problem=Refusal.LOST)
    assert len(door.cleaner.seen) == 1
