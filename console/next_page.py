"""Where a person wanted to go, carried over the pages in between. Only ever a page of the console."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from console.rendering import BASE

START = BASE + "/"
_LONGEST = 1000


def wanted_page(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def safe_page(wanted: str, otherwise: str = START) -> str:
    """Lest a link lead people on to a copy of the sign-in."""
    parts = urlsplit(wanted) if wanted.isascii() and "\\" not in wanted and len(wanted) <= _LONGEST else None
    if parts is None or parts.scheme or parts.netloc or not wanted.startswith(START) or "//" in parts.path:
        return otherwise
    return wanted
