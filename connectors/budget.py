"""How fast one account may send. One process paces itself; with Redis all processes share one count."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from connectors.messages import ChannelKind

logger = logging.getLogger(__name__)

# Well below the platforms' limits: Zalo 4,000 a minute for an app, Telegram 30 a second for a bot.
SENDS_PER_SECOND: Mapping[ChannelKind, int] = {ChannelKind.ZALO: 50, ChannelKind.TELEGRAM: 25}


class RateBudget(Protocol):
    async def spend(self, kind: ChannelKind, account_id: str) -> None:
        """Wait until the account may send once more."""
        ...


class LocalBudget:
    """Sends of one account evenly spaced, by this process alone."""

    def __init__(
        self, rates: Mapping[ChannelKind, int] = SENDS_PER_SECOND, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = rates
        self._seconds = seconds
        self._free_at: dict[str, float] = {}

    async def spend(self, kind: ChannelKind, account_id: str) -> None:
        rate = self._rates.get(kind)
        if rate is None:
            return
        now = self._seconds()
        mine = max(now, self._free_at.get(account_id, now))
        self._free_at[account_id] = mine + 1 / rate
        await asyncio.sleep(mine - now)


class RedisBudget:
    """So many sends in each second of the clock, counted in Redis. Without Redis the process paces itself; the
    platform's own limit still holds."""

    def __init__(
        self, redis: Redis, rates: Mapping[ChannelKind, int] = SENDS_PER_SECOND, prefix: str = "motcham:budget"
    ) -> None:
        self._redis = redis
        self._rates = rates
        self._prefix = prefix
        self._local = LocalBudget(rates)

    async def spend(self, kind: ChannelKind, account_id: str) -> None:
        rate = self._rates.get(kind)
        if rate is None:
            return
        now = time.time()
        try:
            spent = await self._count(f"{self._prefix}:{account_id}:{int(now)}")
        except RedisError as error:
            logger.warning("budget.redis_failed error=%s", type(error).__name__)
            await self._local.spend(kind, account_id)
            return
        if spent > rate:
            await asyncio.sleep(1.001 - now % 1.0)
            await self.spend(kind, account_id)

    async def _count(self, key: str) -> int:
        async with self._redis.pipeline() as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, 5)
            spent, _ = await pipeline.execute()
        return int(spent)
