"""The kinds of evidence, how large each may be, and what is left of a file once it is clean."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from storage.errors import AppError

MEGABYTE = 1024 * 1024

JPEG = "image/jpeg"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OGG = "audio/ogg"
MP3 = "audio/mpeg"
M4A = "audio/mp4"
AAC = "audio/aac"
AMR = "audio/amr"
MP4 = "video/mp4"


ENDINGS = {
    JPEG: "jpg",
    PDF: "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
    MP4: "mp4",
    OGG: "ogg",
    MP3: "mp3",
    M4A: "m4a",
    AAC: "aac",
    AMR: "amr",
}


class Kind(StrEnum):
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


MAX_BYTES: dict[Kind, int] = {
    Kind.IMAGE: 10 * MEGABYTE,
    Kind.FILE: 10 * MEGABYTE,
    Kind.VIDEO: 10 * MEGABYTE,
    Kind.VOICE: 8 * MEGABYTE,  # more than half an hour, as phones record
}


class Refusal(StrEnum):
    """Why a file is not kept. The words for the worker stand in actions/texts.py."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN = "unknown"  # no kind that we know
    BROKEN = "broken"  # it says what it is, and is not
    LOCKED = "locked"  # a password
    ACTIVE = "active"  # macros, programs, embedded objects
    BOMB = "bomb"  # unfolds into far more than it is
    SLOW = "slow"
    LOST = "lost"  # the platform did not hand it out
    DAY_FULL = "day_full"


class Refused(AppError):
    """This file is not kept."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Clean:
    """What may be stored. `preview`: a small picture; `seconds`: how long a recording is, where it says so."""

    kind: Kind
    mime: str
    body: bytes = field(repr=False)
    preview: bytes | None = field(default=None, repr=False)
    seconds: int | None = None
