"""Live conversations by themselves: requests go up and run out, a silent officer hands back to the bot, and for
one who left another is called."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from connectors.wakeups import Wakeup, Work
from grievances.live.watch import LiveWatch
from storage.database import Database

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 15.0


def live_watch(database: Database, watch: LiveWatch, wake: Wakeup) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await _look_once(database, watch):
                await wake.announce(Work.SENDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def _look_once(database: Database, watch: LiveWatch) -> int:
    """Each in its own transaction: what one cannot do must not hold up the others."""
    done = 0
    for what in (watch.end_closed, watch.call_another, watch.end_silent, watch.raise_overdue, watch.let_go):
        try:
            async with database.transaction() as tx:
                done += await what(tx)
        except SQLAlchemyError as error:
            _log.error("live_watch.failed error=%s", type(error).__name__)
    return done
