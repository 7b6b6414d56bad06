"""Requests as a web server hands them over, byte by byte: what no browser sends gets through here too."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote, urlencode

from sqlalchemy import Connection, event
from starlette.types import Message

from console.access.sessions import session_key
from storage.database import Database
from storage.tables import StaffSession
from tests.console.cast import COOKIE, House

FORM = b"application/x-www-form-urlencoded"
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)

Pairs = Iterable[tuple[str, str]]
Headers = Mapping[str, bytes]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    written: frozenset[str]  # tables in which a row was changed

    @property
    def text(self) -> str:
        return self.body.decode()


class Writes:
    """Watches which tables a request changes for good."""

    def __init__(self, database: Database) -> None:
        self._open: dict[int, set[str]] = defaultdict(set)
        self._kept: set[str] = set()
        engine = database.engine.sync_engine
        event.listen(engine, "after_cursor_execute", self._execute)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "rollback", self._rollback)

    def take(self) -> frozenset[str]:
        kept, self._kept = frozenset(self._kept), set()
        return kept

    def _execute(self, connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        table = _WRITE.match(statement)
        if table and cursor.rowcount != 0:
            self._open[id(connection)].add(table[1])

    def _commit(self, connection: Connection) -> None:
        self._kept |= self._open.pop(id(connection), set())

    def _rollback(self, connection: Connection) -> None:
        self._open.pop(id(connection), None)


class Asker:
    """Asks in the name of anybody; each time with a session of its own, which has proved everything."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._writes = Writes(house.database)

    async def begin(self, staff_id: str) -> tuple[str, str]:
        """The cookie value and the token for forms."""
        now, token, csrf = self._house.clock(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        session = StaffSession(
            token_hash=session_key(token),
            staff_id=staff_id,
            csrf_token=csrf,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=1),
            sudo_until=now + timedelta(minutes=15),
            factor_at=now,
            agent="test",
        )
        async with self._house.database.transaction() as tx:
            tx.add(session)
        return token, csrf

    async def ask(
        self,
        method: str,
        path: str,
        query: Pairs = (),
        body: bytes = b"",
        token: str = "",
        headers: Headers | None = None,
    ) -> Answer:
        """`path` is percent-encoded already."""
        sent = {"host": b"console.test", "content-length": str(len(body)).encode()}
        sent |= {"cookie": f"{COOKIE}={token}".encode()} if token else {}
        sent |= headers or {}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": "/console" + unquote(path),
            "raw_path": b"/console" + path.encode(),
            "query_string": encoded(query),
            "root_path": "",
            "headers": [(name.encode(), value) for name, value in sent.items()],
            "client": ("203.0.113.9", 1234),
            "server": ("console.test", 80),
            "state": {},
        }
        self._writes.take()
        return await self._run(scope, body)

    async def _run(self, scope: dict[str, Any], body: bytes) -> Answer:
        incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        said: list[Message] = []

        async def receive() -> Message:
            return incoming.pop() if incoming else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            said.append(message)

        await self._house.app(scope, receive, send)
        head = {name.decode().lower(): value.decode("latin-1") for name, value in said[0]["headers"]}
        sent = b"".join(message.get("body", b"") for message in said[1:])
        return Answer(said[0]["status"], head, sent, self._writes.take())


def encoded(pairs: Pairs) -> bytes:
    return urlencode(list(pairs), errors="surrogatepass").encode()


def in_path(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")
