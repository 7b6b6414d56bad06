"""The unit of work: a transaction that is rolled back unless its block ends well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from storage.errors import FailedTry

_SQLITE_BUSY_MS = 15_000


class Database:
    """One engine; SQLite (WAL) or PostgreSQL by the URL. `transaction()` is the only way in."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine = create_async_engine(self.url, **_engine_options(self.is_sqlite))
        if self.is_sqlite:
            _tune_sqlite(self.engine.sync_engine)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commit at the end of the block; roll back when it raises. A FailedTry commits and goes on its way."""
        async with self._sessions() as session, session.begin() as work:
            try:
                yield session
            except FailedTry:
                await work.commit()
                raise

    async def ping(self) -> None:
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> str:
    """`sqlite:///x` and `postgresql://…` become their async drivers' URLs."""
    for plain, driver in (
        ("sqlite://", "sqlite+aiosqlite://"),
        ("postgresql://", "postgresql+asyncpg://"),
        ("postgres://", "postgresql+asyncpg://"),
    ):
        if url.startswith(plain):
            return driver + url.removeprefix(plain)
    return url


def _engine_options(is_sqlite: bool) -> dict[str, Any]:
    if is_sqlite:
        return {"connect_args": {"timeout": _SQLITE_BUSY_MS / 1000}}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def _tune_sqlite(engine: Any) -> None:
    """WAL, and BEGIN IMMEDIATE: a reader that becomes a writer would fail at once instead of waiting."""

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA busy_timeout={_SQLITE_BUSY_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
