from __future__ import annotations

import pytest

from storage.database import Database
from storage.vault import Vault
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock


@pytest.fixture
async def union(database: Database, vault: Vault, clock: ManualClock) -> Union:
    """On SQLite and on PostgreSQL."""
    return await found_union(database, vault, clock)


@pytest.fixture
async def sqlite_union(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Union:
    return await found_union(sqlite_database, vault, clock)
