from __future__ import annotations

import asyncio

import pytest

from console.web.both import both
from storage.errors import NotFound


async def test_both_run_at_the_same_time() -> None:
    met = asyncio.Barrier(2)

    async def meet(name: str) -> str:
        await met.wait()
        return name

    assert await both(meet("list"), meet("piles")) == ("list", "piles")


async def test_when_one_fails_the_other_is_over_before_anybody_hears_of_it() -> None:
    ended = asyncio.Event()

    async def fail() -> None:
        await asyncio.sleep(0)
        raise NotFound

    async def look() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(NotFound):
        await both(fail(), look())
    assert ended.is_set()
