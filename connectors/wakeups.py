"""Wake-ups make work start at once. They are never the truth: a missed one costs a look, not a message."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from enum import StrEnum
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_RECONNECT_SECONDS = 2.0


class Work(StrEnum):
    TURNS = "turns"
    SENDS = "sends"


class Wakeup(Protocol):
    async def announce(self, work: Work) -> None:
        """Say that there is work, after its transaction has committed. Never raises."""
        ...

    async def call(self, work: Work) -> None:
        """Wake the loops of this process only."""
        ...

    async def wait(self, work: Work, at_most: float) -> None:
        """Return when work is announced, at the latest `at_most` seconds later."""
        ...


class LocalWakeup:
    """Inside one process."""

    def __init__(self) -> None:
        self._events = {work: asyncio.Event() for work in Work}

    async def announce(self, work: Work) -> None:
        await self.call(work)

    async def call(self, work: Work) -> None:
        self._events[work].set()

    async def wait(self, work: Work, at_most: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._events[work].wait()
        self._events[work].clear()


class RedisWakeup:
    """Between processes, by pub/sub; `listen` runs beside the workers. Without Redis the watch still finds the work."""

    def __init__(self, redis: Redis, channel: str = "motcham:work") -> None:
        self._redis = redis
        self._channel = channel
        self._local = LocalWakeup()

    async def announce(self, work: Work) -> None:
        await self._local.announce(work)
        try:
            await self._redis.publish(self._channel, work.value)
        except RedisError as error:
            logger.warning("wakeup.publish_failed error=%s", type(error).__name__)

    async def call(self, work: Work) -> None:
        await self._local.call(work)

    async def wait(self, work: Work, at_most: float) -> None:
        await self._local.wait(work, at_most)

    async def listen(self, stop: asyncio.Event) -> None:
        """Pass announcements of other processes on, until `stop`; reconnect when Redis comes back."""
        while not stop.is_set():
            try:
                await self._relay(stop)
            except RedisError as error:
                logger.warning("wakeup.listen_failed error=%s", type(error).__name__)
                await asyncio.sleep(_RECONNECT_SECONDS)

    async def _relay(self, stop: asyncio.Event) -> None:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(self._channel)
            while not stop.is_set():
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=1.0)
                if message and message["data"] in {work.value.encode() for work in Work}:
                    await self._local.announce(Work(message["data"].decode()))
