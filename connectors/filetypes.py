"""What a file is, told from its first bytes: names and headers are a stranger's claims."""

from __future__ import annotations

from connectors.messages import EventKind

MAX_MEDIA_BYTES = 10 * 1024 * 1024
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
UNKNOWN_TYPE = "application/octet-stream"

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"PK\x03\x04", "application/zip"),
)


def mime_of(body: bytes) -> str:
    """`application/octet-stream` for what we do not know."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp":
        return "audio/mp4" if body[8:11] == b"M4A" else "video/mp4"
    return next((mime for start, mime in _STARTS if body.startswith(start)), UNKNOWN_TYPE)


def kind_of(mime: str) -> EventKind:
    """How a worker's file is to be shown: only what is surely a picture counts as one."""
    if mime in IMAGE_TYPES:
        return EventKind.IMAGE
    if mime.startswith("video/"):
        return EventKind.VIDEO
    return EventKind.VOICE if mime.startswith("audio/") else EventKind.FILE
