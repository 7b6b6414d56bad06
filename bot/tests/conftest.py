"""A small assistant, trained once, and a place where its actions are answered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.environment import prepare

prepare()  # before any test imports Rasa

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
SECRET = "the-secret-between-the-two"

Answer = dict[str, Any]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained as anybody would train it, through the command."""
    out = tmp_path_factory.mktemp("models") / "small.tar.gz"
    places = ["--domain", str(PROJECT / "domain.yml"), "--data", str(PROJECT / "nlu"), str(PROJECT / "stories")]
    command = [sys.executable, "-m", "bot.train", "--out", str(out), *places]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=240)  # noqa: S603 (our own command)
    return out


class ActionServer:
    """Answers as the application does; a test says what an action does."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Answer] = []
        self.answers: dict[str, Callable[[Answer], Awaitable[web.Response] | web.Response]] = {}

    def says(self, action: str, *responses: Answer, events: list[Answer] | None = None) -> None:
        self.answers[action] = lambda _call: web.json_response({"events": events or [], "responses": list(responses)})

    def fails(self, action: str, status: int = 500) -> None:
        """Fail as rasa-sdk does: with the whole request, and so the worker's words, in the answer."""
        self.answers[action] = lambda call: web.json_response(
            {"error": "boom", "action_name": action, "request_body": call}, status=status
        )

    def names(self) -> list[str]:
        return [call["next_action"] for call in self.calls]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = json.loads(await request.text())
        self.calls.append(call)
        if request.headers.get("X-Motcham-Secret") != SECRET:
            return web.Response(status=401)
        made = self.answers.get(call["next_action"])
        if made is None:
            return web.json_response({"events": [], "responses": [{"text": call["next_action"]}]})
        answer = made(call)
        return answer if isinstance(answer, web.Response) else await answer


@pytest.fixture
async def actions() -> AsyncIterator[ActionServer]:
    async with serving() as server:
        yield server


@asynccontextmanager
async def serving() -> AsyncIterator[ActionServer]:
    server = ActionServer()
    app = web.Application(client_max_size=10**7)
    app.router.add_post("/actions", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/actions"
    server.says("validate_details_form")
    yield server
    await runner.cleanup()
