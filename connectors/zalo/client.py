"""Calls to Zalo's OA API through the `zalo-sdk` package, which knows the endpoints and the payloads.

The package's own transport has no timeouts and no pool, so ours is put under it. It is synchronous and runs in a few
threads of our own; an instance of the package's client lives for one call, since it holds the token.
"""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, BeforeValidator, StrictInt, ValidationError
from zalo_sdk import ZaloException
from zalo_sdk.oa import Client as SdkClient
from zalo_sdk.oa import ZaloMessageBody

from connectors.errors import SendTemporary, SendUnknown
from connectors.messages import SendReceipt, SharedFile
from connectors.zalo.errors import error_for
from connectors.zalo.outgoing import file_body, picture_body
from connectors.zalo.recipients import AnonymousRecipient, recipient_of
from grievances.evidence.carriage import ZALO
from grievances.evidence.kinds import JPEG
from grievances.evidence.pictures import fitted
from storage.clock import Clock

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_THREADS = 16
_UPLOAD_TRIES = 5
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def _object(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


_Word = Annotated[str, BeforeValidator(_word)]


class _Quota(BaseModel):
    quota_type: _Word = ""


class _Sent(BaseModel):
    message_id: _Word = ""
    attachment_id: _Word = ""  # of an uploaded picture
    token: _Word = ""  # of an uploaded file
    quota: Annotated[_Quota, BeforeValidator(_object)] = _Quota()


class _Answer(BaseModel):
    """Success means that `error` is there and is 0; all the rest comes and goes."""

    error: StrictInt
    message: _Word = ""
    data: Annotated[_Sent, BeforeValidator(_object)] = _Sent()


class ZaloClient:
    """Sends for any OA of the app; the caller brings the token. Raises connectors.errors and TokenRefused."""

    def __init__(self, base_url: str, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._clock = clock
        limits = httpx.Limits(max_connections=_THREADS, max_keepalive_connections=_THREADS)
        self._http = httpx.Client(timeout=TIMEOUT, limits=limits, transport=transport)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="zalo")

    async def send(self, token: str, user: str, body: ZaloMessageBody) -> SendReceipt:
        """Send one consultation message; `user` as in InboundEvent.user_id."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._send, token, user, body)

    async def send_file(self, token: str, user: str, file: SharedFile) -> SendReceipt:
        """Upload a file and send it. What is lost before the message itself leaves is only SendTemporary: an upload
        that nobody mentions is nothing that a worker sees."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._send_file, token, user, file)

    async def close(self) -> None:
        """Wait for the calls under way: an answer that nobody reads may have been a delivery."""
        await asyncio.to_thread(self._threads.shutdown)
        self._http.close()

    def _send_file(self, token: str, user: str, file: SharedFile) -> SendReceipt:
        try:
            body = self._uploaded(token, file)
        except SendUnknown as lost:
            raise SendTemporary(lost.code) from None
        return self._send(token, user, body)

    def _uploaded(self, token: str, file: SharedFile) -> ZaloMessageBody:
        sdk, is_picture = _SdkOverHttpx(self._http, self._base_url, token), file.mime == JPEG
        data = fitted(file.body, ZALO.max_picture) if is_picture else file.body
        kind = "image" if is_picture else "file"
        try:
            answer = _Answer.model_validate(sdk.upload_file(data, kind, file.name, file.mime))
        except ZaloException as refused:
            logger.warning("zalo.upload_refused code=%s", refused._code)
            raise error_for(int(refused._code), self._clock()) from None
        found = answer.data.attachment_id if is_picture else answer.data.token
        if not found:
            raise SendTemporary("zalo_upload_without_id", tries=_UPLOAD_TRIES)
        return picture_body(found) if is_picture else file_body(found)

    def _send(self, token: str, user: str, body: ZaloMessageBody) -> SendReceipt:
        recipient = recipient_of(user)
        # Anonymous visitors are answered at the path that the package calls "action".
        category = "action" if isinstance(recipient, AnonymousRecipient) else "consultant"
        sdk = _SdkOverHttpx(self._http, self._base_url, token)
        try:
            answer = _Answer.model_validate(sdk.send_message(recipient, body, category=category))
        except ZaloException as refused:
            code = refused._code
            logger.warning("zalo.send_refused code=%s", code)
            raise error_for(int(code), self._clock()) from None
        # Replies within 48 hours are free; no quota at all means that the message was charged.
        logger.info("zalo.sent quota=%s", answer.data.quota.quota_type or "none")
        return SendReceipt((answer.data.message_id,) if answer.data.message_id else ())


class _SdkOverHttpx(SdkClient):  # type: ignore[misc]
    """The package's client on a pooled transport with timeouts; errors of the wire become ours."""

    def __init__(self, http: httpx.Client, base_url: str, token: str) -> None:
        super().__init__(app_id="", secret_key="", access_token=token, endpoint_prefix=base_url)
        self._http = http

    def send_request(
        self,
        method: str,
        url: str,
        body: Any = None,
        params: Any = None,
        headers: Any = None,
        files: Any = None,
    ) -> httpx.Response:
        if body is not None and method == "GET":
            params, body = {**(params or {}), "data": json.dumps(body)}, None
        try:
            response = self._http.request(method, url, json=body, params=params, headers=headers, files=files)
        except _NEVER_LEFT as error:
            raise SendTemporary(f"zalo_{type(error).__name__.lower()}") from None
        except httpx.TransportError as error:
            raise SendUnknown(f"zalo_{type(error).__name__.lower()}") from None
        return _checked(response)


def _checked(response: httpx.Response) -> httpx.Response:
    """Hand on only what the package can read: HTTP 200 and an object with an integer `error` and a text `message`."""
    status = response.status_code
    if status == httpx.codes.GATEWAY_TIMEOUT:
        raise SendUnknown("zalo_http_504")
    if status != httpx.codes.OK:
        raise SendTemporary(f"zalo_http_{status}")
    try:
        answer = _Answer.model_validate_json(response.content)
    except ValidationError:
        raise SendUnknown("zalo_unreadable_answer") from None
    return httpx.Response(status, json=answer.model_dump())
