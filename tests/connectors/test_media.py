from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.media import cleaned
from connectors.messages import EventKind, Media
from tests.connectors.pictures import jpeg_with_place


def media(body: bytes) -> Media:
    return Media(EventKind.IMAGE, "image/jpeg", body)


def saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def refusal(body: bytes) -> str:
    with pytest.raises(FetchFailed) as caught:
        cleaned(media(body))
    return caught.value.code


def test_a_picture_keeps_its_pixels_upright_and_loses_what_stands_behind_them() -> None:
    original = jpeg_with_place(40, 20, orientation=6) + b"<?php hidden"
    clean = cleaned(media(original))
    with Image.open(io.BytesIO(clean.body)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert (clean.kind, clean.mime) == (EventKind.IMAGE, "image/jpeg")
    assert b"hidden" not in clean.body


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP"])
def test_other_pictures_become_jpeg(kind: str) -> None:
    assert cleaned(media(saved(Image.new("P", (8, 8)), kind))).mime == "image/jpeg"


def test_a_see_through_picture_gets_a_white_ground() -> None:
    clean = cleaned(media(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")))
    with Image.open(io.BytesIO(clean.body)) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


def test_a_huge_picture_is_made_smaller() -> None:
    clean = cleaned(media(saved(Image.new("RGB", (6000, 10)), "PNG")))
    with Image.open(io.BytesIO(clean.body)) as picture:
        assert picture.width == 3000


def test_a_small_file_that_unfolds_into_an_enormous_picture_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = zlib.compress(b"\0" * 100)
    idat = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    assert refusal(b"\x89PNG\r\n\x1a\n" + chunk + idat) in {"too_many_pixels", "unknown_type"}


@pytest.mark.parametrize(
    ("body", "kind", "mime"),
    [
        (b"%PDF-1.7 ...", EventKind.FILE, "application/pdf"),
        (b"\0\0\0\x20ftypisom....", EventKind.VIDEO, "video/mp4"),
        (
            office("word/document.xml"),
            EventKind.FILE,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office("xl/workbook.xml"),
            EventKind.FILE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_documents_and_videos_are_known_by_their_bytes(body: bytes, kind: EventKind, mime: str) -> None:
    assert cleaned(media(body)) == Media(kind, mime, body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 program", "unknown_type"),
        (b"<svg onload=alert(1)>", "unknown_type"),
        (b"PK\x03\x04 broken", "unknown_type"),
        (office("run.exe"), "unknown_type"),
        (office("word/document.xml", "word/vbaProject.bin"), "macros"),
        (jpeg_with_place()[:200], "unknown_type"),
        (b"x" * (MAX_MEDIA_BYTES + 1), "too_big"),
    ],
)
def test_what_we_do_not_keep_is_refused_with_a_code(body: bytes, code: str) -> None:
    assert refusal(body) == code


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"GIF89a", b"BM"]),
)
def test_rubbish_is_refused_or_cleaned_but_never_surprises(body: bytes, start: bytes) -> None:
    with contextlib.suppress(FetchFailed):
        cleaned(media(start + body))


def test_a_huge_photo_is_kept_small() -> None:
    kept = cleaned(media(saved(Image.new("RGB", (8000, 6000), "red"), "JPEG")))
    with Image.open(io.BytesIO(kept.body)) as picture:
        assert picture.size == (3000, 2250)
