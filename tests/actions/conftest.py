from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest
from fastapi import FastAPI

from actions.server import actions_router
from actions.services import ActionServices
from knowledge.content import Citation, Topic
from knowledge.library import Library
from motcham.place import ROOT
from storage.clock import new_id
from storage.database import Database
from storage.vault import Vault
from tests.actions.consenting import have_agreed
from tests.actions.seam import SECRET, Worker
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock

SAFETY = "https://motcham.example/chat/safety"


@pytest.fixture
async def union(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Union:
    """Real services; that PostgreSQL behaves the same is shown in test_server.py and by the rooms themselves."""
    return await found_union(sqlite_database, vault, clock)


@pytest.fixture
def library() -> Library:
    return Library(
        {"dues": _topic("Mức đoàn phí", related=("fund",)), "fund": _topic("Kinh phí 2%", "Chờ văn bản")}, {}, {}
    )


@pytest.fixture
async def client(union: Union, library: Library) -> AsyncIterator[httpx.AsyncClient]:
    async with action_server(union, library) as made:
        yield made


def action_server(union: Union, library: Library) -> httpx.AsyncClient:
    """The route inside an application of its own, without a network."""
    services = ActionServices(union.database, union.vault, union.clock, union.cases, library, SAFETY)
    app = FastAPI()
    app.include_router(actions_router(services, SECRET))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app")


@pytest.fixture(scope="session")
def written_library() -> Library:
    """What lawyers have written: the calculators stand on it."""
    return Library.load(ROOT / "data")


@pytest.fixture
async def reckoner(union: Union, written_library: Library) -> AsyncIterator[Worker]:
    """A worker on the web page who can calculate."""
    async with action_server(union, written_library) as made:
        worker = Worker(made, new_id(), channel="web")
        await have_agreed(union, worker.id)
        yield worker


@pytest.fixture
async def stranger(client: httpx.AsyncClient, union: Union) -> Callable[[], Worker]:
    """Another worker, in another chat, who has agreed to everything: tests/actions/test_consent.py has those who have
    not."""
    chats = [new_id() for _ in range(9)]
    await have_agreed(union, *chats)
    return lambda: Worker(client, chats.pop())


@pytest.fixture
def worker(stranger: Callable[[], Worker]) -> Worker:
    return stranger()


def _topic(title: str, review: str | None = None, related: tuple[str, ...] = ()) -> Topic:
    return Topic(
        title=title,
        short=f"{title}: trả lời ngắn.",
        detail=f"{title}: trả lời chi tiết.",
        basis=(Citation(document="50/2024/QH15", article="Điều 30"),),
        effective_from=date(2025, 7, 1),
        confidence="high",
        review=review,
        review_by=date(2027, 1, 1),
        related=related,
    )
