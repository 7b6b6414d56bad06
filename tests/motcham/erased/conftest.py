"""A union whose register of erasures is written, and the settings to back it up and put it back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from motcham.running import open_register
from motcham.settings import Settings
from storage.database import Database
from storage.vault import Vault
from tests.grievances.cast import Union, found_union
from tests.motcham.test_backup import server_tools, settings_of
from tests.support.clock import ManualClock


@pytest.fixture
async def settings(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if not database.is_sqlite:
        monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    return settings_of(database, tmp_path)


@pytest.fixture
async def union(database: Database, settings: Settings, vault: Vault, clock: ManualClock) -> Union:
    """With the register that the application writes."""
    await database.close()
    return await found_union(Database(settings.database_url, open_register(settings, clock)), vault, clock)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.motcham"
