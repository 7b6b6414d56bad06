"""Fixtures that every room shares: a migrated database (SQLite and PostgreSQL), the vault, a clock."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser
from sqlalchemy import Dialect

from storage.database import Database
from storage.vault import Vault
from tests.support.browser import chromium
from tests.support.clock import ManualClock
from tests.support.postgres import Databases, migrated, postgres_server, run_beside

for _name in [name for name in os.environ if name.startswith("MOTCHAM_")]:
    del os.environ[_name]

# How long an example takes depends on what else the machine does.
settings.register_profile("motcham", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("motcham")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For several processes at once (`make test`): whatever starts Rasa, which takes a gigabyte, stays in one of them;
    that begins first, since it takes longest."""
    items.sort(key=lambda item: item.get_closest_marker("rasa") is None)
    for item in items:
        if item.get_closest_marker("rasa"):
            item.add_marker(pytest.mark.xdist_group("rasa"))


@pytest.fixture(autouse=True)
async def _nothing_goes_on() -> AsyncIterator[None]:
    """All tests run in one event loop, that they may share a browser: what a test leaves running ends with it."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def vault() -> Vault:
    return Vault(["test-secret-of-enough-length"])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> Databases:
    return Databases(postgres_url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    run_beside(migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def sqlite_database(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Database]:
    async with _opened(_copied(sqlite_template, tmp_path)) as made:
        yield made


@pytest.fixture
async def postgres_database(postgres_databases: Databases) -> AsyncIterator[Database]:
    """For what SQLite has no part in."""
    async with postgres_databases.lent() as url, _opened(url) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Use this for what must hold on both; `sqlite_database` where one is enough."""
    if request.param == "sqlite":
        async with _opened(_copied(request.getfixturevalue("sqlite_template"), tmp_path)) as made:
            yield made
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    async with databases.lent() as url, _opened(url) as made:
        yield made


def _copied(template: Path, folder: Path) -> str:
    shutil.copyfile(template, folder / "test.sqlite")
    return f"sqlite:///{folder / 'test.sqlite'}"


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await _share_statements(database)
    yield database
    await database.close()


_DIALECTS: dict[str, Dialect] = {}
_STATEMENTS: dict[object, object] = {}


async def _share_statements(database: Database) -> None:
    """Putting a statement into SQL takes longer than running it here. An engine keeps what it has put; the engines of
    all tests keep it together, under the one dialect that has seen its database first."""
    await database.ping()
    engine = database.engine.sync_engine
    engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_STATEMENTS)
