"""A small world for dialogue tests: the trained assistant and the real actions, each a server, and workers who chat."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from actions.server import actions_router
from actions.services import ActionServices
from grievances.units import create_unit
from grievances.worker import WorkerCases
from knowledge.library import Library
from motcham.models import Models, rasa_environment
from motcham.place import ROOT
from storage.clock import utc_now
from storage.database import Database
from storage.migrate import migrate
from storage.vault import Vault
from tests.support.ports import free_port

SECRET = "internal-secret-of-dialogue-tests"
VAULT = Vault(["vault-secret-of-dialogue-tests"])
READY_SECONDS = 120


@dataclass(frozen=True)
class World:
    gateway: str
    database_url: str

    def chat(self, channel: str = "zalo") -> Chat:
        """A worker nobody has seen before."""
        return Chat(self.gateway, uuid.uuid4().hex, channel)


@dataclass
class Chat:
    """One worker's conversation, as the turn worker would carry it to Rasa."""

    gateway: str
    id: str
    channel: str
    replies: list[dict[str, Any]] = field(default_factory=list)
    turns: int = 0

    def say(self, text: str, **metadata: str) -> str:
        """Write something; return what the assistant says."""
        self.turns += 1
        return self.send(f"inbox:{self.id}:{self.turns}", text, **metadata)

    def send(self, message_id: str, text: str, **metadata: str) -> str:
        answer = self.post(message_id, text, **metadata)
        assert answer.status_code == 200, answer.text
        self.replies = answer.json()
        return self.heard

    def post(self, message_id: str, text: str, **metadata: str) -> httpx.Response:
        body = {
            "sender": self.id,
            "message_id": message_id,
            "text": text,
            "metadata": {"channel": self.channel, **metadata},
        }
        return httpx.post(
            f"{self.gateway}/webhooks/gateway", json=body, headers={"X-Motcham-Secret": SECRET}, timeout=30
        )

    def tap(self, title: str) -> str:
        """Tap the button of the last answer that begins with the title."""
        payload = next(button["payload"] for button in self.buttons if button["title"].startswith(title))
        return self.say(payload)

    @property
    def heard(self) -> str:
        return "\n---\n".join(reply.get("text", "") for reply in self.replies)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for reply in self.replies for button in reply.get("buttons", [])]

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]

    @property
    def expects_text(self) -> bool:
        return bool(self.replies and self.replies[-1].get("expects_text"))


@contextlib.contextmanager
def running_world(folder: Path) -> Iterator[World]:
    """Everything on free ports with a fresh database; stopped at the end."""
    database_url = f"sqlite:///{folder / 'dialogue.sqlite'}"
    ports = {"actions": free_port(), "rasa": free_port()}
    gateway = f"http://127.0.0.1:{ports['rasa']}"
    with _actions(database_url, ports["actions"]), _rasa(folder, ports):
        _wait(gateway, folder / "rasa.log")
        yield World(gateway, database_url)


@contextlib.contextmanager
def _actions(database_url: str, port: int) -> Iterator[None]:
    """The action route in its own thread and event loop."""
    database = Database(database_url)
    services = ActionServices(database, VAULT, utc_now, WorkerCases(VAULT, utc_now), Library.load(ROOT / "data"))
    app = FastAPI()
    app.include_router(actions_router(services, SECRET))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))

    async def serve() -> None:
        await migrate(database)
        async with database.transaction() as tx:
            await create_unit(tx, "TLD", "Tổng Liên đoàn", None, is_intake=True)
        await server.serve()
        await database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def _rasa(folder: Path, ports: dict[str, int]) -> Iterator[None]:
    models = Models(ROOT)
    settings = {
        "MOTCHAM_INTERNAL_SECRET": SECRET,
        "MOTCHAM_ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}/internal/actions",
        "MOTCHAM_TRACKER_URL": f"sqlite:///{folder / 'trackers.sqlite'}",
        "MOTCHAM_TRACKER_SECRET": "tracker-secret-of-dialogue-tests",
    }
    command = [str(models.python), "-m", "bot.serve", "--model", str(models.train()), "--port", str(ports["rasa"])]
    with (folder / "rasa.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=rasa_environment(settings), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(gateway: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{gateway}/webhooks/gateway/health", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
