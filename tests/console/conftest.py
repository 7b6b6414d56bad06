from __future__ import annotations

import pytest

from storage.database import Database
from storage.vault import Vault
from tests.console.cast import House, build_house
from tests.support.clock import ManualClock


@pytest.fixture
async def house(sqlite_database: Database, vault: Vault, clock: ManualClock) -> House:
    return await build_house(sqlite_database, vault, clock)


@pytest.fixture
async def both_houses(database: Database, vault: Vault, clock: ManualClock) -> House:
    """On SQLite and on PostgreSQL: for what reaches the database in an own way."""
    return await build_house(database, vault, clock)
