"""What stands around every page: safe headers, a limit on bodies, and a calm page when something breaks."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.web.forms import MAX_UPLOAD

logger = logging.getLogger(__name__)

# The longest honest form is 2,000 Vietnamese letters, about 27 KB when percent-encoded.
MAX_BODY = 128 * 1024
# Nothing is read of it before it is known who sends it; see guard.
_UPLOAD = re.compile(r"/(cases|chats)/[0-9a-f]{32}/files$")

_HEADERS = {
    # Tabler's own style sheet draws its arrows and ticks from data: URLs.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; media-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms too. Nothing leaves our site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

ErrorPage = Callable[[Request, int, str], Response]


class SafeHeaders:
    """Adds the headers that a response does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _TooLarge(Exception):
    """The body went over the limit while it was being read."""


class Boundary:
    """The process boundary of a page: nothing that breaks inside shows more than a reference number.

    The log gets the kind of error and where it happened, never its message: that may quote what a person wrote.
    """

    def __init__(self, app: ASGIApp, error_page: ErrorPage) -> None:
        self._app = app
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive), send_and_note)
        except _TooLarge:
            await self._error_page(Request(scope), 413, "")(scope, receive, send)
        except Exception as error:
            reference = secrets.token_hex(4)
            _log_failure(error, reference)
            if started:
                raise
            await self._error_page(Request(scope), 500, reference)(scope, receive, send)


def _limited(scope: Scope, receive: Receive) -> Receive:
    declared = Headers(scope=scope).get("content-length", "")
    taken = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 16 else 0
    limit = MAX_UPLOAD if _UPLOAD.search(scope["path"]) else MAX_BODY
    if taken > limit:
        raise _TooLarge
    taken = 0

    async def receive_within_limit() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _TooLarge
        return message

    return receive_within_limit


def _log_failure(error: Exception, reference: str) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-4:]))
    logger.error("console_page_failed ref=%s error=%s at=%s", reference, type(error).__name__, place)
