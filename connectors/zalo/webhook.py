"""POST /webhooks/zalo: checked, parsed, stored, and answered with an empty 200 within Zalo's two seconds.

A 200 means that Zalo will not send again, and its console refuses to save the address unless its test post (unsigned or
empty) gets one. So what fails the check is answered 200 too, never processed, and kept aside for a while: with a wrong
or just reset OA Secret Key these are real messages.
"""

from __future__ import annotations

import json
import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from connectors.bodies import BodyTooLarge, read_body
from connectors.inbox import Inbox
from connectors.zalo.authorize import AuthorizationFailed, Authorizer
from connectors.zalo.config import ZaloConfig
from connectors.zalo.directory import OaDirectory
from connectors.zalo.events import parse
from connectors.zalo.pages import consent_page, verification_page
from connectors.zalo.payloads import WebhookBody
from connectors.zalo.signature import HEADER, mac_of, signature_fits
from storage.clock import Clock

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
CALLBACK_PATH = "/zalo/callback"


class _Refused(Exception):
    """The body is not to be processed; the argument is the reason, the flag whether its signature failed."""

    def __init__(self, reason: str, forged: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forged = forged


def zalo_router(
    config: ZaloConfig, inbox: Inbox, directory: OaDirectory, authorizer: Authorizer, clock: Clock
) -> APIRouter:
    """The webhook, Zalo's proof of the domain, and where the consent page sends the administrator back to."""
    webhook = _Webhook(config, inbox, directory, clock)
    visits = _Visits(config, authorizer)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/webhooks/zalo", webhook.receive, methods=["POST"])
    router.add_api_route("/webhooks/zalo", visits.probe, methods=["GET"])
    router.add_api_route("/zalo_verifier{code}.html", visits.verify_site, methods=["GET"])
    router.add_api_route(CALLBACK_PATH, visits.consent_given, methods=["GET"])
    return router


class _Webhook:
    def __init__(self, config: ZaloConfig, inbox: Inbox, directory: OaDirectory, clock: Clock) -> None:
        self._config = config
        self._inbox = inbox
        self._directory = directory
        self._clock = clock

    async def receive(self, request: Request) -> Response:
        """413 too big, 503 database away (Zalo may send again), 401 forged if strict, else 200 with nothing in it."""
        signature = request.headers.get(HEADER)
        try:
            return Response(status_code=await self._take(request, signature))
        except ClientDisconnect:
            return Response(status_code=400)
        except (SQLAlchemyError, OSError) as error:
            logger.error("zalo.webhook_not_stored error=%s", type(error).__name__)
            return Response(status_code=503)

    async def _take(self, request: Request, signature: str | None) -> int:
        try:
            raw = await read_body(request, MAX_BODY_BYTES)
        except BodyTooLarge:
            await self._inbox.quarantine("zalo", "too_big", b"", signature)
            return 413
        if not raw:
            return 200
        try:
            await self._store(raw, signature)
        except _Refused as refused:
            await self._inbox.quarantine("zalo", refused.reason, raw, signature)
            return 401 if refused.forged and self._config.strict_signature else 200
        return 200

    async def _store(self, raw: bytes, signature: str | None) -> None:
        body = _parsed(raw)
        self._check(body, raw, signature)
        found = await self._directory.find(body.oa_candidates)
        if found is None:
            raise _Refused("unknown_oa")
        oa_id, account_id = found
        events = parse(body, raw, oa_id, self._clock())
        if not events:
            raise _Refused("no_user")
        await self._inbox.accept(account_id, events)

    def _check(self, body: WebhookBody, raw: bytes, signature: str | None) -> None:
        if signature is None:
            raise _Refused("no_signature", forged=True)
        expected = mac_of(self._config.app_id, raw, body.timestamp, self._config.oa_secret)
        if not signature_fits(signature, expected):
            raise _Refused("bad_signature", forged=True)


def _parsed(raw: bytes) -> WebhookBody:
    """The timestamp, which the signature needs, is inside: so the body is read before it is trusted."""
    try:
        body = WebhookBody.model_validate(json.loads(raw))
    except ValidationError:
        raise _Refused("not_an_object") from None
    except (ValueError, RecursionError):
        raise _Refused("not_json") from None
    if not body.event_name:
        raise _Refused("no_event_name")
    return body


class _Visits:
    """The pages that Zalo's console and the OA's administrator open."""

    def __init__(self, config: ZaloConfig, authorizer: Authorizer) -> None:
        self._config = config
        self._authorizer = authorizer

    async def probe(self) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def verify_site(self, code: str) -> Response:
        if not code or code != self._config.site_verification:
            return Response(status_code=404)
        return HTMLResponse(verification_page(code))

    async def consent_given(self, request: Request) -> HTMLResponse:
        query = request.query_params
        try:
            oa_id = await self._authorizer.finish(query.get("code", ""), query.get("state", ""), query.get("oa_id", ""))
        except AuthorizationFailed as failed:
            return HTMLResponse(consent_page(failed.explanation), status_code=400)
        return HTMLResponse(consent_page(f"Đã kết nối Official Account {oa_id}. Bạn có thể đóng trang này."))
