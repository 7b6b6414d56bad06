"""An alarm goes up by itself, whoever looks or does not."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from grievances.alerts.alarms import PATIENCE
from motcham.alarm_watch import alarm_watch
from storage.database import Database
from storage.vault import Vault
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock


async def run_once(union: Union) -> None:
    """The watch looks once when it starts; a stop ends its rest at once."""
    stop = asyncio.Event()
    running = asyncio.create_task(alarm_watch(union.database, union.vault, union.clock)(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 30)


async def hears(union: Union, who: str) -> bool:
    async with union.database.transaction() as tx:
        return bool(await union.desk.alarms(tx, union.staff[who]))


async def test_an_alarm_that_nobody_takes_goes_up_while_no_console_is_open(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    union = await found_union(sqlite_database, vault, clock)
    await union.cry()
    await run_once(union)
    assert not await hears(union, "north")
    clock.advance(seconds=PATIENCE.total_seconds())
    await run_once(union)
    assert await hears(union, "north")


async def test_a_database_that_fails_does_not_end_the_watch(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    union = await found_union(sqlite_database, vault, clock)
    async with sqlite_database.transaction() as tx:
        await tx.execute(text("DROP TABLE case_alarm"))
    await run_once(union)
