"""Telegram's limit for one chat, about 1 message/s, kept before it is hit. The whole bot's limit is the sender's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

_REMEMBERED = 10_000


class Pace:
    """Spaces the sends to one chat. Short bursts pass, as they do at Telegram.

    One number per chat (generic cell rate): the time at which the chat is back to its full allowance.
    """

    def __init__(
        self,
        spacing: float = 1.0,
        burst: int = 4,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._spacing, self._slack = spacing, spacing * (burst - 1)
        self._now, self._sleep = now, sleep
        self._full_at: dict[str, float] = {}

    async def wait(self, chat_id: str) -> None:
        """Return when this chat may get its next message."""
        now = self._now()
        full_at = max(now, self._full_at.get(chat_id, now))
        if len(self._full_at) >= _REMEMBERED:
            self._full_at = {chat: due for chat, due in self._full_at.items() if due > now}
        self._full_at[chat_id] = full_at + self._spacing
        delay = full_at - now - self._slack
        if delay > 0:
            await self._sleep(delay)
