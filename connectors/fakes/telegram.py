"""A Telegram of our own for tests and demos: its Bot API, its users, and a control API for other processes.

    python -m connectors.fakes.telegram --port 8081

The bot then uses MOTCHAM_TELEGRAM_API_BASE=http://127.0.0.1:8081/bot and MOTCHAM_TELEGRAM_FILE_BASE=…/file/bot.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from connectors.fakes.serving import serving
from connectors.fakes.telegram_api import BotApi
from connectors.fakes.telegram_state import FakeMessage, TelegramState, Trouble

FAKE_TOKEN = "1:FAKE-TOKEN-FOR-TESTS"  # noqa: S105 - opens nothing but this fake
TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c636060606000000005"
    "0001a5f645400000000049454e44ae426082".replace(" ", "")
)


class FakeTelegram:
    """Users act through the `user_…` methods; each returns the HTTP status that the webhook answered."""

    def __init__(self, token: str = FAKE_TOKEN) -> None:
        self.state = TelegramState(token)
        self.updates: list[dict[str, Any]] = []
        self.app = Starlette(routes=[*BotApi(self.state).routes(), *self._control_routes()])
        self.url = ""
        self._update_id = 100
        self._client = httpx.AsyncClient(timeout=30)

    @asynccontextmanager
    async def run(self, port: int = 0) -> AsyncIterator[FakeTelegram]:
        """Serve on a port of this machine; `url` says where."""
        async with serving(self.app, port) as self.url, self._client:
            yield self

    @property
    def api_base(self) -> str:
        return f"{self.url}/bot"

    @property
    def file_base(self) -> str:
        return f"{self.url}/file/bot"

    # What the bot did

    def sent_to(self, chat_id: int) -> list[FakeMessage]:
        return [message for message in self.state.sent if message.chat_id == chat_id]

    def trouble(self, method: str = "", **kinds: Any) -> None:
        """Order an error (`code`, `description`, `retry_after`) or a spoilt answer (`delay`, `drop`), `times` times."""
        self.state.troubles.append(Trouble(method, **kinds))

    # What users do

    async def user_starts(self, chat_id: int, payload: str = "") -> int:
        return await self.user_sends_text(chat_id, f"/start {payload}".strip())

    async def user_sends_text(self, chat_id: int, text: str) -> int:
        return await self._deliver(self.message_update(chat_id, {"text": text}))

    async def user_sends_photo(self, chat_id: int, caption: str = "", body: bytes = TINY_PNG) -> int:
        file_id = self.add_file(body)
        photo = {"file_id": file_id, "file_unique_id": file_id, "width": 1, "height": 1, "file_size": len(body)}
        content: dict[str, Any] = {"photo": [photo]}
        return await self._deliver(self.message_update(chat_id, content | ({"caption": caption} if caption else {})))

    async def user_sends_sticker(self, chat_id: int) -> int:
        sticker = {
            "file_id": "sticker-1",
            "file_unique_id": "s1",
            "width": 512,
            "height": 512,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
        }
        return await self._deliver(self.message_update(chat_id, {"sticker": sticker}))

    async def user_taps(self, chat_id: int, title: str) -> int:
        """Tap the newest button with this title. LookupError when the bot never showed one."""
        data = self._button_data(chat_id, title)
        return await self.user_taps_data(chat_id, data)

    async def user_taps_data(self, chat_id: int, data: str) -> int:
        update_id = self._next_update()
        tap = f"tap-{update_id}"
        self.state.live_taps.add(tap)
        message = {"message_id": 1, "date": int(time.time()), "chat": {"id": chat_id, "type": "private"}, "text": "…"}
        query = {"id": tap, "from": _person(chat_id), "chat_instance": "z", "data": data, "message": message}
        return await self._deliver({"update_id": update_id, "callback_query": query})

    async def user_blocks(self, chat_id: int) -> int:
        self.state.blocked.add(chat_id)
        return await self._deliver(self._membership_update(chat_id, "member", "kicked"))

    async def user_unblocks(self, chat_id: int) -> int:
        self.state.blocked.discard(chat_id)
        return await self._deliver(self._membership_update(chat_id, "kicked", "member"))

    async def repeat(self, back: int = 1) -> int:
        """Deliver the update `back` places from the end once more."""
        return await self._post(self.updates[-back])

    async def deliver(self, updates: list[dict[str, Any]]) -> list[int]:
        """Deliver updates in this order, whatever their numbers."""
        return [await self._deliver(update) for update in updates]

    def message_update(self, chat_id: int, content: dict[str, Any]) -> dict[str, Any]:
        """An update that is not delivered yet."""
        message = {
            "message_id": self.state.new_message_id(),
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private", "first_name": "An"},
            "from": _person(chat_id),
            **content,
        }
        return {"update_id": self._next_update(), "message": message}

    def add_file(self, body: bytes) -> str:
        file_id = f"file-{len(self.state.files) + 1}"
        self.state.files[file_id] = body
        return file_id

    def _membership_update(self, chat_id: int, before: str, after: str) -> dict[str, Any]:
        bot = {"id": 1, "is_bot": True, "first_name": "Một Chạm"}
        change = {
            "chat": {"id": chat_id, "type": "private"},
            "from": _person(chat_id),
            "date": int(time.time()),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, after),
        }
        return {"update_id": self._next_update(), "my_chat_member": change}

    def _next_update(self) -> int:
        self._update_id += 1
        return self._update_id

    def _button_data(self, chat_id: int, title: str) -> str:
        for message in reversed(self.sent_to(chat_id)):
            for button in message.buttons:
                if button.title == title and button.callback_data:
                    return button.callback_data
        raise LookupError(title)

    async def _deliver(self, update: dict[str, Any]) -> int:
        self.updates.append(update)
        return await self._post(update)

    async def _post(self, update: dict[str, Any]) -> int:
        self.state.known_chats |= {
            part["chat"]["id"] for part in update.values() if isinstance(part, dict) and "chat" in part
        }
        headers = {
            "X-Telegram-Bot-Api-Secret-Token": self.state.webhook.get("secret_token", ""),
            "Content-Type": "application/json",
        }
        if "url" not in self.state.webhook:
            raise LookupError("no webhook is set")
        answer = await self._client.post(self.state.webhook["url"], content=json.dumps(update), headers=headers)
        return answer.status_code

    # The control API: the same acts for other processes

    def _control_routes(self) -> list[Route]:
        return [
            Route("/_control/sent", self._control_sent, methods=["GET"]),
            Route("/_control/{act}", self._control_act, methods=["POST"]),
        ]

    async def _control_sent(self, request: Request) -> JSONResponse:
        chat = request.query_params.get("chat_id")
        return JSONResponse([asdict(m) for m in self.state.sent if chat is None or str(m.chat_id) == chat])

    async def _control_act(self, request: Request) -> JSONResponse:
        """POST /_control/user_sends_text {"chat_id": 7, "text": "…"} and so on; answers {"status": 200}."""
        acts = {
            act.__name__: act
            for act in (
                self.user_starts,
                self.user_sends_text,
                self.user_sends_photo,
                self.user_sends_sticker,
                self.user_taps,
                self.user_taps_data,
                self.user_blocks,
                self.user_unblocks,
                self.repeat,
            )
        }
        name, given = request.path_params["act"], await request.json()
        if name == "trouble":
            self.trouble(**given)
            return JSONResponse({"status": 200})
        if name not in acts:
            return JSONResponse({"error": "unknown act"}, status_code=404)
        try:
            return JSONResponse({"status": await acts[name](**given)})
        except (LookupError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=409)


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "An", "language_code": "vi"}


def _member(bot: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


async def _serve_for_ever(port: int, token: str, webhook: str, secret: str) -> None:
    async with FakeTelegram(token).run(port) as fake:
        if webhook:
            fake.state.webhook = {"url": webhook, "secret_token": secret}
        print(f"Telegram giả: {fake.api_base}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=os.environ.get("MOTCHAM_TELEGRAM_TOKEN") or FAKE_TOKEN)
    parser.add_argument("--webhook", default="", help="as if setWebhook had been called with MOTCHAM_TELEGRAM_SECRET")
    options = parser.parse_args()
    secret = os.environ.get("MOTCHAM_TELEGRAM_SECRET", "")
    asyncio.run(_serve_for_ever(options.port, options.token, options.webhook, secret))


if __name__ == "__main__":
    main()
