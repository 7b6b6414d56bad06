"""Attaching files to an answer, on a case's page and in a live conversation; and sending again what got nowhere."""

from __future__ import annotations

from collections.abc import Sequence

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


@router.post("/cases/{case_id}/files")
async def attach_to_reply(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """The attached files anew for a script, and the whole page for a browser without."""
    upload = await upload_form(request)
    ids, problem = await draft_files.attach(console.services, signed_in.member, case_id, upload)
    return await _reply(request, console, signed_in, case_id, upload.fields, ids, problem)


@router.post("/cases/{case_id}/files/drop")
async def drop_from_reply(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    ids = await draft_files.drop(console.services, signed_in.member, case_id, fields)
    return await _reply(request, console, signed_in, case_id, fields, ids, "")


@router.post("/chats/{case_id}/files")
async def attach_to_chat(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    upload = await upload_form(request)
    ids, problem = await draft_files.attach(console.services, signed_in.member, case_id, upload)
    return await _chat(request, console, signed_in, case_id, upload.fields, ids, problem)


@router.post("/chats/{case_id}/files/drop")
async def drop_from_chat(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    ids = await draft_files.drop(console.services, signed_in.member, case_id, fields)
    return await _chat(request, console, signed_in, case_id, fields, ids, "")


@router.post("/cases/{case_id}/resend")
async def resend(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        entry = fields.number("entry", 0, 2**31 - 1, 0)
        again = await console.services.live.resend(tx, signed_in.member, case_id, entry)
    return back_to_case(console, case_id, fields, "chat_resent" if again else "chat_not_resent")


async def _reply(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    fields: Fields,
    ids: Sequence[str],
    problem: str,
) -> Response:
    if request.headers.get("x-fragment"):
        async with console.services.database.transaction() as tx:
            case = await console.services.desk.read(tx, signed_in.member, case_id)
            channels = await draft_files.channels_of(tx, case)
        return await _fragment(request, console, signed_in, Writing.of_case(case_id), case_id, ids, channels, problem)
    draft = Draft("reply", fields.raw("text"), "", "", files=ids, file_problem=problem)
    return await case_page(request, console, signed_in, case_id, fields, draft, 422 if problem else 200)


async def _chat(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    fields: Fields,
    ids: Sequence[str],
    problem: str,
) -> Response:
    if request.headers.get("x-fragment"):
        async with console.services.database.reading() as tx:
            view = await console.services.live.look(tx, signed_in.member, case_id)
        channels = (view.channel_kind,)
        return await _fragment(request, console, signed_in, Writing.of_chat(case_id), case_id, ids, channels, problem)
    draft = Draft("chat", fields.raw("text"), "", "", files=ids, file_problem=problem)
    return await chat_page(request, console, signed_in, case_id, draft=draft)


async def _fragment(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    writing: Writing,
    case_id: str,
    ids: Sequence[str],
    channels: Sequence[str],
    problem: str,
) -> Response:
    services = console.services
    async with services.database.reading() as tx:
        files = await draft_files.files_for(tx, services, signed_in.member, case_id, ids, channels)
    context = {"files": files, "file_problem": problem, "writing": writing}
    return console.renderer.page(request, "parts/files_list.html", context)
