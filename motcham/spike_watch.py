"""Looks now and then whether something stands out, and has heads told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from grievances.reporting.spike_alerts import SpikeAlerts
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 3_600.0


def spike_watch(database: Database, vault: Vault, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it."""
    alerts = SpikeAlerts(vault, clock)

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await look_once(database, alerts)
            except SQLAlchemyError as error:
                _log.error("spike_watch.failed error=%s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


async def look_once(database: Database, alerts: SpikeAlerts) -> int:
    """How many were told."""
    async with database.reading() as tx:
        heads = await alerts.heads(tx)
    told = 0
    for head in heads:
        async with database.transaction() as tx:
            told += await alerts.look(tx, head)
    return told
