"""The chat page's API. A message is in the inbox before the page hears that it was taken."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import JSONResponse

from connectors.bodies import BodyTooLarge, read_body
from connectors.inbox import Inbox
from connectors.inputs import MAX_TEXT
from connectors.messages import Attachment, EventKind, InboundEvent
from connectors.web import history, session
from connectors.web.feed import Feed
from connectors.web.limits import Limits
from connectors.web.problems import BAD_REQUEST, EMPTY_TEXT, NO_SESSION, TEXT_TOO_LONG
from connectors.web.uploads import cleaned_file, keep_upload, read_file_form
from grievances.evidence.workshop import Cleaner
from grievances.live.worker import LiveWorker
from storage.clock import Clock, new_id
from storage.database import Database
from storage.tables import Conversation
from storage.vault import Vault

_MAX_JSON = 64 * 1024
_NO_STORE = {"Cache-Control": "no-store"}
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_BUTTON = re.compile(r"[A-Za-z0-9_-]{1,64}")
_UNIT = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_MAX_CAPTION = 1000


class ChatApi:
    def __init__(
        self,
        account_id: str,
        inbox: Inbox,
        database: Database,
        vault: Vault,
        clock: Clock,
        feed: Feed,
        public_url: str,
        wait: float,
        cleaner: Cleaner,
    ) -> None:
        self._account_id = account_id
        self._inbox = inbox
        self._database = database
        self._vault = vault
        self._clock = clock
        self._feed = feed
        self._public_url = public_url
        self._wait = wait
        self._cleaner = cleaner
        self._limits = Limits(vault, clock)
        self._live = LiveWorker(vault, clock)

    async def start(self, request: Request) -> Response:
        """POST /api/chat/start {"unit": "…"}: begin or go on. The bot greets whoever has nothing to read yet."""
        session.refuse_foreign_sites(request, self._public_url)
        unit = _text_field(await _json(request), "unit")
        token = session.token_of(request)
        async with self._database.transaction() as tx:
            token = token or session.new_token()
            user = session.user_of(token)
            conversation = await session.find_conversation(tx, self._vault, self._account_id, user)
            if conversation is None:
                await self._limits.new_chat(tx, request)
            elif unit:  # each other workplace is another event
                await self._limits.message(tx, request, user)
            is_new = conversation is None or not await history.has_messages(tx, conversation.id)
        if is_new or unit:
            await self._inbox.accept(self._account_id, [self._start_event(user, unit if _UNIT.fullmatch(unit) else "")])
        response = JSONResponse({"new": is_new}, headers=_NO_STORE)
        session.set_cookie(response, token, self._is_secure(request))
        return response

    async def message(self, request: Request) -> Response:
        """POST /api/chat/messages {"client_message_id", "text" | "button"}; a repeated id counts once."""
        session.refuse_foreign_sites(request, self._public_url)
        user = _user(request)
        body = await _json(request)
        client_id, text, button = (_text_field(body, name) for name in ("client_message_id", "text", "button"))
        _check_message(client_id, text, button)
        async with self._database.transaction() as tx:
            await self._limits.message(tx, request, user)
            await self._conversation(tx, user)
        kind = EventKind.BUTTON if button else EventKind.TEXT
        return await self._accept(self._event(kind, user, client_id, text=text, button=button))

    async def file(self, request: Request) -> Response:
        """POST /api/chat/file, multipart: file, client_message_id, caption."""
        session.refuse_foreign_sites(request, self._public_url)
        user = _user(request)
        async with self._database.transaction() as tx:
            await self._limits.file(tx, request, user)
            conversation_id = (await self._conversation(tx, user)).id
        fields, body = await read_file_form(request)
        client_id = fields.get("client_message_id", "")
        if not _CLIENT_ID.fullmatch(client_id):
            raise BAD_REQUEST
        clean = await cleaned_file(self._cleaner, body)
        async with self._database.transaction() as tx:
            file = await keep_upload(tx, self._vault, self._clock, conversation_id, clean)
        caption = fields.get("caption", "")[:_MAX_CAPTION]
        return await self._accept(self._event(file.kind, user, client_id, text=caption, attachment=file))

    async def messages(self, request: Request) -> Response:
        """GET /api/chat/messages: both sides, at once. With ?after=ID: the bot's newer ones, or a wait for them; an
        officer who begins to type is news too, unless the page knows (&typed=TIME)."""
        user = _user(request)
        given = request.query_params.get("after")
        if given is None:
            return JSONResponse(await self._read(user, None), headers=_NO_STORE)
        after, until = _number(given), time.monotonic() + self._wait
        known = (None, request.query_params.get("typed"))
        async with self._database.reading() as tx:
            conversation_id = (await self._conversation(tx, user)).id
        async with self._feed.listening(conversation_id) as bell:
            found = await self._read(user, after)
            while not found["messages"] and found["typed"] in known and await self._feed.wait(bell, until):
                found = await self._read(user, after)
        return JSONResponse(found, headers=_NO_STORE)

    async def typing(self, request: Request) -> Response:
        """POST /api/chat/typing: the officer who talks here sees it. The page sends it only while one does."""
        session.refuse_foreign_sites(request, self._public_url)
        user = _user(request)
        async with self._database.transaction() as tx:
            await self._limits.typing(tx, request, user)
            await self._live.types(tx, (await self._conversation(tx, user)).id)
        return Response(status_code=204, headers=_NO_STORE)

    async def forget(self, request: Request) -> Response:
        """DELETE /api/chat: nothing is left to read, on this device or here. Reports stay, by their code."""
        session.refuse_foreign_sites(request, self._public_url)
        token = session.token_of(request)
        if token is not None:
            await self._forget(session.user_of(token))
        response = Response(status_code=204, headers=_NO_STORE)
        session.drop_cookie(response, self._is_secure(request))
        return response

    async def _forget(self, user: str) -> None:
        """Nobody can read this chat any more, so it counts as left: nothing more is pushed there."""
        leaving = InboundEvent(EventKind.UNFOLLOW, f"web:{new_id()}", user, occurred_at=self._clock())
        await self._inbox.accept(self._account_id, [leaving])
        async with self._database.transaction() as tx:
            conversation = await session.find_conversation(tx, self._vault, self._account_id, user)
            if conversation is not None:
                await history.forget(tx, self._vault, conversation.id)

    async def _read(self, user: str, after: int | None) -> dict[str, Any]:
        async with self._database.reading() as tx:
            conversation = await self._conversation(tx, user)
            messages = await history.messages(tx, self._vault, conversation.id, after)
            is_busy = conversation.next_turn_at is not None or await history.has_unsent(tx, conversation.id)
            officer = await self._live.presence(tx, conversation.id)
        newest = max((message.get("id", 0) for message in messages), default=after or 0)
        typed = officer.typed_at.isoformat() if officer.typed_at is not None else None
        return {"messages": messages, "after": newest, "waiting": is_busy, "live": officer.live, "typed": typed}

    async def _conversation(self, tx: AsyncSession, user: str) -> Conversation:
        conversation = await session.find_conversation(tx, self._vault, self._account_id, user)
        if conversation is None:
            raise NO_SESSION
        return conversation

    async def _accept(self, event: InboundEvent) -> Response:
        new = await self._inbox.accept(self._account_id, [event])
        return JSONResponse({"accepted": True, "repeated": new == 0}, headers=_NO_STORE)

    def _event(
        self,
        kind: EventKind,
        user: str,
        client_id: str,
        text: str = "",
        button: str = "",
        attachment: Attachment | None = None,
    ) -> InboundEvent:
        """The page's own id, mixed with the user: nobody can use up the ids of another."""
        external_id = "web:" + self._vault.index(f"{user}:{client_id}", "web.message")
        return InboundEvent(
            kind,
            external_id,
            user,
            occurred_at=self._clock(),
            text=text,
            button=button,
            attachment=attachment,
            platform_message_id=client_id,
        )

    def _start_event(self, user: str, unit: str) -> InboundEvent:
        """Opening the page again within the hour is not a new start, unless it names another workplace."""
        return self._event(EventKind.START, user, f"start:{unit}:{_hour(self._clock())}", text=unit)

    def _is_secure(self, request: Request) -> bool:
        return request.url.scheme == "https" or self._public_url.startswith("https://")


def _check_message(client_id: str, text: str, button: str) -> None:
    if not _CLIENT_ID.fullmatch(client_id) or bool(text) == bool(button):
        raise EMPTY_TEXT if _CLIENT_ID.fullmatch(client_id) and not text and not button else BAD_REQUEST
    if len(text) > MAX_TEXT:
        raise TEXT_TOO_LONG
    if text and not text.strip():
        raise EMPTY_TEXT
    if button and not _BUTTON.fullmatch(button):
        raise BAD_REQUEST


def _user(request: Request) -> str:
    token = session.token_of(request)
    if token is None:
        raise NO_SESSION
    return session.user_of(token)


async def _json(request: Request) -> dict[str, Any]:
    """Only our own page sends this content type across the wall that browsers build. Raise ChatProblem."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BAD_REQUEST
    try:
        value = json.loads(await read_body(request, _MAX_JSON))
    except BodyTooLarge:
        raise TEXT_TOO_LONG from None
    except (ValueError, RecursionError):
        raise BAD_REQUEST from None
    if not isinstance(value, dict):
        raise BAD_REQUEST
    return value


def _text_field(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise BAD_REQUEST
    return value


def _number(given: str) -> int:
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        raise BAD_REQUEST
    return int(given)


def _hour(now: datetime) -> str:
    return now.strftime("%Y%m%d%H")
