"""What officers see of a collective case: counts and what was said, never who, which case, or the hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.collective.alike import LEAST, count_people
from grievances.collective.echo import day_of
from grievances.model import Rating, Status
from storage.tables import CaseRecord, Collective, CollectiveMember
from storage.vault import Vault

RATINGS_FROM = 5
UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Batch:
    """Reports that were joined together, a day ago at most. `day` only: the hour would point at a report."""

    batch_id: str
    count: int
    day: datetime
    by_itself: bool


@dataclass(frozen=True)
class CollectiveView:
    """`people` is None below three, `ratings` below five. `waiting`: reports that could join now."""

    people: int | None
    ratings: Mapping[Rating, int] | None
    auto_join: bool
    batches: Sequence[Batch]
    waiting: int


async def view_of(tx: AsyncSession, vault: Vault, collective_id: str, now: datetime, waiting: int) -> CollectiveView:
    members = (await tx.scalars(select(CaseRecord).where(CaseRecord.collective_id == collective_id))).all()
    people = await count_people(tx, vault, [case for case in members if case.status != Status.WITHDRAWN])
    given = Counter(Rating(case.rating) for case in members if case.rating)
    settings = await tx.get(Collective, collective_id)
    return CollectiveView(
        people=people if people >= LEAST else None,
        ratings=given if given.total() >= RATINGS_FROM else None,
        auto_join=settings is not None and settings.auto_join,
        batches=await _batches(tx, collective_id, now),
        waiting=waiting,
    )


async def _batches(tx: AsyncSession, collective_id: str, now: datetime) -> Sequence[Batch]:
    query = select(CollectiveMember).join(CaseRecord, CaseRecord.id == CollectiveMember.case_id)
    query = query.where(CaseRecord.collective_id == collective_id, CollectiveMember.joined_at > now - UNDO_FOR)
    rows = (await tx.scalars(query.order_by(CollectiveMember.joined_at))).all()
    counts = Counter(row.batch_id for row in rows)
    firsts = {row.batch_id: row for row in reversed(rows)}
    return [
        Batch(batch, counts[batch], day_of(row.joined_at), row.joined_by is None)
        for batch, row in sorted(firsts.items(), key=lambda item: item[1].joined_at)
    ]
