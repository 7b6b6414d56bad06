"""Wake-ups and the shared budget over a real Valkey server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from connectors.budget import RedisBudget
from connectors.messages import ChannelKind
from connectors.wakeups import RedisWakeup, Work


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey_url.replace("valkey://", "redis://"))
    yield client
    await client.aclose()


async def test_one_process_wakes_another(redis: Redis) -> None:
    here, there = RedisWakeup(redis), RedisWakeup(redis)
    stop = asyncio.Event()
    listening = asyncio.create_task(there.listen(stop))
    async with asyncio.timeout(60):
        while not (await redis.pubsub_numsub("motcham:work"))[0][1]:
            await redis.ping()
        await redis.publish("motcham:work", "rubbish")
        await here.announce(Work.SENDS)
        started = time.monotonic()
        await there.wait(Work.SENDS, 60)
    assert time.monotonic() - started < 50
    stop.set()
    await listening


async def test_processes_share_one_budget(redis: Redis) -> None:
    rates = {ChannelKind.ZALO: 10}
    budgets = [RedisBudget(redis, rates) for _ in range(3)]
    started = time.time()
    await asyncio.gather(*(budget.spend(ChannelKind.ZALO, "a") for budget in budgets for _ in range(8)))
    # 24 sends at 10 a second touch at least three seconds of the clock.
    assert int(time.time()) - int(started) >= 2
