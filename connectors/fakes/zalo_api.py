"""Zalo's side of the fake: the calls of an OA and of OAuth, with the platform's limits. Refusals come with HTTP 200."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from connectors.fakes.zalo_state import FakeZaloMessage, Refused, ZaloState, ZaloTrouble, ZaloUpload
from storage.clock import Clock

MAX_TEXT = 2000
MAX_BUTTONS = 5
MAX_TITLE = 100
MAX_PAYLOAD = 1000
FREE = timedelta(hours=48)
WINDOW = timedelta(days=7)
ACCESS_SECONDS = 90_000
UPLOADS_LIVE = timedelta(days=7)
MAX_PICTURE = 1024 * 1024
MAX_FILE = 5 * 1024 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG")
PAPERS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Answer = dict[str, Any]
OnSent = Callable[[FakeZaloMessage], Awaitable[None]]


class ZaloApi:
    def __init__(self, state: ZaloState, clock: Clock, on_sent: OnSent) -> None:
        self._state = state
        self._clock = clock
        self._on_sent = on_sent

    def routes(self) -> list[Route]:
        return [
            Route("/v3.0/oa/message/cs", self._consult, methods=["POST"]),
            Route("/v2.0/oa/message", self._answer_anonymous, methods=["POST"]),
            Route("/v2.0/oa/upload/{kind}", self._upload, methods=["POST"]),
            Route("/v4/oa/permission", self._consent, methods=["GET"]),
            Route("/v4/oa/access_token", self._tokens, methods=["POST"]),
            Route("/media/{name}", self._media, methods=["GET"]),
        ]

    async def _consult(self, request: Request) -> Response:
        return await self._answer(request, self._send_to_user)

    async def _answer_anonymous(self, request: Request) -> Response:
        return await self._answer(request, self._send_to_anonymous)

    async def _answer(self, request: Request, act: Callable[[Answer], FakeZaloMessage]) -> Response:
        path = request.url.path
        self._state.calls.append(path)
        trouble = self._state.take_trouble(path)
        try:
            self._check_call(request, trouble)
            message = act(await _json(request))
        except Refused as refused:
            return JSONResponse({"error": refused.code, "message": refused.message})
        if trouble is not None and trouble.http:
            return JSONResponse({"message": "Internal Server Error"}, status_code=trouble.http)
        self._state.sent.append(message)
        await self._on_sent(message)
        return await _spoilt(trouble) or JSONResponse(self._success(message))

    async def _upload(self, request: Request) -> Response:
        path, kind = request.url.path, request.path_params["kind"]
        self._state.calls.append(path)
        trouble = self._state.take_trouble(path)
        try:
            self._check_call(request, trouble)
            name, body = await _uploaded(request)
            _check_upload(kind, body, self._state.only_pdf)
        except Refused as refused:
            return JSONResponse({"error": refused.code, "message": refused.message})
        if trouble is not None and trouble.http:
            return JSONResponse({"message": "Internal Server Error"}, status_code=trouble.http)
        handle = secrets.token_urlsafe(18)
        self._state.uploads[handle] = ZaloUpload(name, body, self._clock())
        data = {"attachment_id" if kind == "image" else "token": handle}
        return await _spoilt(trouble) or JSONResponse({"data": data, "error": 0, "message": "Success"})

    def _living(self, handle: str) -> str:
        upload = self._state.uploads.get(handle)
        if upload is None or self._clock() - upload.at > UPLOADS_LIVE:
            raise Refused(-100, "Attachment is expired")
        return handle

    def _check_call(self, request: Request, trouble: ZaloTrouble | None) -> None:
        state = self._state
        if trouble is not None and trouble.code:
            raise Refused(trouble.code, "ordered by the test")
        if state.calls_left is not None:
            if state.calls_left <= 0:
                raise Refused(-32, "Rate limit exceeded")
            state.calls_left -= 1
        if request.headers.get("access_token") != state.access_token:
            raise Refused(-216, "Access token is invalid")
        if state.access_expires_at is not None and state.access_expires_at <= self._clock():
            raise Refused(-220, "Access token has expired")

    def _send_to_user(self, body: Answer) -> FakeZaloMessage:
        user_id = _dict(body.get("recipient")).get("user_id")
        if not isinstance(user_id, str):
            raise Refused(-201, "user_id is invalid")
        if user_id in self._state.blocked:
            raise Refused(-213, "User has not followed OA")
        seen = self._state.last_seen.get(user_id)
        if seen is None:
            raise Refused(-231, "User has not interacted")
        if self._clock() - seen > WINDOW:
            raise Refused(-230, "User has not interacted with the OA in the past 7 days")
        return self._message(user_id, body, seen)

    def _send_to_anonymous(self, body: Answer) -> FakeZaloMessage:
        recipient = _dict(body.get("recipient"))
        if "user_id" in recipient:
            raise Refused(-240, "MessageV2 API has been shut down")
        anonymous = recipient.get("anonymous_id")
        if not (isinstance(anonymous, str) and isinstance(recipient.get("conversation_id"), str)):
            raise Refused(-201, "anonymous_id is invalid")
        return self._message(anonymous, body, self._clock())

    def _message(self, user_id: str, body: Answer, seen: datetime) -> FakeZaloMessage:
        message = _dict(body.get("message"))
        text, payload = message.get("text", ""), _dict(_dict(message.get("attachment")).get("payload"))
        if not isinstance(text, str) or not (text or payload):
            raise Refused(-201, "text is empty")
        if len(text) > MAX_TEXT:
            raise Refused(-210, "Text is longer than 2000 characters")
        quota = "reply" if self._clock() - seen <= FREE else ""
        buttons = tuple(_buttons(payload, self._state.native_buttons))
        image, file = _image(payload), ""
        if image and not image.startswith("http"):
            image = self._living(image)
        if _dict(message.get("attachment")).get("type") == "file":
            file = self._living(str(payload.get("token", "")))
        return FakeZaloMessage(user_id, self._state.new_message_id(), text, buttons, image, quota, file)

    def _success(self, message: FakeZaloMessage) -> Answer:
        data: Answer = {"message_id": message.message_id, "user_id": message.user_id}
        if message.quota:
            data["quota"] = {"quota_type": message.quota}
        return {"data": data, "error": 0, "message": "Success"}

    async def _consent(self, request: Request) -> Response:
        """An administrator who agrees at once."""
        query = request.query_params
        redirect = query.get("redirect_uri", "")
        if query.get("app_id") != self._state.identity.app_id:
            return _oauth_error(-14002, "Invalid app id")
        if self._state.callback_url and redirect != self._state.callback_url:
            return _oauth_error(-14003, "Invalid redirect uri")
        code = secrets.token_urlsafe(12)
        self._state.codes[code] = query.get("code_challenge", "")
        back = {"code": code, "oa_id": self._state.identity.oa_id, "state": query.get("state", "")}
        return RedirectResponse(f"{redirect}?{urlencode(back)}", status_code=302)

    async def _tokens(self, request: Request) -> Response:
        self._state.calls.append(request.url.path)
        trouble = self._state.take_trouble(request.url.path)
        async with request.form() as form:
            fields = {name: str(value) for name, value in form.items()}
        try:
            if trouble is not None and trouble.code:
                raise Refused(trouble.code, "ordered by the test")
            self._check_grant(request, fields)
        except Refused as refused:
            return _oauth_error(refused.code, refused.message)
        if trouble is not None and trouble.http:
            return JSONResponse({}, status_code=trouble.http)
        self._state.generation += 1
        self._state.access_expires_at = self._clock() + timedelta(seconds=ACCESS_SECONDS)
        answer = {"access_token": self._state.access_token, "refresh_token": self._state.refresh_token}
        return await _spoilt(trouble) or JSONResponse({**answer, "expires_in": str(ACCESS_SECONDS)})

    def _check_grant(self, request: Request, fields: dict[str, str]) -> None:
        identity = self._state.identity
        if fields.get("app_id") != identity.app_id or request.headers.get("secret_key") != identity.app_secret:
            raise Refused(-14002, "Invalid app id")
        if fields.get("grant_type") == "refresh_token":
            if fields.get("refresh_token") != self._state.refresh_token:
                raise Refused(-14020, "Invalid refresh token")
            return
        challenge = self._state.codes.pop(fields.get("code", ""), None)
        if challenge is None or challenge != _challenge(fields.get("code_verifier", "")):
            raise Refused(-14024, "Invalid authorization code")

    async def _media(self, request: Request) -> Response:
        body = self._state.media.get(request.path_params["name"])
        return Response(status_code=404) if body is None else Response(body, media_type="application/octet-stream")


async def _uploaded(request: Request) -> tuple[str, bytes]:
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Refused(-201, "file is invalid")
        return file.filename or "", await file.read()


def _check_upload(kind: str, body: bytes, only_pdf: bool) -> None:
    """Pictures: JPEG and PNG up to 1 MB. Files: PDF, DOC and DOCX up to 5 MB."""
    starts, most = {"image": (PICTURES, MAX_PICTURE), "file": ((PAPERS[:1] if only_pdf else PAPERS), MAX_FILE)}[kind]
    if not body.startswith(starts):
        raise Refused(-201, "file is invalid")
    if len(body) > most:
        raise Refused(-210, "File is too large")


def _buttons(payload: Answer, accepted: bool) -> Iterator[Answer]:
    """Only the shape without `template_type` is known to work, if any."""
    buttons = payload.get("buttons", [])
    if not isinstance(buttons, list) or (buttons and not accepted) or len(buttons) > MAX_BUTTONS:
        raise Refused(-201, "buttons is invalid")
    for button in map(_dict, buttons):
        content = button.get("payload")
        query = isinstance(content, str) and len(content) <= MAX_PAYLOAD
        fits = query if str(button.get("type")).startswith("oa.query.") else isinstance(content, dict)
        if not fits or not 0 < len(str(button.get("title", ""))) <= MAX_TITLE:
            raise Refused(-201, "buttons is invalid")
        yield button


def _image(payload: Answer) -> str:
    if payload.get("template_type") != "media":
        return ""
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1:
        raise Refused(-201, "elements is invalid")
    image = _dict(elements[0])
    return str(image.get("url") or image.get("attachment_id") or "")


def _dict(value: Any) -> Answer:
    return value if isinstance(value, dict) else {}


async def _json(request: Request) -> Answer:
    try:
        return _dict(json.loads(await request.body()))
    except ValueError:
        raise Refused(-201, "body is not JSON") from None


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _oauth_error(code: int, name: str) -> JSONResponse:
    return JSONResponse({"error": code, "error_name": name, "error_reason": name, "error_description": name})


async def _spoilt(trouble: ZaloTrouble | None) -> Response | None:
    """What is left of the answer to a call that was taken."""
    if trouble is None:
        return None
    await asyncio.sleep(trouble.delay)
    if not trouble.drop:
        return None

    async def half() -> Any:
        yield b'{"data":'

    return StreamingResponse(half(), headers={"content-length": "1000"}, media_type="application/json")
