"""The unit of work: a transaction that is rolled back unless its block ends well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from storage.erasures import ErasureRegister, noted
from storage.errors import FailedTry

_SQLITE_BUSY_MS = 15_000
_SQLITE_SAMPLE = 1_000  # rows of each index that are looked at
_CONNECT_SECONDS = 10
_COMMAND_SECONDS = 60
_READING = "motcham_reading"


class Database:
    """One engine; SQLite (WAL) or PostgreSQL by the URL. `transaction()` is the way in; `reading()` for what only
    looks. `register`: where is written down what a transaction erases."""

    def __init__(self, url: str, register: ErasureRegister | None = None) -> None:
        self.url = async_url(url)
        self._register = register
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
                await self._write_down_erasures(session)
                await work.commit()
                raise
            await self._write_down_erasures(session)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes nothing: cheap, and on SQLite beside a writer instead of behind it."""
        async with self._sessions(execution_options={_READING: True}) as session:
            yield session

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[AsyncConnection]:
        """A transaction whose statements may take as long as they need: an index over a million cases does."""
        if self.is_sqlite:
            async with self.engine.begin() as connection:
                yield connection
            return
        options = _engine_options(is_sqlite=False)
        connect = {name: value for name, value in options["connect_args"].items() if name != "command_timeout"}
        engine = create_async_engine(self.url, hide_parameters=True, poolclass=NullPool, connect_args=connect)
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def _write_down_erasures(self, session: AsyncSession) -> None:
        """First written, then done: see storage/erasures.py."""
        erased = noted(session)
        if erased and self._register is not None:
            await asyncio.to_thread(self._register.write, erased)

    async def ping(self) -> None:
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def drop_old_pages(self) -> None:
        """On SQLite, empty the write-ahead log: what was erased stays readable in it until then. Who reads just now
        makes it wait for the next time."""
        if self.is_sqlite:
            async with self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def learn_sizes(self) -> None:
        """On SQLite, count what the planner goes by, from samples: PostgreSQL does so by itself. Without it, each index
        looks as good as another, and a list of many cases takes several times as long."""
        if self.is_sqlite:
            async with self.engine.begin() as connection:
                await connection.execute(text(f"PRAGMA analysis_limit={_SQLITE_SAMPLE}"))
                await connection.execute(text("ANALYZE"))

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
    # An error of the database would otherwise quote the values of its statement, in whatever log it ends up.
    common: dict[str, Any] = {"hide_parameters": True}
    if is_sqlite:
        return common | {"connect_args": {"timeout": _SQLITE_BUSY_MS / 1000}}
    # A server that vanished without a word must not hold a worker for the quarter of an hour that TCP takes.
    # A plan that fits the officer of a works does not fit the whole country's admin; compiling one takes longer than
    # any of our queries. No server of today seeks as slowly as the disks that the default of 4 stands for: with it, a
    # page of 25 cases reads whole bitmaps instead of the first rows of an index.
    planning = {"plan_cache_mode": "force_custom_plan", "jit": "off", "random_page_cost": "1.1"}
    connect = {"timeout": _CONNECT_SECONDS, "command_timeout": _COMMAND_SECONDS, "server_settings": planning}
    return common | {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "connect_args": connect}


def _tune_sqlite(engine: Any) -> None:
    """WAL, and BEGIN IMMEDIATE unless for reading: a reader that becomes a writer would fail at once, not wait."""

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
        reading = connection.get_execution_options().get(_READING, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
