"""Signals for open pages, as server-sent events: that something changed, never what."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse

from console.access.sessions import SignedIn
from console.live.signals import Signal, Signals
from console.web.context import ConsoleDep
from console.web.forms import query_fields
from console.web.guard import CaseStaff
from grievances.routing.reach import case_to_read

router = APIRouter()
_PING_SECONDS = 15  # also tells that a browser has gone
_SEND_SECONDS = 20


@router.get("/events")
async def events(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> EventSourceResponse:
    """`case`: the page of this case is open; `since`: the last step that the page heard of."""
    services, fields = console.services, query_fields(request)
    case_id = fields.text("case")
    if case_id:
        async with services.database.reading() as tx:
            await case_to_read(tx, signed_in.member, case_id)
    since = fields.number("since", -1, 2**62, -1)
    stream = _stream(services.signals, signed_in, case_id, since if since >= 0 else None)
    return EventSourceResponse(
        stream, ping=_PING_SECONDS, send_timeout=_SEND_SECONDS, headers={"X-Accel-Buffering": "no"}
    )


async def _stream(
    signals: Signals, signed_in: SignedIn, case_id: str, since: int | None
) -> AsyncIterator[ServerSentEvent]:
    async with signals.listening(signed_in, case_id, since) as listener:
        yield ServerSentEvent(json.dumps({"since": listener.since}), event="hello")
        while (signal := await listener.queue.get()) is not None:
            yield ServerSentEvent(_said(signal), event=signal.name)


def _said(signal: Signal) -> str:
    if signal.name == "watching":
        return json.dumps({"names": signal.names}, ensure_ascii=False)
    return json.dumps({"case": signal.case_id, "who": signal.who, "opened": signal.opened, "since": signal.entry_id})
