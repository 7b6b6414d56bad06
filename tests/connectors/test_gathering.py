"""Several photos in a row get one answer."""

from __future__ import annotations

import pytest

from connectors.inputs import said_command
from connectors.messages import EventKind, Reply
from connectors.turns import TurnPolicy, TurnWorker
from tests.connectors.conftest import World


def waiting(world: World) -> TurnWorker:
    return world.turns(TurnPolicy())


async def work(world: World, turns: TurnWorker) -> list[str]:
    before = len(world.channel.sent)
    while await turns.run_once("t"):
        continue
    while await world.sender().run_once("s"):
        continue
    return world.channel.texts[before:]


async def test_the_last_photo_of_a_row_is_answered_and_knows_how_many_came(world: World) -> None:
    turns = waiting(world)
    for _ in range(4):
        await world.hear("", EventKind.IMAGE)
        assert await work(world, turns) == []
        world.clock.advance(seconds=1)
    assert world.engine.requests == []
    world.clock.advance(seconds=1)
    world.engine.answer = lambda request: [] if request.metadata.more_media else [Reply("nhận được")]
    assert await work(world, turns) == ["nhận được"]
    told = [(r.metadata.media_count, r.metadata.media_kinds, r.metadata.more_media) for r in world.engine.requests]
    assert told == [(1, "image", True), (2, "image", True), (3, "image", True), (4, "image", False)]


async def test_a_row_of_different_things_has_no_name_in_common(world: World) -> None:
    await world.hear("", EventKind.IMAGE)
    await world.hear("", EventKind.VOICE)
    world.clock.advance(seconds=2)
    world.engine.answer = lambda request: [] if request.metadata.more_media else [Reply("nhận được")]
    await work(world, waiting(world))
    last = world.engine.requests[-1].metadata
    assert (last.media_count, last.media_kinds) == (2, "")


async def test_a_text_after_photos_ends_the_row_at_once(world: World) -> None:
    await world.hear("", EventKind.IMAGE)
    await world.hear("bảng lương đây ạ")
    assert len(await work(world, waiting(world))) == 2
    assert [r.metadata.more_media for r in world.engine.requests] == [False, False]


async def test_a_new_row_counts_from_one(world: World) -> None:
    for _ in range(2):
        await world.hear("", EventKind.IMAGE)
        world.clock.advance(seconds=2)
        await work(world, waiting(world))
    assert [r.metadata.media_count for r in world.engine.requests] == [1, 1]


async def test_whoever_never_stops_sending_is_answered_too(world: World) -> None:
    turns = waiting(world)
    for _ in range(17):
        await world.hear("", EventKind.IMAGE)
        await work(world, turns)
        world.clock.advance(seconds=1)
    assert world.engine.requests


async def test_a_text_waits_for_nothing(world: World) -> None:
    await world.hear("chào")
    assert len(await work(world, waiting(world))) == 1


@pytest.mark.parametrize(
    "text", ["xóa tệp vừa gửi", "Xoá ảnh vừa gửi!", "xoa giup anh minh vua gui nhe", "XÓA FILE VỪA GỬI"]
)
def test_the_wish_to_take_something_back_needs_no_guessing(text: str) -> None:
    assert said_command(text) == "/remove_media"


@pytest.mark.parametrize(
    "text", ["", "xóa dữ liệu của tôi", "ảnh vừa gửi là bảng lương", "xóa", "sếp xóa tệp vừa gửi của tôi"]
)
def test_other_words_are_left_to_be_understood(text: str) -> None:
    assert said_command(text) == ""
