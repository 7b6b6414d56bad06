"""A file between its upload and its turn: cleaned at the door, then an orphan in the media store, which the daily sweep
forgets."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from connectors.bodies import BodyTooLarge, limited
from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.messages import Attachment, EventKind
from connectors.web.problems import BAD_REQUEST, refused_file
from grievances.evidence.kinds import Clean, Refusal, Refused
from grievances.evidence.workshop import Cleaner
from grievances.media import keep_clean, may_send
from storage.clock import Clock
from storage.vault import Vault

_REST_OF_THE_FORM = 32 * 1024


async def read_file_form(request: Request) -> tuple[dict[str, str], bytes]:
    """The text fields and the file, whose name is not read. All in memory: it must not lie on a disk unsealed."""
    parser = MultiPartParser(
        request.headers, limited(request, MAX_MEDIA_BYTES + _REST_OF_THE_FORM), max_files=1, max_fields=4
    )
    parser.spool_max_size = MAX_MEDIA_BYTES + _REST_OF_THE_FORM
    try:
        form = await parser.parse()
    except BodyTooLarge:
        raise refused_file(Refusal.TOO_BIG) from None
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise BAD_REQUEST from None
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise BAD_REQUEST
    body = await file.read()
    await file.close()
    return {name: value for name, value in form.items() if isinstance(value, str)}, body


async def cleaned_file(cleaner: Cleaner, body: bytes) -> Clean:
    """Raise ChatProblem, so that the page can say at once what is wrong."""
    try:
        return await cleaner.clean(body)
    except Refused as refused:
        raise refused_file(refused.why) from None


async def keep_upload(tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, clean: Clean) -> Attachment:
    """Raise ChatProblem when this chat has sent enough for today."""
    if not await may_send(tx, vault, clock, conversation_id, len(clean.body)):
        raise refused_file(Refusal.DAY_FULL)
    media_id = await keep_clean(tx, vault, clock, conversation_id, clean)
    kind = EventKind(clean.kind.value)
    return Attachment(kind, source="", mime=clean.mime, size=len(clean.body), media_id=media_id)
