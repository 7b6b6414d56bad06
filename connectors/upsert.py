"""INSERT … ON CONFLICT DO NOTHING on both databases: what makes repeats harmless."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Base


async def insert_new(tx: AsyncSession, table: type[Base], **values: Any) -> Any | None:
    """Insert a row unless an equal one exists by any unique constraint. Return the new id, or None for a repeat.

    On PostgreSQL this waits for a concurrent insert of the same key, so a following SELECT sees that row.
    """
    dialect = postgresql if tx.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return await tx.scalar(statement.returning(table.__table__.c.id))
