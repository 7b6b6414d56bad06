"""POST /webhooks/telegram: checked, parsed, stored, and only then answered with 200."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from connectors.bodies import BodyTooLarge, read_body
from connectors.messages import InboundEvent
from connectors.telegram.parsing import MalformedUpdate, parse_update
from storage.clock import Clock
from storage.errors import ConfigError

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY_BYTES = 1024 * 1024


class InboxDoor(Protocol):
    """The two things that a webhook asks of connectors.inbox.Inbox."""

    async def accept(self, account_id: str, events: Sequence[InboundEvent]) -> int: ...

    async def quarantine(self, kind: str, reason: str, body: bytes, signature: str | None) -> None: ...


def telegram_router(account_id: str, secret: str, inbox: InboxDoor, clock: Clock) -> APIRouter:
    """Raise ConfigError without a secret: an open webhook would let anybody speak in a worker's name."""
    if not secret:
        raise ConfigError("Thiếu MOTCHAM_TELEGRAM_SECRET: webhook Telegram không thể để ngỏ")
    webhook = _Webhook(account_id, secret, inbox, clock)
    router = APIRouter()
    router.add_api_route("/webhooks/telegram", webhook.receive, methods=["POST"], include_in_schema=False)
    return router


class _Webhook:
    def __init__(self, account_id: str, secret: str, inbox: InboxDoor, clock: Clock) -> None:
        self._account_id = account_id
        self._secret = secret.encode()
        self._inbox = inbox
        self._clock = clock

    async def receive(self, request: Request) -> Response:
        """403 wrong secret, 413 too big, 503 database away (Telegram sends again), else 200 with nothing in it."""
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            logger.warning("telegram.webhook_refused reason=secret")
            return Response(status_code=403)
        try:
            body = await read_body(request, MAX_BODY_BYTES)
        except BodyTooLarge:
            logger.warning("telegram.webhook_refused reason=size")
            return Response(status_code=413)
        try:
            await self._store(body)
        except (SQLAlchemyError, OSError) as error:
            logger.error("telegram.webhook_not_stored error=%s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    async def _store(self, body: bytes) -> None:
        """A body that we cannot read is kept aside and answered 200: Telegram would repeat it for hours."""
        try:
            event = parse_update(_json(body), self._clock())
        except MalformedUpdate as malformed:
            await self._inbox.quarantine("telegram", f"malformed:{malformed}", body, None)
            return
        await self._inbox.accept(self._account_id, [event])


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedUpdate("not_json") from None
