"""Rasa as a server, started and asked over HTTP: the default one by its own REST channel, ours by its gateway."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.processes import clean_environment

ROOT = Path(__file__).parents[1]
_PATIENCE_SECONDS = 300
_ASK_EVERY_SECONDS = 0.05
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """How to start an assistant on a port, and how to give it a message."""

    command: Sequence[str]
    folder: Path
    path: str
    environment: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def default_server(project: Path) -> Server:
    """What `rasa init` has made, started as its documentation says."""
    command = [sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1"]
    return Server(command, project, "/webhooks/rest/webhook")


def our_server(model: Path, actions_url: str, folder: Path) -> Server:
    secret = secrets.token_hex()
    environment = {
        "MOTCHAM_INTERNAL_SECRET": secret,
        "MOTCHAM_ACTIONS_URL": actions_url,
        "MOTCHAM_TRACKER_URL": f"sqlite:///{folder}/trackers.sqlite",
        "MOTCHAM_TRACKER_SECRET": secrets.token_hex(),
    }
    command = [sys.executable, "-m", "bot.serve", "--model", str(model.resolve())]
    return Server(command, ROOT, "/webhooks/gateway", environment, {"X-Motcham-Secret": secret})


class Running:
    """A started server, asked one message after the other."""

    def __init__(self, server: Server, port: int, group: int) -> None:
        self._server, self._port, self.group = server, port, group
        self._asked = 0

    def ask(self, text: str) -> list[dict[str, Any]]:
        """The replies to a message. Raise OSError when nobody listens or something went wrong."""
        self._asked += 1
        message = {"sender": "worker", "message_id": str(self._asked), "message": text, "text": text}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{self._server.path}",
            json.dumps(message).encode(),
            {"Content-Type": "application/json", **self._server.headers},
        )
        with _DIRECT.open(request, timeout=60) as answer:
            replies: list[dict[str, Any]] = json.load(answer)
        return replies


@contextlib.contextmanager
def running(server: Server, log: Path) -> Iterator[Running]:
    port = _free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*server.command, "--port", str(port)],
            cwd=server.folder,
            env={**clean_environment(), **server.environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Running(server, port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def first_answer(server: Running, text: str, log: Path) -> float:
    """Ask until there is an answer and return the seconds that took. Exit with the log when none comes."""
    started = time.perf_counter()
    while time.perf_counter() - started < _PATIENCE_SECONDS:
        with contextlib.suppress(OSError):
            if server.ask(text):
                return time.perf_counter() - started
        time.sleep(_ASK_EVERY_SECONDS)
    raise SystemExit(log.read_text(encoding="utf-8", errors="replace")[-3000:])


@contextlib.contextmanager
def instant_actions() -> Iterator[str]:
    """Where our actions would run: answers each with a text at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Actions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Actions(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"events": [], "responses": [{"text": "trả lời", "buttons": []}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
