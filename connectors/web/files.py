"""A file that an officer handed to the worker: for the chat that got it, by the message that it came with, and only
ever to be kept or looked at as a picture."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from sqlalchemy import select

from connectors.messages import SharedFile
from connectors.sealing import Unreadable
from connectors.web import session
from connectors.web.limits import Limits
from connectors.web.parts import open_part
from connectors.web.problems import NO_SESSION, ChatProblem
from grievances.evidence.kinds import JPEG
from grievances.evidence.words import kind_name, size_name
from grievances.media import media_to_send
from storage.clock import Clock
from storage.database import Database
from storage.errors import NotFound
from storage.tables import WebMessage
from storage.vault import Vault

_GONE = ChatProblem(404, "file_gone", "Tệp này không còn được giữ. Bạn nhắn cho Công đoàn nếu cần nhận lại nhé.")
_MAX_ID = 2**63 - 1
_JPEG_START = b"\xff\xd8\xff"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def shown_file(message_id: int, file: SharedFile) -> dict[str, Any]:
    """What the page says about a file, and where it fetches it."""
    return {
        "address": f"/api/chat/files/{message_id}",
        "name": file.name,
        "kind": kind_name(file.mime),
        "size": size_name(file.size),
        "picture": file.mime == JPEG,
    }


class ChatFiles:
    def __init__(self, account_id: str, database: Database, vault: Vault, clock: Clock) -> None:
        self._account_id = account_id
        self._database = database
        self._vault = vault
        self._limits = Limits(vault, clock)

    async def download(self, request: Request) -> Response:
        """GET /api/chat/files/{message_id}; with ?small=1 the small picture of a photo."""
        token = session.token_of(request)
        if token is None:
            raise NO_SESSION
        file = await self._file(request, session.user_of(token))
        small = bool(request.query_params.get("small"))
        try:
            async with self._database.reading() as tx:
                body = (await media_to_send(tx, self._vault, file.media_id, small)).body
        except NotFound:
            raise _GONE from None
        mime = JPEG if body.startswith(_JPEG_START) else "application/octet-stream"
        disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(body, media_type=mime, headers=_HEADERS | disposition)

    async def _file(self, request: Request, user: str) -> SharedFile:
        """Of a message that this very chat got. Raise ChatProblem."""
        given = request.path_params["message_id"]
        if given > _MAX_ID:
            raise _GONE
        async with self._database.transaction() as tx:
            await self._limits.download(tx, request, user)
            conversation = await session.find_conversation(tx, self._vault, self._account_id, user)
            if conversation is None:
                raise NO_SESSION
            mine = select(WebMessage).where(WebMessage.conversation_id == conversation.id)
            row = await tx.scalar(mine.where(WebMessage.id == given))
            file = self._opened(row)
        if file is None:
            raise _GONE
        return file

    def _opened(self, row: WebMessage | None) -> SharedFile | None:
        try:
            return open_part(self._vault, row.part_sealed).file if row is not None else None
        except Unreadable:
            return None
