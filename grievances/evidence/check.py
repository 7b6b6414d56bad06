"""What a file is, told from its bytes alone, and what is left of it when everything that tells of people is gone."""

from __future__ import annotations

from collections.abc import Callable

from grievances.evidence import boxes, office, pdf, pictures, sound
from grievances.evidence.kinds import MAX_BYTES, Clean, Refusal, Refused

_Cleaner = Callable[[bytes], Clean]

_STARTS: tuple[tuple[bytes, _Cleaner], ...] = (
    (b"\xff\xd8\xff", pictures.redrawn),
    (b"\x89PNG\r\n\x1a\n", pictures.redrawn),
    (b"GIF87a", pictures.redrawn),
    (b"GIF89a", pictures.redrawn),
    (b"BM", pictures.redrawn),
    (b"%PDF-", pdf.rewritten),
    (b"PK\x03\x04", office.repacked),
    (b"OggS", sound.ogg),
    (b"#!AMR", sound.amr),
)
_LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a Word or Excel file with a password, or one of before 2007


def cleaned(body: bytes) -> Clean:
    """Raise Refused. Neither name nor declared type count: each kind is read whole by its own reader."""
    if not body:
        raise Refused(Refusal.EMPTY)
    if len(body) > max(MAX_BYTES.values()):
        raise Refused(Refusal.TOO_BIG)
    clean = _cleaner(body)(body)
    if len(body) > MAX_BYTES[clean.kind] or len(clean.body) > MAX_BYTES[clean.kind]:
        raise Refused(Refusal.TOO_BIG)
    return clean


def _cleaner(body: bytes) -> _Cleaner:
    for start, cleaner in _STARTS:
        if body.startswith(start):
            return cleaner
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return pictures.redrawn
    if boxes.is_heic(body):
        return pictures.heic_redrawn
    if boxes.is_boxes(body) and not boxes.is_avif(body):
        return boxes.blanked
    if body.startswith(_LOCKED_OFFICE):
        raise Refused(Refusal.LOCKED)
    if sound.is_aac(body):
        return sound.aac
    if sound.is_mp3(body):
        return sound.mp3
    raise Refused(Refusal.UNKNOWN)
