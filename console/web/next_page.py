"""Where a person wanted to go, carried over the pages in between. Only ever a page of the console."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from console.web.rendering import BASE

START = BASE + "/"
_LONGEST = 1000


def wanted_page(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def safe_page(wanted: str, otherwise: str = START) -> str:
    """Lest a link lead people on to a copy of the sign-in."""
    if not wanted.startswith(START) or not wanted.isascii() or "\\" in wanted or len(wanted) > _LONGEST:
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc or "//" in parts.path else wanted
