"""The outside world in a process of its own: an engine that replays by message id, and a platform that keeps count."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SECRET = "crash-test"


class Outside:
    def __init__(self) -> None:
        self.calls = 0
        self.turns: dict[str, str] = {}  # message id → text, in the order of the first call
        self.sent: list[tuple[str, str]] = []  # conversation, text

    async def engine(self, request: Request) -> Response:
        if request.headers.get("X-Motcham-Secret") != SECRET:
            return Response(status_code=401)
        body = await request.json()
        self.calls += 1
        self.turns.setdefault(body["message_id"], body["text"])
        await asyncio.sleep(0.003)
        return JSONResponse([{"text": f"re {self.turns[body['message_id']]}"}])

    async def platform(self, request: Request) -> Response:
        body = await request.json()
        self.sent.append((body["user"], body["text"]))
        await asyncio.sleep(0.003)
        return JSONResponse({"id": str(len(self.sent))})

    async def report(self, request: Request) -> Response:
        found: dict[str, Any] = {"calls": self.calls, "turns": list(self.turns.values()), "sent": self.sent}
        return JSONResponse(found)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/gateway", self.engine, methods=["POST"]),
                Route("/send", self.platform, methods=["POST"]),
                Route("/report", self.report),
            ]
        )


if __name__ == "__main__":
    uvicorn.run(Outside().app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
