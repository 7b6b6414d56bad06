"""Wakes the pages that wait for news: at once in this process, within a poll when another process wrote it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select

from storage.database import Database
from storage.tables import WebMessage

_MAX_PAGES = 6  # waiting at once in one conversation


@dataclass
class Bell:
    """One waiting page. `seen`: the newest row of the whole table when the page last looked."""

    rung: asyncio.Event = field(default_factory=asyncio.Event)
    seen: int = 0
    may_wait: bool = True


class Feed:
    """However many pages wait, a process asks the database for the newest row once per poll."""

    def __init__(self, database: Database, poll: float = 1.0) -> None:
        self._database = database
        self._poll = poll
        self._bells: defaultdict[str, list[Bell]] = defaultdict(list)
        self._newest = 0
        self._asked_at = -poll
        self._asking = asyncio.Lock()

    def announce(self, conversation_id: str) -> None:
        for bell in self._bells.get(conversation_id, ()):
            bell.rung.set()

    @asynccontextmanager
    async def listening(self, conversation_id: str) -> AsyncIterator[Bell]:
        """Take the bell before reading, so that nothing is missed between reading and waiting."""
        newest = await self._newest_row()
        bells = self._bells[conversation_id]  # not before the wait above: an empty list is dropped by the last page
        bell = Bell(seen=newest, may_wait=len(bells) < _MAX_PAGES)
        bells.append(bell)
        try:
            yield bell
        finally:
            bells.remove(bell)
            if not bells:
                self._bells.pop(conversation_id, None)

    async def wait(self, bell: Bell, until: float) -> bool:
        """True when there may be news; False at `until` (time.monotonic), or at once when too many pages wait."""
        while bell.may_wait and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, self._poll)):
                    await bell.rung.wait()
            newest = await self._newest_row()
            if bell.rung.is_set() or newest != bell.seen:
                bell.rung.clear()
                bell.seen = newest
                return True
        return False

    async def _newest_row(self) -> int:
        async with self._asking:
            if time.monotonic() - self._asked_at >= self._poll:
                async with self._database.reading() as tx:
                    self._newest = await tx.scalar(select(func.max(WebMessage.id))) or 0
                self._asked_at = time.monotonic()
        return self._newest
