"""Voice notes: the sound alone is kept, frame by frame; tags, cover pictures and whatever hides behind the sound go."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from mutagen import MutagenError
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from grievances.evidence.kinds import AAC, AMR, MP3, OGG, Clean, Kind, Refusal, Refused

# Half of mutagen's types are missing.
_OPUS: Any = OggOpus
_VORBIS: Any = OggVorbis
_PAGE: Any = OggPage
_AMR_START, _AMR_WB_START = b"#!AMR\n", b"#!AMR-WB\n"
_AMR_SIZES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
_AMR_WB_SIZES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)
_AMR_FRAMES_PER_SECOND = 50
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_FEWEST_FRAMES = 5
_TAIL = 4096  # tags that old programs hang on behind the last frame


def ogg(body: bytes) -> Clean:
    """Opus or Vorbis, one stream, nothing between or behind its pages."""
    _check_pages(body)
    file = io.BytesIO(body)
    try:
        sound: Any = _OPUS(file) if b"OpusHead" in body[:128] else _VORBIS(file)
        length = float(sound.info.length)
        sound.tags.clear()
        sound.tags.vendor = ""
        if isinstance(sound, _OPUS):
            sound.tags._pad_data = b""  # mutagen would keep what a recorder hid behind the tags
        file.seek(0)
        sound.save(file, padding=lambda _: 0)
    except MutagenError:
        raise Refused(Refusal.BROKEN) from None
    return Clean(Kind.VOICE, OGG, file.getvalue(), seconds=round(length))


def mp3(body: bytes) -> Clean:
    frames = list(_mp3_frames(body, _behind_id3(body)))
    return _from_frames(body, MP3, frames)


def aac(body: bytes) -> Clean:
    frames = list(_aac_frames(body, _behind_id3(body)))
    return _from_frames(body, AAC, frames)


def amr(body: bytes) -> Clean:
    wide = body.startswith(_AMR_WB_START)
    start = _AMR_WB_START if wide else _AMR_START
    sizes = _AMR_WB_SIZES if wide else _AMR_SIZES
    at, count = len(start), 0
    while at < len(body):
        size = sizes[(body[at] >> 3) & 15]
        if not size or at + size > len(body):
            raise Refused(Refusal.BROKEN)
        at, count = at + size, count + 1
    if count < _FEWEST_FRAMES:
        raise Refused(Refusal.BROKEN)
    return Clean(Kind.VOICE, AMR, body, seconds=round(count / _AMR_FRAMES_PER_SECOND))


def is_mp3(body: bytes) -> bool:
    return next(_mp3_frames(body, _behind_id3(body)), None) is not None


def is_aac(body: bytes) -> bool:
    return next(_aac_frames(body, _behind_id3(body)), None) is not None


Frame = tuple[int, int, float]
"""Where it begins, where it ends, how many seconds it lasts."""


def _from_frames(body: bytes, mime: str, frames: list[Frame]) -> Clean:
    """Frames follow each other without a gap; only a short tail of tags may be lost."""
    if len(frames) < _FEWEST_FRAMES or len(body) - frames[-1][1] > _TAIL:
        raise Refused(Refusal.BROKEN)
    sound = body[frames[0][0] : frames[-1][1]]
    return Clean(Kind.VOICE, mime, sound, seconds=round(sum(length for _, _, length in frames)))


def _behind_id3(body: bytes) -> int:
    at = 0
    while body[at : at + 3] == b"ID3" and len(body) >= at + 10:
        size = 0
        for part in body[at + 6 : at + 10]:
            size = size << 7 | (part & 0x7F)
        at += 10 + size + (10 if body[at + 5] & 0x10 else 0)
    return at


def _mp3_frames(body: bytes, at: int) -> Iterator[Frame]:
    while at + 4 <= len(body):
        head = int.from_bytes(body[at : at + 4])
        version, layer, bits, rate = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
        if head >> 21 != 0x7FF or version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
            return
        hertz = _MP3_RATES[version][rate]
        kbits = _MP3_KBITS[3 if version == 3 else 2][bits]
        samples = 1152 if version == 3 else 576
        end = at + samples // 8 * kbits * 1000 // hertz + (head >> 9 & 1)
        if end > len(body):
            return
        yield at, end, samples / hertz
        at = end


def _aac_frames(body: bytes, at: int) -> Iterator[Frame]:
    while at + 7 <= len(body):
        head = int.from_bytes(body[at : at + 7])
        rate, length = head >> 34 & 15, head >> 13 & 0x1FFF
        if head >> 44 != 0xFFF or head >> 41 & 3 or rate >= len(_AAC_RATES) or length < 7 or at + length > len(body):
            return
        yield at, at + length, 1024 * ((head & 3) + 1) / _AAC_RATES[rate]
        at += length


def _check_pages(body: bytes) -> None:
    file, serials = io.BytesIO(body), set()
    try:
        while file.tell() < len(body):
            serials.add(_PAGE(file).serial)
    except (MutagenError, EOFError):
        raise Refused(Refusal.BROKEN) from None
    if len(serials) != 1:
        raise Refused(Refusal.BROKEN)
