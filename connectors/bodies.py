"""Reading a request's body without trusting its size."""

from __future__ import annotations

from starlette.requests import Request


class BodyTooLarge(Exception):
    """More bytes came than the caller takes."""


async def read_body(request: Request, limit: int) -> bytes:
    """Stop at the limit, whatever Content-Length says. Raise BodyTooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge
    return bytes(body)
