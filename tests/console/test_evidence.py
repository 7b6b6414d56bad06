"""What officers see, hear and download of what a worker sent, and who sees nothing of it."""

from __future__ import annotations

import pytest

from grievances.worker import Proof
from tests.console.cast import CHAT, House

PHOTO = b"\xff\xd8\xff\xe0pixels"
SOUND = bytes(range(256)) * 4


async def test_the_timeline_shows_the_small_picture_and_leads_to_the_large_one(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "image/jpeg", PHOTO, preview=PHOTO + b"small")
    visitor = await house.visitor("officer")
    page = (await visitor.get(f"/cases/{case_id}")).text
    address = f"/console/cases/{case_id}/media/{media_id}"
    assert f'<img src="{address}/preview"' in page
    assert f'href="{address}"' in page
    small = await visitor.get(f"/cases/{case_id}/media/{media_id}/preview")
    assert (small.content, small.headers["content-type"]) == (PHOTO + b"small", "image/jpeg")
    assert "sandbox" in small.headers["content-security-policy"]


async def test_a_voice_note_can_be_played_from_any_place(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "audio/ogg", SOUND, "voice", seconds=65)
    visitor = await house.visitor("officer")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "Tin thoại · 1:05 · 1 KB" in page
    assert '<audio class="evidence-sound" controls preload="none"' in page
    path = f"/console/cases/{case_id}/media/{media_id}"
    whole = await visitor.client.get(path)
    assert (whole.content, whole.headers["content-type"]) == (SOUND, "audio/ogg")
    assert whole.headers["content-disposition"].startswith("attachment")
    assert whole.headers["x-content-type-options"] == "nosniff"
    for asked, status, part in (
        ("bytes=0-", 206, SOUND),
        ("bytes=10-19", 206, SOUND[10:20]),
        ("bytes=1000-99999", 206, SOUND[1000:]),
        ("bytes=99999-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("bytes=-5", 200, SOUND),
        ("pages=1-2", 200, SOUND),
    ):
        answer = await visitor.client.get(path, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (status, part), asked


@pytest.mark.parametrize(
    ("mime", "kind", "words", "ending"),
    [
        ("application/pdf", "file", "Tệp PDF · 1 KB", "pdf"),
        ("audio/amr", "voice", "Tin thoại · 0:09 · 1 KB", "amr"),
        ("video/mp4", "video", "Video · 0:09 · 1 KB", "mp4"),
    ],
)
async def test_other_files_are_downloaded_under_a_name_of_ours(
    house: House, mime: str, kind: str, words: str, ending: str
) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, mime, b"x", kind, seconds=None if kind == "file" else 9)
    visitor = await house.visitor("officer")
    assert words in (await visitor.get(f"/cases/{case_id}")).text
    answer = await visitor.get(f"/cases/{case_id}/media/{media_id}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="tep-{media_id[:8]}.{ending}"'


async def test_what_the_worker_took_back_is_said_to_be_gone(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "image/jpeg", PHOTO)
    async with house.database.transaction() as tx:
        assert await house.cases.take_back_media(tx, Proof(CHAT), case_id)
    visitor = await house.visitor("officer")
    assert "không còn được lưu" in (await visitor.get(f"/cases/{case_id}")).text
    assert (await visitor.get(f"/cases/{case_id}/media/{media_id}")).status_code == 404


@pytest.mark.parametrize("name", ["outsider", "trainer"])
async def test_nobody_else_sees_or_hears_anything(house: House, name: str) -> None:
    case_id = (await house.open()).case_id
    photo = await house.attach(case_id, "image/jpeg", PHOTO, preview=PHOTO)
    note = await house.attach(case_id, "audio/ogg", SOUND, "voice")
    visitor = await house.visitor(name)
    for path in (photo, f"{photo}/preview", note):
        assert (await visitor.get(f"/cases/{case_id}/media/{path}")).status_code == 404


async def test_evidence_of_one_case_does_not_open_through_another(house: House) -> None:
    mine, other = (await house.open()).case_id, (await house.open()).case_id
    photo = await house.attach(mine, "image/jpeg", PHOTO, preview=PHOTO)
    visitor = await house.visitor("officer")
    assert (await visitor.get(f"/cases/{other}/media/{photo}")).status_code == 404
    assert (await visitor.get(f"/cases/{other}/media/{photo}/preview")).status_code == 404
