"""An address from a webhook is followed only to Zalo's media hosts, never into our network, never without end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx
import pytest

from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.messages import Attachment, EventKind, Media
from connectors.zalo.media import MediaFetcher, resolve

HOSTS = ("zdn.vn", "zadn.vn", "127.0.0.1:8082")
GOOD = "https://f1.photo.zdn.vn/a.jpg"
JPEG = b"\xff\xd8\xff\xe0rest"


async def fetch(
    url: str,
    answer: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(200, content=JPEG),
    addresses: Sequence[str] = ("118.102.1.1",),
    size: int | None = None,
) -> Media:
    async def resolved(host: str) -> Sequence[str]:
        return addresses

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        fetcher = MediaFetcher(http, HOSTS, resolved)
        return await fetcher.fetch(Attachment(EventKind.IMAGE, url, size=size))


@pytest.mark.parametrize(
    "url", [GOOD, "http://ZDN.vn/x", "https://a.b.zadn.vn/x?y=1", "http://127.0.0.1:8082/media/m1"]
)
async def test_media_comes_from_the_known_hosts(url: str) -> None:
    media = await fetch(url)
    assert (media.kind, media.mime, media.body) == (EventKind.IMAGE, "image/jpeg", JPEG)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://evil.example/zdn.vn", "zalo_media_host"),
        ("https://evilzdn.vn/a", "zalo_media_host"),
        ("https://zdn.vn.evil.example/a", "zalo_media_host"),
        ("https://photo.zdn.vn:22/a", "zalo_media_host"),
        ("http://127.0.0.1/a", "zalo_media_host"),
        ("http://127.0.0.1:8083/a", "zalo_media_host"),
        ("http://169.254.169.254/latest", "zalo_media_host"),
        ("https://user:pw@photo.zdn.vn/a", "zalo_media_scheme"),
        ("https://zdn.vn@evil.example/a", "zalo_media_scheme"),
        ("file:///etc/passwd", "zalo_media_scheme"),
        ("gopher://zdn.vn/a", "zalo_media_scheme"),
        ("/relative", "zalo_media_scheme"),
        ("", "zalo_media_scheme"),
    ],
)
async def test_nothing_else_is_asked(url: str, code: str) -> None:
    def asked(request: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(FetchFailed, match=code):
        await fetch(url, asked)


@pytest.mark.parametrize("url", ["http://[", "http://zdn.vn:99999999/", "https://zdn.vn/\x00", "http://\ud800.zdn.vn/"])
async def test_a_broken_address_is_only_a_failed_fetch(url: str) -> None:
    with pytest.raises(FetchFailed):
        await fetch(url)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "192.168.1.1", "0.0.0.0"],  # noqa: S104
)
async def test_a_known_name_that_points_into_a_private_network_is_refused(address: str) -> None:
    with pytest.raises(FetchFailed, match="zalo_media_private_address"):
        await fetch(GOOD, addresses=("118.102.1.1", address))


async def test_a_redirect_is_followed_inside_and_refused_outside() -> None:
    targets = {"/a.jpg": "https://cdn.zdn.vn/b.jpg", "/b.jpg": "/c.jpg", "/out": "http://127.0.0.1/admin"}

    def redirecting(request: httpx.Request) -> httpx.Response:
        target = targets.get(request.url.path)
        return httpx.Response(302, headers={"Location": target}) if target else httpx.Response(200, content=JPEG)

    assert (await fetch(GOOD, redirecting)).body == JPEG
    with pytest.raises(FetchFailed, match="zalo_media_host"):
        await fetch("https://zdn.vn/out", redirecting)


async def test_redirects_without_end_are_given_up() -> None:
    with pytest.raises(FetchFailed, match="zalo_media_redirects"):
        await fetch(GOOD, lambda _: httpx.Response(302, headers={"Location": GOOD}))


async def test_more_than_ten_megabytes_are_not_read() -> None:
    with pytest.raises(FetchFailed, match="too_big"):
        await fetch(GOOD, size=MAX_MEDIA_BYTES + 1)
    with pytest.raises(FetchFailed, match="too_big"):
        await fetch(GOOD, lambda _: httpx.Response(200, content=b"x" * (MAX_MEDIA_BYTES + 1)))


async def test_a_page_instead_of_a_picture_is_no_picture() -> None:
    media = await fetch(GOOD, lambda _: httpx.Response(200, content=b"<html>", headers={"content-type": "image/png"}))
    assert media.kind is EventKind.FILE


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.DecodingError, OSError])
async def test_a_fault_of_the_wire_is_a_failed_fetch(fault: type[Exception]) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise fault("https://secret")

    with pytest.raises(FetchFailed) as failed:
        await fetch(GOOD, broken)
    assert "secret" not in str(failed.value)


async def test_an_address_is_its_own_name() -> None:
    assert set(await resolve("127.0.0.1")) == {"127.0.0.1"}
