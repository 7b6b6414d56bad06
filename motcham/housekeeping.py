"""What must go after its time: bodies of finished messages, pictures that belong to no case, old sessions,
words of acts on many cases. Afterwards the database counts anew what it plans by."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from connectors.retention import sweep
from grievances.media import forget_old_orphans
from grievances.queue.bulk_sweep import forget_bulk_words
from storage.clock import Clock
from storage.database import Database
from storage.retention import forget_old
from storage.vault import Vault

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 3600.0


def housekeeping(database: Database, vault: Vault, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task that sweeps at the start and then each hour."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _sweep_once(database, vault, clock)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def _sweep_once(database: Database, vault: Vault, clock: Clock) -> None:
    try:
        async with database.transaction() as tx:
            await sweep(tx, clock)
            await forget_old_orphans(tx, clock)
            await forget_old(tx, clock)
            await forget_bulk_words(tx, vault, clock)
        await database.learn_sizes()
    except SQLAlchemyError as error:
        _log.error("housekeeping.failed error=%s", type(error).__name__)
