"""A token bucket in the database, so that it holds over restarts and processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.tables import ThrottleBucket


@dataclass(frozen=True)
class Allowance:
    """`capacity` tries at once, refilled over `refill`."""

    capacity: int
    refill: timedelta


async def allow(tx: AsyncSession, clock: Clock, key: str, allowance: Allowance, cost: float = 1.0) -> bool:
    """Take `cost` tokens; False when there are too few. `key` must be a keyed hash (Vault.index)."""
    now = clock()
    bucket = await tx.get(ThrottleBucket, key, with_for_update=True)
    if bucket is None:
        bucket = await _new_bucket(tx, ThrottleBucket(key=key, tokens=float(allowance.capacity), updated_at=now))
    gained = (now - bucket.updated_at) / allowance.refill * allowance.capacity
    tokens = min(float(allowance.capacity), bucket.tokens + max(0.0, gained))
    bucket.updated_at = now
    bucket.tokens = tokens - cost if tokens >= cost else tokens
    return tokens >= cost


async def give_back(tx: AsyncSession, key: str, cost: float = 1.0) -> None:
    """Return tokens taken for a try that turned out to be a right one."""
    bucket = await tx.get(ThrottleBucket, key, with_for_update=True)
    if bucket is not None:
        bucket.tokens += cost


async def _new_bucket(tx: AsyncSession, bucket: ThrottleBucket) -> ThrottleBucket:
    """Add it, or take the one that another transaction added in the meantime."""
    try:
        async with tx.begin_nested():
            tx.add(bucket)
    except IntegrityError:
        return await tx.get_one(ThrottleBucket, bucket.key, with_for_update=True)
    return bucket
