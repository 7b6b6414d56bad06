"""Pictures inside of documents keep their bytes, but lose what is written beside the picture."""

from __future__ import annotations

import struct

from grievances.evidence.boxes import blank_inside_jp2
from grievances.evidence.kinds import Refusal, Refused

_JPEG_START, _JPEG_SCAN = b"\xff\xd8", 0xDA
_JPEG_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_JPEG_KEPT_APPS = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_JP2_START = b"\0\0\0\x0cjP  "


def without_remarks(body: bytes) -> bytes:
    """A JPEG, PNG or JPEG 2000 without EXIF, XMP, IPTC and comments. Raise Refused for a broken one."""
    try:
        if body.startswith(_JPEG_START):
            return _jpeg(body)
        if body.startswith(_PNG_START):
            return _png(body)
        return blank_inside_jp2(body) if body.startswith(_JP2_START) else body
    except (struct.error, IndexError):
        raise Refused(Refusal.BROKEN) from None


def _jpeg(body: bytes) -> bytes:
    """Every scan is kept; what stands behind the end of the picture goes."""
    out = bytearray(_JPEG_START)
    at = 2
    while at < len(body):
        if body[at] != 0xFF:
            raise Refused(Refusal.BROKEN)
        marker = body[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _JPEG_STANDALONE:
            out += body[at : at + 2]
            at += 2
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", body, at + 2)
        end = at + 2 + length
        if not _is_remark(marker):
            out += body[at:end]
        if marker == _JPEG_SCAN:
            scan_end = _end_of_scan(body, end)
            out += body[end:scan_end]
            end = scan_end
        at = end
    return bytes(out + b"\xff\xd9")


def _is_remark(marker: int) -> bool:
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT_APPS)


def _end_of_scan(body: bytes, start: int) -> int:
    """The next marker that is neither a stuffed byte nor a restart."""
    at = start
    while True:
        at = body.find(b"\xff", at)
        if at < 0 or at + 1 >= len(body):
            return len(body)
        if body[at + 1] == 0 or 0xD0 <= body[at + 1] <= 0xD7:
            at += 2
        elif body[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png(body: bytes) -> bytes:
    out = bytearray(_PNG_START)
    at = len(_PNG_START)
    while at < len(body):
        (length,) = struct.unpack_from(">I", body, at)
        name, end = body[at + 4 : at + 8], at + 12 + length
        if end > len(body):
            raise Refused(Refusal.BROKEN)
        if name not in _PNG_DROPPED:
            out += body[at:end]
        at = end
        if name == b"IEND":
            break
    return bytes(out)
