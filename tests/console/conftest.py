from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from connectors.fakes.serving import serving
from storage.database import Database
from storage.vault import Vault
from tests.console.cast import House, build_house
from tests.console.seed import seed
from tests.support.clock import ManualClock


@pytest.fixture
async def house(sqlite_database: Database, vault: Vault, clock: ManualClock) -> House:
    return await build_house(sqlite_database, vault, clock)


@pytest.fixture
async def both_houses(database: Database, vault: Vault, clock: ManualClock) -> House:
    """On SQLite and on PostgreSQL: for what reaches the database in an own way."""
    return await build_house(database, vault, clock)


@pytest.fixture
async def main_case(house: House, clock: ManualClock) -> str:
    return await seed(house, clock)


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    async with serving(house.app) as address:
        yield address
