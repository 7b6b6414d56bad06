"""Fetches what workers sent. The address comes from a webhook, so it is followed only to Zalo's own media hosts, never
into our network, and never beyond a size."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

import httpx

from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES, kind_of, mime_of
from connectors.messages import Attachment, Media

_REDIRECTS = 3
_WHOLE_FETCH_SECONDS = 20.0

Resolve = Callable[[str], Awaitable[Sequence[str]]]


async def resolve(host: str) -> list[str]:
    """All addresses of a host. Raise OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]


class MediaFetcher:
    """`hosts` are domains (with their subdomains) on the usual ports, or `host:port` for exactly that server, which may
    then also be a private one: a fake platform on this machine."""

    def __init__(self, http: httpx.AsyncClient, hosts: Sequence[str], resolve: Resolve = resolve) -> None:
        self._http = http
        self._domains = tuple(host.lower() for host in hosts if ":" not in host)
        self._servers = frozenset(host.lower() for host in hosts if ":" in host)
        self._resolve = resolve

    async def fetch(self, attachment: Attachment) -> Media:
        """Raise FetchFailed."""
        if (attachment.size or 0) > MAX_MEDIA_BYTES:
            raise FetchFailed("zalo_media_too_big")
        try:
            async with asyncio.timeout(_WHOLE_FETCH_SECONDS):
                body = await self._follow(attachment.source)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise FetchFailed(f"zalo_media_{type(error).__name__.lower()}") from None
        mime = mime_of(body)
        return Media(kind_of(mime), mime, body)

    async def _follow(self, source: str) -> bytes:
        url = httpx.URL(source)
        for _ in range(_REDIRECTS + 1):
            await self._check(url)
            async with self._http.stream("GET", url, follow_redirects=False) as response:
                if not response.has_redirect_location:
                    return await _read(response)
                url = url.join(response.headers["Location"])
        raise FetchFailed("zalo_media_redirects")

    async def _check(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or url.userinfo:
            raise FetchFailed("zalo_media_scheme")
        host = url.host.lower()
        if f"{host}:{url.port}" in self._servers:
            return
        if url.port is not None or not any(host == domain or host.endswith(f".{domain}") for domain in self._domains):
            raise FetchFailed("zalo_media_host")
        if not all(ipaddress.ip_address(address).is_global for address in await self._resolve(host)):
            raise FetchFailed("zalo_media_private_address")


async def _read(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise FetchFailed(f"zalo_media_http_{response.status_code}")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_MEDIA_BYTES:
            raise FetchFailed("zalo_media_too_big")
    return bytes(body)
