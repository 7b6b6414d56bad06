"""Photos, voice notes and files of a case on their way to an officer's browser, where they must not be able to do
anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from grievances.evidence.kinds import AAC, ENDINGS, JPEG, M4A, MP3, OGG
from grievances.evidence.words import kind_name, size_name
from grievances.media import shown_in
from grievances.model import StoredMedia
from storage.tables import MediaItem

# Pictures are drawn anew when they arrive, always as JPEG. Whatever else is stored is only handed out as a file.
_JPEG_START = b"\xff\xd8\xff"
_PLAYED = frozenset({OGG, MP3, M4A, AAC})  # what browsers can play
_LOCKED_DOWN = "default-src 'none'; sandbox; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@dataclass(frozen=True)
class AttachmentInfo:
    """What the timeline says about a stored file without opening it."""

    is_picture: bool
    has_preview: bool
    is_played: bool
    kind_name: str
    size: str
    length: str  # of a recording, as 1:05


async def attachments_of(tx: AsyncSession, case_id: str) -> dict[str, AttachmentInfo]:
    """By media id; for a case that the caller has just been allowed to read."""
    columns = select(
        MediaItem.id,
        MediaItem.mime,
        MediaItem.size,
        MediaItem.seconds,
        MediaItem.preview_sealed.is_not(None),
    )
    return {
        media_id: AttachmentInfo(
            is_picture=mime == JPEG,
            has_preview=bool(has_preview),
            is_played=mime in _PLAYED,
            kind_name=kind_name(mime),
            size=size_name(size),
            length=_length(seconds),
        )
        for media_id, mime, size, seconds, has_preview in await tx.execute(columns.where(shown_in(case_id)))
    }


def media_response(media: StoredMedia, media_id: str, wanted: str = "") -> Response:
    """A picture of ours is shown, a recording is played; anything else is downloaded, under a type that no browser
    runs. `wanted`: the Range header of a player."""
    if media.mime == JPEG and media.body.startswith(_JPEG_START):
        return Response(media.body, media_type=JPEG, headers=_headers("inline"))
    name = f"tep-{media_id[:8]}.{ENDINGS.get(media.mime, 'bin')}"
    headers = _headers(f'attachment; filename="{name}"')
    if media.mime in _PLAYED:
        return _played(media, headers, wanted)
    return Response(media.body, media_type="application/octet-stream", headers=headers)


def _headers(disposition: str) -> dict[str, str]:
    return {"Content-Disposition": disposition, "Content-Security-Policy": _LOCKED_DOWN}


def _played(media: StoredMedia, headers: dict[str, str], wanted: str) -> Response:
    """Players jump to a place by asking for a part; some play nothing from whoever cannot give one."""
    headers["Accept-Ranges"] = "bytes"
    asked = _RANGE.fullmatch(wanted.strip())
    if asked is None:
        return Response(media.body, media_type=media.mime, headers=headers)
    size = len(media.body)
    first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(media.body[first : last + 1], 206, media_type=media.mime, headers=headers)


def _length(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"
