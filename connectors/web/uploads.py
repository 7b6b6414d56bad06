"""A photo between its upload and its turn: an orphan in the media store, which the daily sweep forgets.

It is not deleted when it is fetched: the turn that fetched it may have to be done again.
"""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from connectors.bodies import BodyTooLarge, limited
from connectors.filetypes import IMAGE_TYPES, MAX_MEDIA_BYTES, mime_of
from connectors.messages import Attachment, EventKind
from connectors.web.problems import BAD_REQUEST, NOT_A_PHOTO, PHOTO_TOO_BIG
from grievances.media import keep_media
from storage.clock import Clock
from storage.database import Database
from storage.tables import MediaItem
from storage.vault import Vault

_REST_OF_THE_FORM = 32 * 1024


async def read_photo_form(request: Request) -> tuple[dict[str, str], bytes]:
    """The text fields and the photo. All in memory: a worker's photo must not lie on a disk unsealed."""
    parser = MultiPartParser(
        request.headers, limited(request, MAX_MEDIA_BYTES + _REST_OF_THE_FORM), max_files=1, max_fields=4
    )
    parser.spool_max_size = MAX_MEDIA_BYTES + _REST_OF_THE_FORM
    try:
        form = await parser.parse()
    except BodyTooLarge:
        raise PHOTO_TOO_BIG from None
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise BAD_REQUEST from None
    photo = form.get("photo")
    if not isinstance(photo, UploadFile):
        raise BAD_REQUEST
    body = await photo.read()
    await photo.close()
    return {name: value for name, value in form.items() if isinstance(value, str)}, checked_photo(body)


def checked_photo(body: bytes) -> bytes:
    """Told by content, not by name; the picture itself is drawn anew when its turn comes."""
    if len(body) > MAX_MEDIA_BYTES:
        raise PHOTO_TOO_BIG
    if mime_of(body) not in IMAGE_TYPES:
        raise NOT_A_PHOTO
    return body


async def keep_upload(tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, body: bytes) -> Attachment:
    mime = mime_of(body)
    media_id = await keep_media(tx, vault, clock, conversation_id, EventKind.IMAGE.value, mime, body)
    return Attachment(EventKind.IMAGE, media_id, mime=mime, size=len(body))


async def read_upload(database: Database, vault: Vault, media_id: str) -> bytes | None:
    """None when it has been forgotten."""
    async with database.transaction() as tx:
        item = await tx.get(MediaItem, media_id)
        return None if item is None else vault.open_bytes(item.body_sealed, f"media.body:{media_id}")
