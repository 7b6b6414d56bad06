"""One conversation, one turn at a time; different conversations side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Lane:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class Lanes:
    """A lock for each sender that lives only as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, sender: str) -> AsyncIterator[None]:
        lane = self._lanes.setdefault(sender, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if lane.users == 0:
                del self._lanes[sender]

    def __len__(self) -> int:
        return len(self._lanes)
