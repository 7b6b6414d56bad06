"""A cry for help, and what officers and the watch do about it."""

from __future__ import annotations

from grievances.alerts.alarms import PATIENCE, Alarms
from grievances.model import CaseView, EntryKind
from storage.tables import Staff
from tests.grievances.cast import MINE, Union

EVERYBODY = ("mill", "mine", "north", "south", "admin")


async def hear_it(union: Union) -> list[str]:
    """For whom an alarm rings now."""
    async with union.database.transaction() as tx:
        return [name for name in EVERYBODY if await union.desk.alarms(tx, union.staff[name])]


async def takes(union: Union, who: str, case_id: str) -> bool:
    async with union.database.transaction() as tx:
        return await union.desk.take_alarm(tx, union.staff[who], case_id)


async def read(union: Union, case_id: str, who: str = "admin") -> CaseView:
    async with union.database.transaction() as tx:
        return await union.desk.read(tx, union.staff[who], case_id)


async def withdraw(union: Union, case_id: str) -> None:
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, case_id)


async def wait(union: Union, times: int = 1) -> int:
    """Let the patience of an alarm end, and the watch look; how many rose."""
    risen = 0
    for _ in range(times):
        union.clock.advance(seconds=PATIENCE.total_seconds())
        risen += await watch(union)
    return risen


async def watch(union: Union) -> int:
    async with union.database.transaction() as tx:
        return await Alarms(union.vault, union.clock).raise_overdue(tx)


async def dismiss(union: Union, who: str) -> None:
    async with union.database.transaction() as tx:
        account = await tx.get_one(Staff, union.staff[who].id)
        account.active = False


def steps(case: CaseView, kind: EntryKind) -> list[str]:
    return [entry.body for entry in case.timeline if entry.kind is kind]
