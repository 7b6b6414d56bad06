"""Live conversations: who waits for a person, and one conversation that an officer has taken over from the bot."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse, JSONResponse, Response

from console.access.sessions import SignedIn
from console.case.casework import insertables
from console.case.draft_files import check_picked, files_for
from console.case.law import appended
from console.case.media import attachments_of
from console.live.chat_words import FILE_NOTES, PLATFORM_NOTES, delivery_context
from console.pages.case.one_case import Draft, Writing
from console.pages.case.writing import insertion, searched_law
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields
from console.web.guard import CaseHandler
from grievances.handouts import AT_ONCE
from grievances.live.model import LIVE_TEXT_MAX, LiveState, LiveView
from storage.clock import new_id
from storage.errors import RuleViolation

logger = logging.getLogger(__name__)
router = APIRouter()

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_STALE_FORM = "Trang này cũ quá nên chưa gửi được. Bạn tải lại trang rồi gửi lần nữa nhé."


@router.get("/chats")
async def list_chats(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    async with console.services.database.transaction() as tx:
        found = await console.services.live.lists(tx, signed_in.member)
    return console.renderer.page(request, "chats.html", {"lists": found})


@router.get("/chats/waiting")
async def waiting(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    """The sign in the top bar; `guard` has found already who waits."""
    return _fresh(request, console.renderer.part("parts/chats_sign.html", {"chats": request.state.chats}))


@router.get("/chats/{case_id}")
async def show_chat(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    return await chat_page(request, console, signed_in, case_id)


@router.get("/chats/{case_id}/feed")
async def feed(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """What the open page asks for every two seconds: it writes nothing, but now and then that who talks is here."""
    async with console.services.database.reading() as tx:
        view = await console.services.live.look(tx, signed_in.member, case_id)
        context = await _feed_context(tx, view)
    if view.sign_due:
        await _say_here(console, signed_in, case_id)
    return _fresh(request, console.renderer.part("parts/chat_feed.html", {**context, "signed_in": signed_in}))


async def _say_here(console: Console, signed_in: SignedIn, case_id: str) -> None:
    """The next answer says it again: nobody loses what is on the page to a database that others write to."""
    try:
        async with console.services.database.transaction() as tx:
            await console.services.live.is_here(tx, signed_in.member, case_id)
    except DBAPIError as error:
        logger.warning("could not note who talks: %s", type(error).__name__)


@router.post("/chats/{case_id}/offer")
async def offer(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    try:
        async with console.services.database.transaction() as tx:
            await console.services.live.offer(tx, signed_in.member, case_id)
    except RuleViolation as refusal:
        return await chat_page(request, console, signed_in, case_id, str(refusal))
    return console.renderer.done(f"/chats/{case_id}", "chat_offered")


@router.post("/chats/{case_id}/take")
async def take(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    try:
        async with console.services.database.transaction() as tx:
            await console.services.live.take(tx, signed_in.member, case_id)
    except RuleViolation as refusal:
        return await chat_page(request, console, signed_in, case_id, str(refusal))
    return console.renderer.done(f"/chats/{case_id}", "chat_taken")


@router.post("/chats/{case_id}/say")
async def say(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """Answers a script in JSON, and a plain form with the page."""
    fields = await form_fields(request)
    key, text = fields.raw("key"), fields.raw("text")
    by_script = "application/json" in request.headers.get("accept", "")
    try:
        if not _KEY.fullmatch(key):
            raise RuleViolation(_STALE_FORM)
        check_picked(fields)
        async with console.services.database.transaction() as tx:
            await console.services.live.say(tx, signed_in.member, case_id, key, text, fields.all("file"))
    except RuleViolation as refusal:
        if by_script:
            return JSONResponse({"error": str(refusal)}, 422)
        draft = Draft("chat", text, "", "", files=fields.all("file"))
        return await chat_page(request, console, signed_in, case_id, str(refusal), draft=draft)
    return Response(status_code=204) if by_script else console.renderer.done(f"/chats/{case_id}", "")


@router.post("/chats/{case_id}/insert")
async def insert(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """The page again, with a template or a citation behind what was typed; a script does it in place."""
    fields = await form_fields(request)
    kind, _, chosen = fields.text("insert").partition(":")
    more = await insertion(console, signed_in, case_id, kind, chosen)
    draft = Draft("chat", appended(fields.raw("text"), more), "", "", files=fields.all("file"))
    return await chat_page(request, console, signed_in, case_id, draft=draft)


@router.post("/chats/{case_id}/law")
async def search_law(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    draft = searched_law(console, await form_fields(request))
    if request.headers.get("x-fragment"):
        async with console.services.database.reading() as tx:
            await console.services.live.look(tx, signed_in.member, case_id)
        context = {"draft": draft, "writing": Writing.of_chat(case_id)}
        return console.renderer.page(request, "parts/law_results.html", context)
    return await chat_page(request, console, signed_in, case_id, draft=draft)


@router.post("/chats/{case_id}/typing")
async def typing(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        chat = await console.services.live.types(tx, signed_in.member, case_id)
    if chat is not None:
        await console.services.typing.show(chat)
    return Response(status_code=204)


@router.post("/chats/{case_id}/resend")
async def resend(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        entry = fields.number("entry", 0, 2**31 - 1, 0)
        again = await console.services.live.resend(tx, signed_in.member, case_id, entry)
    return console.renderer.done(f"/chats/{case_id}", "chat_resent" if again else "chat_not_resent")


@router.post("/chats/{case_id}/end")
async def end(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    text = fields.raw("text")
    try:
        async with console.services.database.transaction() as tx:
            ended = await console.services.live.end(tx, signed_in.member, case_id, text)
    except RuleViolation as refusal:
        return await chat_page(request, console, signed_in, case_id, str(refusal), last_words=text)
    return console.renderer.done(f"/chats/{case_id}", "chat_ended" if ended else "chat_over")


async def chat_page(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    problem: str = "",
    last_words: str = "",
    draft: Draft | None = None,
) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        view = await services.live.read(tx, signed_in.member, case_id)
        context = await _feed_context(tx, view)
        templates = await insertables(tx, services, signed_in.member, view.category, view.number, view.unit_name)
        given = draft.files if draft else ()
        files = await files_for(tx, services, signed_in.member, case_id, given, (view.channel_kind,))
    page = {
        **context,
        "reply_templates": templates,
        "has_law": services.topics is not None,
        "draft": draft,
        "writing": Writing.of_chat(case_id),
        "files": files,
        "files_at_once": AT_ONCE,
        "file_note": FILE_NOTES.get(view.channel_kind, ""),
        "problem": problem,
        "kept": draft.text if draft else "",
        "last_words": last_words,
        "key": new_id(),
        "limit": LIVE_TEXT_MAX,
        "note": PLATFORM_NOTES.get(view.channel_kind, ""),
    }
    return console.renderer.page(request, "chat.html", page, 422 if problem else 200)


async def _feed_context(tx: AsyncSession, view: LiveView) -> Mapping[str, Any]:
    return {
        "chat": view,
        "case": {"row": {"case_id": view.case_id}},
        "attachments": await attachments_of(tx, view.case_id),
        **delivery_context(view.deliveries),
        "may_offer": view.state in (None, LiveState.ENDED) and view.reachable and not view.closed,
    }


def _fresh(request: Request, html: str) -> Response:
    """The fragment; 304 while it is the one that the page has."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return HTMLResponse(html, headers={"ETag": tag})
