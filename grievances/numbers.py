"""Case numbers: without gaps, never twice, also when two workers report at the same moment."""

from __future__ import annotations

import re

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CaseRecord

_LOCK = 726_312
_SHOWN = re.compile(r"\s*(?:PA)?[\s\-]*0*(\d{1,9})\s*", re.IGNORECASE | re.ASCII)


async def next_number(tx: AsyncSession) -> int:
    """The next number. PostgreSQL makes others wait here for this transaction; SQLite writes one at a time anyway."""
    if (await tx.connection()).dialect.name == "postgresql":
        await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    highest = await tx.scalar(select(func.max(CaseRecord.number)))
    return (highest or 0) + 1


def shown_number(number: int) -> str:
    """How staff say it: `PA-000123`."""
    return f"PA-{number:06d}"


def read_number(typed: str) -> int | None:
    """The number in "PA-000123", "pa 123" or "123"; None for anything else."""
    match = _SHOWN.fullmatch(typed)
    return int(match[1]) if match else None
