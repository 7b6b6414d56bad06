"""Emergencies that no officer has taken in time: their alarms go up, also while no console is open."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from grievances.alerts.alarms import Alarms
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 20.0


def alarm_watch(database: Database, vault: Vault, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it."""
    alarms = Alarms(vault, clock)

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _look_once(database, alarms)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def _look_once(database: Database, alarms: Alarms) -> None:
    try:
        async with database.transaction() as tx:
            risen = await alarms.raise_overdue(tx)
    except SQLAlchemyError as error:
        _log.error("alarm_watch.failed error=%s", type(error).__name__)
        return
    if risen:
        _log.warning("alarm_watch.risen count=%d", risen)
