"""Photos and files of a case on their way to an officer's browser, where they must not be able to do anything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from grievances.media import shown_in
from grievances.model import StoredMedia
from storage.tables import MediaItem

# Pictures are drawn anew when they arrive, always as JPEG. Whatever else is stored is only handed out as a file.
_SHOWN = "image/jpeg"
_JPEG_START = b"\xff\xd8\xff"

_ENDINGS = {
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_LOCKED_DOWN = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class AttachmentInfo:
    """What the timeline says about a stored file without opening it."""

    is_picture: bool
    kind_name: str
    size: str


async def attachments_of(tx: AsyncSession, case_id: str) -> dict[str, AttachmentInfo]:
    """By media id; for a case that the caller has just been allowed to read."""
    columns = select(MediaItem.id, MediaItem.mime, MediaItem.size).where(shown_in(case_id))
    return {
        media_id: AttachmentInfo(mime == _SHOWN, _kind_name(mime), _size(size))
        for media_id, mime, size in await tx.execute(columns)
    }


def media_response(media: StoredMedia, media_id: str) -> Response:
    """A picture of ours is shown; anything else is downloaded, under a type that no browser runs."""
    shown = media.mime == _SHOWN and media.body.startswith(_JPEG_START)
    name = f"tep-{media_id[:8]}.{_ENDINGS.get(media.mime, 'bin')}"
    return Response(
        media.body,
        media_type=_SHOWN if shown else "application/octet-stream",
        headers={
            "Content-Disposition": "inline" if shown else f'attachment; filename="{name}"',
            "Content-Security-Policy": _LOCKED_DOWN,
        },
    )


def _kind_name(mime: str) -> str:
    if mime == _SHOWN:
        return "Ảnh"
    if mime == "video/mp4":
        return "Video"
    return f"Tệp {_ENDINGS.get(mime, '').upper()}".strip()


def _size(size: int) -> str:
    return (
        f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
    )
