from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from storage.database import Database
from storage.retention import forget_old
from storage.tables import HandledAction, ThrottleBucket
from tests.support.clock import ManualClock


async def test_results_of_acts_and_buckets_are_forgotten_after_their_time(
    database: Database, clock: ManualClock
) -> None:
    async with database.transaction() as tx:
        for age in (0, 3, 8):
            at = clock() - timedelta(days=age)
            tx.add(HandledAction(key=f"m{age}", result_sealed=b"x", at=at))
            tx.add(ThrottleBucket(key=f"b{age}", tokens=1.0, updated_at=at))
    async with database.transaction() as tx:
        await forget_old(tx, clock)
    async with database.transaction() as tx:
        assert list(await tx.scalars(select(HandledAction.key))) == ["m0"]
        assert await tx.scalar(select(func.count()).select_from(ThrottleBucket)) == 2
