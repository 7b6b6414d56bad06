"""One conversation, one turn at a time."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.turns import Lanes


async def test_a_lane_is_forgotten_when_nobody_is_in_it() -> None:
    lanes = Lanes()

    async def pass_through(sender: str) -> None:
        async with lanes.of(sender):
            await asyncio.sleep(0)

    await asyncio.gather(*(pass_through(f"chat-{n % 7}") for n in range(100)))
    assert len(lanes) == 0


async def test_a_failure_or_a_cancelled_wait_leaves_the_lane_free() -> None:
    lanes = Lanes()
    with pytest.raises(RuntimeError):
        async with lanes.of("a"):
            raise RuntimeError
    async with lanes.of("a"):
        waiting = asyncio.create_task(_enter(lanes))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with lanes.of("a"):
        pass
    assert len(lanes) == 0


async def _enter(lanes: Lanes) -> None:
    async with lanes.of("a"):
        pass
