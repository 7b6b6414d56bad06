"""Help for writing an answer: templates and the law, put into the reply without losing what was typed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.case.law import appended, cite, find_law
from console.pages.case.one_case import Draft, case_page
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields
from console.web.guard import CaseHandler
from grievances.templates import Templates, filled
from storage.clock import in_vietnam
from storage.errors import NotFound

router = APIRouter()

_SEARCH_MAX = 100


@router.post("/cases/{case_id}/insert")
async def insert(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """The reply form again, with a template or a citation behind what stands there."""
    fields = await form_fields(request)
    kind, _, chosen = fields.text("insert").partition(":")
    more = await _insertion(console, signed_in, case_id, kind, chosen)
    draft = Draft("reply", appended(fields.raw("text"), more), "", "")
    return await case_page(request, console, signed_in, case_id, fields, draft)


@router.post("/cases/{case_id}/law")
async def search_law(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    """In the body of the request: what an officer looks for may be a worker's words."""
    fields = await form_fields(request)
    searched = fields.text("law")[:_SEARCH_MAX]
    book = console.services.topics
    law = find_law(book, searched, in_vietnam(console.services.clock()).date()) if book else ()
    draft = Draft("reply", fields.raw("text"), "", "", searched=searched, law=law)
    if request.headers.get("x-fragment"):
        async with console.services.database.transaction() as tx:
            case = await console.services.desk.read(tx, signed_in.member, case_id)
        return console.renderer.page(request, "parts/law_results.html", {"draft": draft, "row": case.row})
    return await case_page(request, console, signed_in, case_id, fields, draft)


async def _insertion(console: Console, signed_in: SignedIn, case_id: str, kind: str, chosen: str) -> str:
    services = console.services
    if kind == "template":
        async with services.database.transaction() as tx:
            template = await Templates(services.clock).one(tx, signed_in.member, chosen)
            case = await services.desk.read(tx, signed_in.member, case_id)
        return filled(template.body, case.row.number, case.row.unit_name)
    if kind == "topic" and services.topics and chosen in services.topics.topic_ids():
        return cite(services.topics, chosen, in_vietnam(services.clock()).date()).text
    raise NotFound
