"""What the tests of evidence look at: every kind of file that is kept, and all that a cleaned one holds."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from grievances.evidence.check import cleaned
from grievances.evidence.kinds import AAC, AMR, DOCX, JPEG, M4A, MP3, MP4, OGG, PDF, XLSX, Clean, Kind, Refusal, Refused
from tests.grievances.evidence import samples

EVERY_KIND: tuple[tuple[Callable[[], bytes], Kind, str], ...] = (
    (samples.jpeg, Kind.IMAGE, JPEG),
    (samples.png, Kind.IMAGE, JPEG),
    (samples.webp, Kind.IMAGE, JPEG),
    (samples.heic, Kind.IMAGE, JPEG),
    (samples.moving_gif, Kind.IMAGE, JPEG),
    (samples.pdf, Kind.FILE, PDF),
    (samples.word, Kind.FILE, DOCX),
    (samples.excel, Kind.FILE, XLSX),
    (samples.opus, Kind.VOICE, OGG),
    (samples.mp3, Kind.VOICE, MP3),
    (samples.aac, Kind.VOICE, AAC),
    (samples.amr, Kind.VOICE, AMR),
    (samples.m4a, Kind.VOICE, M4A),
    (lambda: samples.m4a(b"vide", b"isom"), Kind.VIDEO, MP4),
)


def refusal(body: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        cleaned(body)
    return caught.value.why


def everything_in(clean: Clean) -> bytes:
    """The bytes, and what they unfold into."""
    body = clean.body + (clean.preview or b"")
    if clean.mime in (DOCX, XLSX):
        with zipfile.ZipFile(io.BytesIO(clean.body)) as archive:
            body += b"".join(name.encode() + archive.read(name) for name in archive.namelist()) + archive.comment
    if clean.mime == PDF:
        with pikepdf.open(io.BytesIO(clean.body)) as pdf:
            for thing in pdf.objects:
                body += thing.unparse()
                if isinstance(thing, pikepdf.Stream):
                    with contextlib.suppress(pikepdf.PdfError):
                        body += thing.read_bytes()
                    body += thing.read_raw_bytes()
    return body


def size_of(body: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(body)) as picture:
        return picture.size
