"""The assistant behind its gateway, in this process, as the application talks to it."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
from sanic import Sanic

from bot.action_endpoint import ActionEndpoint
from bot.app import build_app
from bot.channels.gateway import GatewayInput
from bot.engine import TurnAgent
from bot.tests.conftest import SECRET, ActionServer
from bot.tracker_store import BoundedTrackerStore


class Gateway:
    """Posts messages; counts their ids by itself."""

    def __init__(self, session: aiohttp.ClientSession, base: str, agent: TurnAgent) -> None:
        self.session = session
        self.base = base
        self.agent = agent

    async def say(self, text: str, sender: str = "chat-1", message_id: str = "", **more: Any) -> tuple[int, Any]:
        body = {"sender": sender, "message_id": message_id or f"inbox:{uuid.uuid4()}", "text": text, **more}
        return await self.post(json=body)

    async def post(self, path: str = "", secret: str = SECRET, **request: Any) -> tuple[int, Any]:
        headers = {"X-Motcham-Secret": secret}
        async with self.session.post(f"{self.base}/webhooks/gateway{path}", headers=headers, **request) as response:
            return response.status, await response.json()

    async def put_model(self, model: str, secret: str = SECRET) -> tuple[int, Any]:
        headers = {"X-Motcham-Secret": secret}
        url = f"{self.base}/webhooks/gateway/model"
        async with self.session.put(url, headers=headers, json={"model": model}) as response:
            return response.status, await response.json()

    async def health(self) -> tuple[int, Any]:
        async with self.session.get(f"{self.base}/webhooks/gateway/health") as response:
            return response.status, await response.json()


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[tuple[Sanic, str]]:
    """The web server, started once; a test puts its own agent behind it."""
    app = build_app(TurnAgent(), GatewayInput(SECRET), None)
    server = await app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    yield app, f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


@contextlib.asynccontextmanager
async def agent_of(model: Path | None, actions: ActionServer, store: Path) -> AsyncIterator[TurnAgent]:
    tracker_store = BoundedTrackerStore(None, host=f"sqlite:///{store}", secret="tracker-secret-for-tests")
    endpoint = ActionEndpoint(actions.url, {"X-Motcham-Secret": SECRET})
    agent = TurnAgent(tracker_store=tracker_store, action_endpoint=endpoint)
    if model is not None:
        agent.load_model(str(model))
    yield agent
    await endpoint.close()
    tracker_store.close()
