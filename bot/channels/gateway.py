"""The one door into Rasa: the application posts a message with its id and gets the replies, or an error to act upon.

Rasa's own REST channel answers 200 and an empty list when a turn fails, and takes the same message twice. This one
answers 500, and gives a message that it has already handled the same answer again without a second turn.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.replies import Reply, ReplyCollector, replies_to
from bot.channels.turns import Lanes
from bot.engine import TurnAgent, TurnFailed

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
MAX_ID = 200
_HEADER = "X-Motcham-Secret"

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class Malformed(Exception):
    """The request is not what the contract says."""


@dataclass(frozen=True)
class Incoming:
    """One message of one conversation."""

    sender: str
    message_id: str
    text: str
    metadata: dict[str, Any]

    @classmethod
    def read(cls, body: bytes) -> Incoming:
        """Read and check a request; raise Malformed."""
        data = _json_object(body)
        metadata = data.get("metadata")
        if metadata is not None and not isinstance(metadata, dict):
            raise Malformed("metadata")
        return cls(
            sender=_identifier(data, "sender"),
            message_id=_identifier(data, "message_id"),
            text=_text(data),
            metadata=metadata or {},
        )


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("json") from None
    if not isinstance(data, dict):
        raise Malformed("json")
    return data


def _identifier(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_ID:
        raise Malformed(name)
    return value


def _text(data: dict[str, Any]) -> str:
    value = data.get("text")
    if not isinstance(value, str) or not value.strip():
        raise Malformed("text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("text") from None
    return value


class GatewayInput(InputChannel):
    """POST /webhooks/gateway, and beside it the model's state and the switch to another model."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise RasaException("credentials.yml: the gateway needs a secret")
        self._secret = secret.encode()
        self._lanes = Lanes()

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        return cls(str((credentials or {}).get("secret") or ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Ignore Rasa's callback: it has no answer to give back and no tracker to look into."""
        routes = Blueprint("gateway", strict_slashes=False)
        routes.add_route(self._guarded(self._message), "/", methods=["POST"], name="message")
        routes.add_route(self._guarded(_parse), "/parse", methods=["POST"], name="parse")
        routes.add_route(self._guarded(_switch_model), "/model", methods=["PUT"], name="model")
        routes.add_route(_health, "/health", methods=["GET"], name="health")
        return routes

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> HTTPResponse:
            given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, self._secret):
                return _problem(401, "secret")
            if len(request.body) > MAX_BODY:
                return _problem(413, "too_large")
            try:
                return await handler(request)
            except Malformed as error:
                return _problem(400, str(error))
            except TurnFailed as error:
                logger.error("turn failed: %s", error)
                return _problem(500, "turn_failed")
            except Exception:  # the boundary of this process: the caller must learn of every failure, and nothing else
                logger.exception("gateway request failed")
                return _problem(500, "failed")

        return guarded

    async def _message(self, request: Request) -> HTTPResponse:
        incoming = Incoming.read(request.body)
        agent = _agent(request)
        async with self._lanes.of(incoming.sender):
            replies = await _earlier_replies(agent, incoming)
            if replies is None:
                replies = await _take_turn(agent, incoming)
        return response.json(replies, dumps=_dumps)


async def _parse(request: Request) -> HTTPResponse:
    """What a text means, without a turn: an officer talks in that conversation, and only danger must be noticed."""
    text = _text(_json_object(request.body))
    meaning = (await _agent(request).understand(text)).get("motcham") or {}
    return response.json({name: str(meaning.get(name, "")) for name in ("decision", "intent")}, dumps=_dumps)


async def _switch_model(request: Request) -> HTTPResponse:
    model = _json_object(request.body).get("model")
    if not isinstance(model, str) or not Path(model).is_file():
        raise Malformed("model")
    agent = _agent(request)
    agent.use(await asyncio.to_thread(agent.prepare, model))
    return response.json(_state(agent), dumps=_dumps)


async def _health(request: Request) -> HTTPResponse:
    state = _state(_agent(request))
    return response.json(state, status=200 if state["ready"] else 503, dumps=_dumps)


async def _earlier_replies(agent: TurnAgent, incoming: Incoming) -> list[Reply] | None:
    tracker = await agent.tracker_store.retrieve(incoming.sender)
    return replies_to(incoming.message_id, tracker.events) if tracker else None


async def _take_turn(agent: TurnAgent, incoming: Incoming) -> list[Reply]:
    collector = ReplyCollector()
    await agent.handle_message(
        UserMessage(
            text=incoming.text,
            output_channel=collector,
            sender_id=incoming.sender,
            input_channel=GatewayInput.name(),
            message_id=incoming.message_id,
            metadata=incoming.metadata,
        )
    )
    return collector.replies


def _agent(request: Request) -> TurnAgent:
    agent: TurnAgent = request.app.ctx.agent
    return agent


def _state(agent: TurnAgent) -> dict[str, Any]:
    return {"ready": agent.is_ready(), "model": agent.model_name, "model_id": agent.model_id}


def _problem(status: int, code: str) -> HTTPResponse:
    return response.json({"error": code}, status=status)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
