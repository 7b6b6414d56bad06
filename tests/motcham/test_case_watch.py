"""What time does to cases, whoever looks or does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from grievances.model import Status
from grievances.routing.assignment import Assignments
from motcham.case_watch import case_watch
from storage.database import Database
from storage.tables import Staff
from storage.vault import Vault
from tests.grievances.cast import OTHER_CHAT, Union, found_union
from tests.support.clock import ManualClock


def watch(union: Union) -> Callable[[asyncio.Event], Awaitable[None]]:
    return case_watch(union.database, union.vault, union.clock, union.notifier)


async def run_once(*watches: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Each looks once when it starts; a stop ends its rest at once."""
    stop = asyncio.Event()
    running = [asyncio.create_task(one(stop)) for one in watches]
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(asyncio.gather(*running), 30)


async def test_two_watchers_raise_late_cases_once_and_close_answered_ones(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    union = await found_union(sqlite_database, vault, clock)
    late, solved = (await union.open()).case_id, (await union.open(chat=OTHER_CHAT)).case_id
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], solved, 1, Status.RESOLVED, "Đã trả lương.")
    clock.advance(days=2, hours=8)  # 17:00 in Vietnam on the day when a case must be taken up
    await run_once(watch(union), watch(union))
    assert (await union.record(late)).rises == 1
    assert (await union.record(solved)).status == Status.RESOLVED
    clock.advance(days=12)
    await run_once(watch(union), watch(union))
    assert (await union.record(solved)).status == Status.CLOSED
    assert (await union.record(late)).unit_id == union.units["root"].id


async def test_cases_of_an_account_that_is_switched_off_are_let_go(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    union = await found_union(sqlite_database, vault, clock)
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        await Assignments(vault, clock, union.notifier).take(tx, union.staff["mill"], case_id, 1)
        (await tx.get_one(Staff, union.staff["mill"].id)).active = False
    await run_once(watch(union))
    assert (await union.record(case_id)).assignee_id is None


async def test_a_database_that_fails_does_not_end_the_watch(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    union = await found_union(sqlite_database, vault, clock)
    async with sqlite_database.transaction() as tx:
        await tx.execute(text("ALTER TABLE case_record RENAME TO gone"))
    await run_once(watch(union))
