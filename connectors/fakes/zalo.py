"""A Zalo Official Account platform of our own for tests and demos: its API, its users, its signed webhooks, and a
control API for other processes.

    python -m connectors.fakes.zalo --port 8082 --webhook http://127.0.0.1:8000/webhooks/zalo

The application then uses MOTCHAM_ZALO_API_BASE and MOTCHAM_ZALO_OAUTH_BASE = http://127.0.0.1:8082, and
MOTCHAM_ZALO_MEDIA_HOSTS=127.0.0.1:8082; ids, secrets and first tokens are those of `ZaloIdentity` and `ZaloState`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from connectors.fakes.serving import serving
from connectors.fakes.zalo_api import ZaloApi
from connectors.fakes.zalo_bodies import Body, BodyMaker, SignedBody, attachment
from connectors.fakes.zalo_state import FakeZaloMessage, ZaloIdentity, ZaloState, ZaloTrouble
from storage.clock import Clock, utc_now

TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
_OPTIONS = {"native_buttons", "echoes", "calls_left", "callback_url", "only_pdf"}


class FakeZalo:
    """Users act through the `user_…` methods; each returns the HTTP status that the webhook answered."""

    def __init__(self, webhook_url: str = "", identity: ZaloIdentity = ZaloIdentity(), clock: Clock = utc_now) -> None:
        self.webhook_url = webhook_url
        self.state = ZaloState(identity)
        self.bodies = BodyMaker(identity)
        self.delivered: list[SignedBody] = []
        self.url = ""
        self._clock = clock
        self._client = httpx.AsyncClient(timeout=30)
        self._echoes: set[asyncio.Task[int]] = set()
        self.app = Starlette(routes=[*ZaloApi(self.state, clock, self._after_send).routes(), *self._control_routes()])

    @asynccontextmanager
    async def run(self, port: int = 0) -> AsyncIterator[FakeZalo]:
        """Serve on a port of this machine; `url` says where."""
        async with serving(self.app, port) as self.url, self._client:
            yield self
            await asyncio.gather(*self._echoes, return_exceptions=True)

    @property
    def media_host(self) -> str:
        return self.url.removeprefix("http://")

    # What the OA did

    def sent_to(self, user_id: str) -> list[FakeZaloMessage]:
        return [message for message in self.state.sent if message.user_id == user_id]

    def trouble(self, path: str = "", **kinds: Any) -> None:
        """Order an error (`code`, `http`) or a spoilt answer (`delay`, `drop`), `times` times."""
        self.state.troubles.append(ZaloTrouble(path, **kinds))

    # What users do

    async def user_sends_text(self, user_id: str, text: str) -> int:
        return await self.deliver(self.text_body(user_id, text))

    async def user_taps(self, user_id: str, title: str) -> int:
        """Tap the newest button with this title, or type its number where the menu is a list. LookupError without."""
        for message in reversed(self.sent_to(user_id)):
            for button in message.buttons:
                if button["title"] == title and isinstance(button["payload"], str):
                    return await self.user_sends_text(user_id, button["payload"])
            listed = re.search(rf"^(\d+)\. {re.escape(title)}$", message.text, re.MULTILINE)
            if listed:
                return await self.user_sends_text(user_id, listed.group(1))
        raise LookupError(title)

    async def user_sends_image(self, user_id: str, caption: str = "", body: bytes = TINY_PNG) -> int:
        url = self.add_media(body)
        return await self.user_sends(user_id, "image", caption, attachment("image", thumbnail=url, url=url))

    async def user_sends_file(self, user_id: str, name: str, body: bytes) -> int:
        parts = attachment("file", size=str(len(body)), name=name, type="pdf", url=self.add_media(body))
        return await self.user_sends(user_id, "file", "", parts)

    async def user_sends_voice(self, user_id: str) -> int:
        return await self.user_sends(user_id, "audio", "", attachment("audio", url=self.add_media(b"voice")))

    async def user_sends_sticker(self, user_id: str) -> int:
        return await self.user_sends(user_id, "sticker", "", attachment("sticker", id="19", url=f"{self.url}/media/s"))

    async def user_sends_location(self, user_id: str, place: str = "") -> int:
        where = attachment("location", coordinates={"latitude": "10.7626", "longitude": "106.6602"})
        return await self.user_sends(user_id, "location", place, where)

    async def user_sends(self, user_id: str, content: str, text: str, attachments: list[Body]) -> int:
        message: Body = {"msg_id": self.state.new_message_id(), "attachments": attachments}
        if text:
            message["text"] = text
        return await self.deliver(
            self.bodies.from_user(user_id, f"user_send_{content}", self._now(user_id), message=message)
        )

    async def user_follows(self, user_id: str) -> int:
        self.state.blocked.discard(user_id)
        return await self.deliver(
            self.bodies.flat("follow", self._now(user_id), follower={"id": user_id}, source="oa_profile")
        )

    async def user_unfollows(self, user_id: str) -> int:
        self.state.blocked.add(user_id)
        return await self.deliver(self.bodies.flat("unfollow", self._now(), follower={"id": user_id}))

    async def user_clicks_chat(self, user_id: str) -> int:
        return await self.deliver(self.bodies.flat("user_click_chatnow", self._now(user_id), user_id=user_id))

    async def user_sees_all(self, user_id: str) -> int:
        seen = {"msg_ids": [message.message_id for message in self.sent_to(user_id)]}
        return await self.deliver(self.bodies.from_oa(user_id, "user_seen_message", self._now(), message=seen))

    async def staff_writes(self, user_id: str, text: str) -> int:
        """A person answers in the OA's own tool."""
        said = {"msg_id": self.state.new_message_id(), "text": text}
        return await self.deliver(
            self.bodies.from_oa(user_id, "oa_send_text", self._now(), admin_id="9000000000000001", message=said)
        )

    # How webhooks go wrong

    async def repeat(self, back: int = 1, num_retry: int = 1) -> int:
        """Deliver the body `back` places from the end once more."""
        again = self.delivered[-back]
        return await self._post(SignedBody(again.raw, {**again.headers, "num_retry": str(num_retry)}))

    async def forge(self, user_id: str, text: str) -> int:
        """A well-formed body with a signature that is not Zalo's."""
        raw = self.bodies.signed(self.text_body(user_id, text)).raw
        return await self._post(SignedBody(raw, {"X-ZEvent-Signature": "mac=" + "0" * 64}))

    async def deliver_all(self, bodies: Sequence[Body]) -> list[int]:
        """Deliver bodies in this order, whatever their times."""
        return [await self.deliver(body) for body in bodies]

    async def deliver(self, body: Body) -> int:
        signed = self.bodies.signed(body)
        self.delivered.append(signed)
        return await self._post(signed)

    def text_body(self, user_id: str, text: str) -> Body:
        """A body that is not delivered yet."""
        message = {"msg_id": self.state.new_message_id(), "text": text}
        return self.bodies.from_user(user_id, "user_send_text", self._now(user_id), message=message)

    def add_media(self, body: bytes) -> str:
        name = f"m{len(self.state.media) + 1}"
        self.state.media[name] = body
        return f"{self.url}/media/{name}"

    def _now(self, user_id: str = "") -> str:
        """The time of an event; with a user it is an act of theirs, which opens the window."""
        now = self._clock()
        if user_id:
            self.state.last_seen[user_id] = now
        return str(int(now.timestamp() * 1000))

    async def _post(self, signed: SignedBody) -> int:
        headers = {"Content-Type": "application/json", **signed.headers}
        return (await self._client.post(self.webhook_url, content=signed.raw, headers=headers)).status_code

    async def _after_send(self, message: FakeZaloMessage) -> None:
        """Zalo tells the webhook also what the OA itself has sent."""
        if self.state.echoes:
            said = {"msg_id": message.message_id, "text": message.text}
            name = "oa_send_file" if message.file else "oa_send_image" if message.image else "oa_send_text"
            echo = self.bodies.from_oa(message.user_id, name, self._now(), message=said)
            task = asyncio.create_task(self.deliver(echo))
            self._echoes.add(task)
            task.add_done_callback(self._echoes.discard)

    # The control API: the same acts for other processes

    def _control_routes(self) -> list[Route]:
        return [
            Route("/_control/sent", self._control_sent, methods=["GET"]),
            Route("/_control/{act}", self._control_act, methods=["POST"]),
        ]

    async def _control_sent(self, request: Request) -> JSONResponse:
        user_id = request.query_params.get("user_id")
        return JSONResponse([asdict(m) for m in self.state.sent if user_id in (None, m.user_id)])

    async def _control_act(self, request: Request) -> JSONResponse:
        """POST /_control/user_sends_text {"user_id": "7", "text": "…"} and so on; answers {"status": 200}."""
        name, given = request.path_params["act"], await request.json()
        try:
            return JSONResponse({"status": await self._act(name, given)})
        except (LookupError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=409)
        except httpx.TransportError as error:
            return JSONResponse({"error": f"webhook: {type(error).__name__}"}, status_code=502)

    async def _act(self, name: str, given: dict[str, Any]) -> int:
        if name == "trouble":
            self.trouble(**given)
        elif name == "options":
            if not set(given) <= _OPTIONS:
                raise LookupError(*set(given) - _OPTIONS)
            for option, value in given.items():
                setattr(self.state, option, value)
        elif name.startswith("user_") or name in ("staff_writes", "repeat", "forge"):
            return int(await getattr(self, name)(**given))
        else:
            raise LookupError(name)
        return 200


async def _serve_for_ever(port: int, webhook_url: str) -> None:
    async with FakeZalo(webhook_url).run(port) as fake:
        print(f"Zalo giả: {fake.url}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--webhook", default="http://127.0.0.1:8000/webhooks/zalo")
    options = parser.parse_args()
    asyncio.run(_serve_for_ever(options.port, options.webhook))


if __name__ == "__main__":
    main()
