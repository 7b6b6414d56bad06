"""The web chat over ASGI, as a browser on its own page would call it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from storage.database import Database
from storage.vault import Vault
from tests.connectors.web.service import ChatService, make_service
from tests.support.clock import ManualClock

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


class Phone:
    """One browser: its cookies and its calls."""

    def __init__(self, service: ChatService, **headers: str) -> None:
        transport = httpx.ASGITransport(service.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://chat.test", headers=OWN_PAGE | headers)
        self._service = service
        self._count = 0

    async def start(self, unit: str = "") -> httpx.Response:
        return await self.http.post("/api/chat/start", json={"unit": unit})

    async def say(self, text: str, client_id: str = "", **more: Any) -> httpx.Response:
        body = {"client_message_id": client_id or self.next_id(), "text": text, **more}
        return await self.http.post("/api/chat/messages", json=body)

    async def tap(self, token: str) -> httpx.Response:
        return await self.http.post("/api/chat/messages", json={"client_message_id": self.next_id(), "button": token})

    async def photo(self, body: bytes, client_id: str = "", **fields: str) -> httpx.Response:
        data = {"client_message_id": client_id or self.next_id(), **fields}
        return await self.http.post("/api/chat/file", data=data, files={"file": ("anh.jpg", body, "image/jpeg")})

    async def shown(self) -> list[dict[str, Any]]:
        """All that a page opened now would show."""
        await self._service.work()
        found: list[dict[str, Any]] = (await self.http.get("/api/chat/messages")).json()["messages"]
        return found

    def next_id(self) -> str:
        self._count += 1
        return f"message-{self._count}"


@pytest.fixture
async def service(sqlite_database: Database, vault: Vault, clock: ManualClock) -> ChatService:
    def ticking() -> datetime:
        """No two things happen at the same moment."""
        clock.advance(milliseconds=1)
        return clock.now

    return await make_service(sqlite_database, vault, ticking)


@pytest.fixture
async def phone(service: ChatService) -> AsyncIterator[Phone]:
    made = Phone(service)
    async with made.http:
        yield made
