"""What is kept about this chat, as a file for whoever holds its cookie, and for nobody else."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.responses import JSONResponse

from connectors.web import session
from connectors.web.problems import NO_SESSION
from grievances.privacy.my_data import MyData, as_json
from grievances.worker import WorkerCases
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="du-lieu-cua-toi.json"',
    "X-Content-Type-Options": "nosniff",
}


class OwnData:
    def __init__(self, account_id: str, database: Database, vault: Vault, clock: Clock) -> None:
        self._account_id = account_id
        self._database = database
        self._vault = vault
        self._my_data = MyData(vault, clock, WorkerCases(vault, clock))

    async def download(self, request: Request) -> Response:
        """GET /api/chat/data."""
        token = session.token_of(request)
        if token is None:
            raise NO_SESSION
        async with self._database.reading() as tx:
            user = session.user_of(token)
            conversation = await session.find_conversation(tx, self._vault, self._account_id, user)
            if conversation is None:
                raise NO_SESSION
            kept = await self._my_data.of_chat(tx, conversation.id)
        return JSONResponse(as_json(kept), headers=_HEADERS)
