"""Recordings and films in boxes (MP4, M4A): names, places and times are blanked where they stand, so that every
position in the file stays right."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from grievances.evidence.kinds import M4A, MP4, Clean, Kind, Refusal, Refused

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_MAX_BOXES = 20_000
_FREE = b"free"

# What each box may hold; whatever else stands in it is blanked.
_KEPT: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tref"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"nmhd", b"dinf", b"stbl", b"hdlr"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
}
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})


@dataclass(frozen=True)
class _Box:
    name: bytes
    start: int
    body: int
    end: int


def is_boxes(body: bytes) -> bool:
    return body[4:8] == b"ftyp"


def is_heic(body: bytes) -> bool:
    return is_boxes(body) and body[8:12] in _HEIC_BRANDS


def is_avif(body: bytes) -> bool:
    return is_boxes(body) and body[8:12] in _AVIF_BRANDS


def blanked(body: bytes) -> Clean:
    """Raise Refused for anything but sound and moving pictures."""
    data = bytearray(body)
    try:
        _blank(data, b"", 0, len(data), [_MAX_BOXES])
        tracks = _tracks(data)
        seconds = _seconds(data)
    except (struct.error, IndexError):
        raise Refused(Refusal.BROKEN) from None
    if not tracks or not tracks <= {b"soun", b"vide"}:
        raise Refused(Refusal.BROKEN)  # a hidden track may hold the way that a phone went
    if b"vide" in tracks:
        return Clean(Kind.VIDEO, MP4, bytes(data), seconds=seconds)
    return Clean(Kind.VOICE, M4A, bytes(data), seconds=seconds)


def blank_inside_jp2(body: bytes) -> bytes:
    data = bytearray(body)
    for box in _boxes(data, 0, len(data)):
        if box.name in (b"uuid", b"xml "):
            _erase(data, box)
    return bytes(data)


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    at = start
    while at < end:
        size, name = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            body = at + 16
        stop = end if size == 0 else at + size
        if stop < body or stop > end:
            raise Refused(Refusal.BROKEN)
        yield _Box(name, at, body, stop)
        at = stop


def _blank(data: bytearray, inside: bytes, start: int, end: int, budget: list[int]) -> None:
    for box in _boxes(data, start, end):
        budget[0] -= 1
        if budget[0] < 0:
            raise Refused(Refusal.BOMB)
        if box.name not in _KEPT[inside]:
            _erase(data, box)
        elif box.name in _KEPT:
            _blank(data, box.name, box.body, box.end, budget)
        elif box.name in _TIMED:
            _forget_times(data, box)
        elif box.name == b"hdlr":
            _zero(data, box.body + 24, box.end)  # the name of the program that recorded


def _erase(data: bytearray, box: _Box) -> None:
    data[box.start + 4 : box.start + 8] = _FREE
    _zero(data, box.body, box.end)


def _forget_times(data: bytearray, box: _Box) -> None:
    width = 16 if data[box.body] == 1 else 8
    _zero(data, box.body + 4, min(box.body + 4 + width, box.end))


def _zero(data: bytearray, start: int, end: int) -> None:
    if end > start:
        data[start:end] = bytes(end - start)


def _tracks(data: bytearray) -> set[bytes]:
    found = set()
    for moov in _named(data, b"moov", 0, len(data)):
        for trak in _named(data, b"trak", moov.body, moov.end):
            for mdia in _named(data, b"mdia", trak.body, trak.end):
                for hdlr in _named(data, b"hdlr", mdia.body, mdia.end):
                    found.add(bytes(data[hdlr.body + 8 : hdlr.body + 12]))
    return found


def _named(data: bytearray, name: bytes, start: int, end: int) -> Iterator[_Box]:
    return (box for box in _boxes(data, start, end) if box.name == name)


def _seconds(data: bytearray) -> int | None:
    for moov in _named(data, b"moov", 0, len(data)):
        for head in _named(data, b"mvhd", moov.body, moov.end):
            layout, offset = (">IQ", 20) if data[head.body] == 1 else (">II", 12)
            scale, duration = struct.unpack_from(layout, data, head.body + offset)
            return round(duration / scale) if scale and 0 < duration < scale * 86_400 else None
    return None
