"""Reading a request's body without trusting its size."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.requests import Request


class BodyTooLarge(Exception):
    """More bytes came than the caller takes."""


async def read_body(request: Request, limit: int) -> bytes:
    """Stop at the limit, whatever Content-Length says. Raise BodyTooLarge."""
    return b"".join([chunk async for chunk in limited(request, limit)])


async def limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body's pieces as they come. Raise BodyTooLarge at the piece that goes over the limit."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        yield chunk
