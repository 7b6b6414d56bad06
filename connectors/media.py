"""Pictures and files from outside: fetched by the channel, checked by content, stripped of metadata, sealed."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile

from PIL import Image, ImageOps, UnidentifiedImageError

from connectors.base import Channel
from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES, mime_of
from connectors.messages import Attachment, EventKind, Media
from grievances.media import keep_media
from storage.clock import Clock
from storage.database import Database
from storage.once import once
from storage.vault import Vault

logger = logging.getLogger(__name__)

_MAX_PIXELS = 50_000_000
_MAX_SIDE = 3000
_JPEG_QUALITY = 88
_IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_KEPT_AS_THEY_ARE = {"application/pdf": EventKind.FILE, "video/mp4": EventKind.VIDEO}


class _NotKeptYet(Exception):
    """Rolls the look-up back."""


class MediaKeeper:
    """Brings an attachment into our store once per inbox item, however often its turn is tried."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        # A picture of a few megabytes may take hundreds to draw.
        self._one_at_a_time = asyncio.Semaphore(1)

    async def keep(self, channel: Channel, conversation_id: str, item_id: int, attachment: Attachment) -> str | None:
        """The id of the stored media; None when it is not to be had, so that the dialogue can say so."""
        key = f"inbox:{item_id}:media"
        known = await self._kept_before(key)
        if known is not None:
            return known
        try:
            if attachment.size is not None and attachment.size > MAX_MEDIA_BYTES:
                raise FetchFailed("too_big")
            fetched = await channel.fetch(attachment)
            async with self._one_at_a_time:
                media = await asyncio.to_thread(cleaned, fetched)
        except FetchFailed as error:
            logger.info("media.refused inbox=%d code=%s", item_id, error.code)
            return None

        async def store() -> str:
            return await keep_media(
                tx, self._vault, self._clock, conversation_id, media.kind.value, media.mime, media.body
            )

        async with self._database.transaction() as tx:
            return str(await once(tx, self._vault, self._clock, key, store))

    async def _kept_before(self, key: str) -> str | None:
        async def missing() -> None:
            raise _NotKeptYet

        try:
            async with self._database.transaction() as tx:
                return str(await once(tx, self._vault, self._clock, key, missing))
        except _NotKeptYet:
            return None


def cleaned(media: Media) -> Media:
    """The media with its type found from the bytes, pictures drawn anew. Raise FetchFailed for what we do not keep."""
    if not media.body:
        raise FetchFailed("empty")
    if len(media.body) > MAX_MEDIA_BYTES:
        raise FetchFailed("too_big")
    mime = mime_of(media.body)
    if mime == "application/zip":
        return Media(EventKind.FILE, _office_type(media.body), media.body)
    if mime in _KEPT_AS_THEY_ARE:
        return Media(_KEPT_AS_THEY_ARE[mime], mime, media.body)
    return _redrawn(media.body)


def _redrawn(body: bytes) -> Media:
    """Only the pixels survive: no place, no time, no camera, and nothing hidden behind the picture."""
    try:
        with Image.open(io.BytesIO(body), formats=_IMAGE_FORMATS) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise FetchFailed("too_many_pixels")
            picture.draft("RGB", (_MAX_SIDE, _MAX_SIDE))  # a huge JPEG is read at a fraction of its size and memory
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise FetchFailed("unknown_type") from None
    upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_JPEG_QUALITY)
    return Media(EventKind.IMAGE, "image/jpeg", out.getvalue())


def _office_type(body: bytes) -> str:
    """A Word or Excel file without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise FetchFailed("unknown_type") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FetchFailed("macros")
    for part, mime in _OFFICE_PARTS.items():
        if part in names:
            return mime
    raise FetchFailed("unknown_type")
