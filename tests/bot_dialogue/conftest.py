from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database
from tests.bot_dialogue.world import Chat, World, running_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Trained once (or taken from models/), started once for all dialogue tests."""
    with running_world(tmp_path_factory.mktemp("dialogue")) as made:
        yield made


@pytest.fixture
def chat(world: World) -> Chat:
    return world.chat()


@pytest.fixture
async def records(world: World) -> AsyncIterator[Database]:
    """The database that the actions write, for a look from outside."""
    database = Database(world.database_url)
    yield database
    await database.close()
