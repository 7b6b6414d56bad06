"""Attaching files to an answer, on a case's page and in a live conversation; and sending again what got nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.case import draft_files
from console.pages.case.one_case import Draft, Writing, back_to_case, case_page
from console.pages.chats import chat_page
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, upload_form
from console.web.guard import CaseHandler

router = APIRouter()


@dataclass(frozen=True)
class _Attached:
    """What stands beside the answer now, and why the file that was picked is not among it."""

    case_id: str
    fields: Fields
    ids: Sequence[str]
    problem: str = ""


@router.post("/cases/{case_id}/files")
async def attach_to_reply(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """The attached files anew for a script, and the whole page for a browser without."""
    return await _reply(request, console, signed_in, await _attach(request, console, signed_in, case_id))


@router.post("/cases/{case_id}/files/drop")
async def drop_from_reply(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    return await _reply(request, console, signed_in, await _drop(request, console, signed_in, case_id))


@router.post("/chats/{case_id}/files")
async def attach_to_chat(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    return await _chat(request, console, signed_in, await _attach(request, console, signed_in, case_id))


@router.post("/chats/{case_id}/files/drop")
async def drop_from_chat(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    return await _chat(request, console, signed_in, await _drop(request, console, signed_in, case_id))


@router.post("/cases/{case_id}/resend")
async def resend(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        entry = fields.number("entry", 0, 2**31 - 1, 0)
        again = await console.services.live.resend(tx, signed_in.member, case_id, entry)
    return back_to_case(console, case_id, fields, "chat_resent" if again else "chat_not_resent")


async def _attach(request: Request, console: Console, signed_in: SignedIn, case_id: str) -> _Attached:
    upload = await upload_form(request)
    return _Attached(
        case_id, upload.fields, *await draft_files.attach(console.services, signed_in.member, case_id, upload)
    )


async def _drop(request: Request, console: Console, signed_in: SignedIn, case_id: str) -> _Attached:
    fields = await form_fields(request)
    return _Attached(case_id, fields, await draft_files.drop(console.services, signed_in.member, case_id, fields))


async def _reply(request: Request, console: Console, signed_in: SignedIn, attached: _Attached) -> Response:
    case_id, fields, problem = attached.case_id, attached.fields, attached.problem
    if request.headers.get("x-fragment"):
        async with console.services.database.transaction() as tx:
            case = await console.services.desk.read(tx, signed_in.member, case_id)
            channels = await draft_files.channels_of(tx, case)
        return await _fragment(request, console, signed_in, attached, Writing.of_case(case_id), channels)
    draft = Draft("reply", fields.raw("text"), "", "", files=attached.ids, file_problem=problem)
    return await case_page(request, console, signed_in, case_id, fields, draft, 422 if problem else 200)


async def _chat(request: Request, console: Console, signed_in: SignedIn, attached: _Attached) -> Response:
    case_id = attached.case_id
    if request.headers.get("x-fragment"):
        async with console.services.database.reading() as tx:
            view = await console.services.live.look(tx, signed_in.member, case_id)
        return await _fragment(request, console, signed_in, attached, Writing.of_chat(case_id), [view.channel_kind])
    draft = Draft("chat", attached.fields.raw("text"), "", "", files=attached.ids, file_problem=attached.problem)
    return await chat_page(request, console, signed_in, case_id, draft=draft)


async def _fragment(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    attached: _Attached,
    writing: Writing,
    channels: Sequence[str],
) -> Response:
    services, case_id = console.services, attached.case_id
    async with services.database.reading() as tx:
        files = await draft_files.files_for(tx, services, signed_in.member, case_id, attached.ids, channels)
    context = {"files": files, "file_problem": attached.problem, "writing": writing}
    return console.renderer.page(request, "parts/files_list.html", context)
