"""Cases whose time is over: their words go, batch by batch, also while nobody looks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from grievances.privacy.keeping import BATCH, Keeping
from storage.database import Database

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 3600.0


def erasure_watch(database: Database, keeping: Keeping) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task that erases at the start and then each hour; several processes may run it."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _erase_once(database, keeping)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def _erase_once(database: Database, keeping: Keeping) -> None:
    erased = BATCH
    try:
        while erased == BATCH:
            async with database.transaction() as tx:
                erased = await keeping.erase_due(tx)
            if erased:
                _log.info("erasure_watch.erased count=%d", erased)
        await database.drop_old_pages()
    except SQLAlchemyError as error:
        _log.error("erasure_watch.failed error=%s", type(error).__name__)
