"""New reports that join their collective case by themselves, where officers asked for that."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from grievances.collective.collectives import Collectives
from storage.database import Database

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 60.0


def collective_watch(database: Database, collectives: Collectives) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _look_once(database, collectives)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def _look_once(database: Database, collectives: Collectives) -> None:
    try:
        async with database.transaction() as tx:
            joined = await collectives.join_by_itself(tx)
    except SQLAlchemyError as error:
        _log.error("collective_watch.failed error=%s", type(error).__name__)
        return
    if joined:
        _log.info("collective_watch.joined count=%d", joined)
