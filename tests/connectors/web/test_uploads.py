"""Photos, papers and voice notes that a worker's phone sends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.errors import FetchFailed
from connectors.fakes.telegram import TINY_PNG
from connectors.messages import Attachment, EventKind
from grievances import media
from storage.tables import MediaItem
from storage.throttle import Allowance
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import ChatService
from tests.grievances.evidence import samples


async def test_a_photo_arrives_with_its_caption(phone: Phone, service: ChatService) -> None:
    await phone.start()
    assert (await phone.photo(TINY_PNG, caption="Nhà ăn")).status_code == 200
    shown = await phone.shown()
    assert [message["kind"] for message in shown if message["from"] == "worker"] == ["photo"]
    request = service.engine.said[-1]
    assert (request.text, request.metadata.caption) == ("/share_media", "Nhà ăn")
    assert request.metadata.media_id is not None


async def test_a_photo_sent_again_counts_once(phone: Phone, service: ChatService) -> None:
    await phone.start()
    for _ in range(2):
        await phone.photo(TINY_PNG, client_id="photo-id-1")
    await phone.shown()
    assert [request.text for request in service.engine.said].count("/share_media") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 415), (b"GIF89a" + b"x" * 20, 415), (b"<html>", 415), (b"%PDF-1.7", 415), (b"x" * 99, 415)],
)
async def test_what_does_not_open_is_refused_with_a_way_out(phone: Phone, body: bytes, status: int) -> None:
    await phone.start()
    answer = await phone.photo(body)
    assert answer.status_code == status
    assert "gửi ảnh chụp" in answer.json()["error"]["message"]


async def test_a_paper_and_a_voice_note_arrive_clean(phone: Phone, service: ChatService) -> None:
    await phone.start()
    for body in (samples.pdf(), samples.opus()):
        assert (await phone.photo(body)).status_code == 200
    shown = await phone.shown()
    assert [message["kind"] for message in shown if message["from"] == "worker"] == ["file", "voice"]
    assert [request.text for request in service.engine.said[-2:]] == ["/share_media", "/share_voice"]
    async with service.database.transaction() as tx:
        for item in await tx.scalars(select(MediaItem)):
            assert samples.MARK.encode() not in service.vault.open_bytes(item.body_sealed, f"media.body:{item.id}")


async def test_one_chat_cannot_fill_our_disks(
    phone: Phone, service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_FILES_A_DAY", Allowance(2, timedelta(days=1)))
    await phone.start()
    answers = [await phone.photo(samples.jpeg(20 + n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Mai bạn gửi tiếp" in answers[-1].json()["error"]["message"]


async def test_a_photo_over_10_mb_is_refused(phone: Phone, service: ChatService) -> None:
    await phone.start()
    too_big = b"\xff\xd8\xff" + b"x" * 10 * 1024 * 1024
    assert (await phone.photo(too_big)).status_code == 413
    assert (await phone.photo(too_big * 2)).status_code == 413
    async with service.database.transaction() as tx:
        assert (await tx.scalars(select(MediaItem))).all() == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\ngarbage"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
        ),
        ("application/json", b"{}"),
    ],
)
async def test_a_broken_upload_is_refused(phone: Phone, content_type: str, body: bytes) -> None:
    await phone.start()
    answer = await phone.http.post("/api/chat/file", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 400


async def test_an_upload_that_is_gone_cannot_be_fetched(service: ChatService) -> None:
    with pytest.raises(FetchFailed):
        await service.channel.fetch(Attachment(EventKind.IMAGE, "gone", mime="image/png"))
