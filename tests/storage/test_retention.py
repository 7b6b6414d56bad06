from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from storage.clock import in_vietnam
from storage.database import Database
from storage.retention import forget_old
from storage.tables import HandledAction, HeardMessage, ThrottleBucket, UnionUnit
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


async def test_messages_that_were_not_understood_are_forgotten_after_half_a_year(
    database: Database, clock: ManualClock
) -> None:
    clock.now = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)  # the 26th in Vietnam
    async with database.transaction() as tx:
        unit = UnionUnit(code="x", name="X", level=1, path="/x/")
        tx.add(unit)
        await tx.flush()
        for age in (0, 180, 181):
            day = in_vietnam(clock()).date() - timedelta(days=age)
            tx.add(_heard(f"{age}", unit.id, day, "taken" if age == 181 else "new"))
    async with database.transaction() as tx:
        await forget_old(tx, clock)
    async with database.transaction() as tx:
        assert set(await tx.scalars(select(HeardMessage.id))) == {"0", "180"}


def _heard(row_id: str, unit_id: str, day: date, state: str) -> HeardMessage:
    return HeardMessage(
        id=row_id,
        unit_id=unit_id,
        channel_kind="web",
        reason="unknown",
        text_sealed=b"x",
        same_key="k",
        intent="",
        confidence=0.0,
        candidates=[],
        created_on=day,
        state=state,
    )
