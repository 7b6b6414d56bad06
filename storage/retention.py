"""Forgetting what only serves for a while: results of acts done once, buckets, sessions that have ended."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.tables import HandledAction, StaffSession, ThrottleBucket

_HANDLED = timedelta(days=2)  # far longer than any turn is repeated; a result may hold a receipt code
_BUCKETS = timedelta(days=7)  # far longer than any bucket takes to refill


async def forget_old(tx: AsyncSession, clock: Clock) -> None:
    now = clock()
    await tx.execute(delete(HandledAction).where(HandledAction.at < now - _HANDLED))
    await tx.execute(delete(ThrottleBucket).where(ThrottleBucket.updated_at < now - _BUCKETS))
    await tx.execute(delete(StaffSession).where(StaffSession.expires_at < now))
