"""The page and its files: no inline script, nothing from other hosts, cached by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import Request, Response
from starlette.responses import FileResponse, HTMLResponse

from storage.errors import ConfigError

SAFETY_PATH = "/chat/safety"

_STATIC = Path(__file__).parent / "static"
_PAGE = Path(__file__).parent / "chat.html"
_SAFETY = Path(__file__).parent / "safety.html"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


class ChatPages:
    """The files' common hash stands in their path, so a new version is fetched and an old one never again."""

    def __init__(self) -> None:
        self._files = {path.name: path for path in sorted(_STATIC.iterdir()) if path.suffix in _TYPES}
        if not self._files:
            raise ConfigError("Thiếu các tệp của trang trò chuyện trong connectors/web/static")
        joined = hashlib.sha256(b"".join(path.read_bytes() for path in self._files.values()))
        self._version = joined.hexdigest()[:12]
        self._html = self._read(_PAGE)
        self._safety = self._read(_SAFETY)

    async def page(self, request: Request) -> Response:
        return HTMLResponse(self._html, headers=_SAFE)

    async def safety(self, request: Request) -> Response:
        """How safe it is to report, for workers: docs/an-toan-cho-nguoi-lao-dong.md in short."""
        return HTMLResponse(self._safety, headers=_SAFE)

    async def static(self, request: Request) -> Response:
        """An older page that is still open gets today's file, but may not keep it for ever."""
        path = self._files.get(request.path_params["name"])
        if path is None:
            return Response(status_code=404)
        is_current = request.path_params["version"] == self._version
        headers = _FOR_EVER if is_current else {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)

    def _read(self, page: Path) -> str:
        return page.read_text(encoding="utf-8").replace("{{version}}", self._version)
