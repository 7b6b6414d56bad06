"""Help for writing an answer: templates and the law, put into the reply without losing what was typed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.case.law import appended, cite, find_law
from console.pages.case.one_case import Draft, Writing, case_page
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields
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
    more = await insertion(console, signed_in, case_id, kind, chosen)
    draft = Draft("reply", appended(fields.raw("text"), more), "", "", files=fields.all("file"))
    return await case_page(request, console, signed_in, case_id, fields, draft)


@router.post("/cases/{case_id}/law")
async def search_law(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    draft = searched_law(console, fields)
    if request.headers.get("x-fragment"):
        async with console.services.database.transaction() as tx:
            await console.services.desk.read(tx, signed_in.member, case_id)
        context = {"draft": draft, "writing": Writing.of_case(case_id)}
        return console.renderer.page(request, "parts/law_results.html", context)
    return await case_page(request, console, signed_in, case_id, fields, draft)


@router.post("/law")
async def search_law_for_many(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    """For an answer to many cases; only ever a part of a page."""
    draft = searched_law(console, await form_fields(request))
    return console.renderer.page(request, "parts/law_results.html", {"draft": draft, "writing": None})


def searched_law(console: Console, fields: Fields) -> Draft:
    """What an officer looks for, in the body of the request: it may be a worker's words."""
    searched = fields.text("law")[:_SEARCH_MAX]
    book = console.services.topics
    law = find_law(book, searched, in_vietnam(console.services.clock()).date()) if book else ()
    return Draft("reply", fields.raw("text"), "", "", searched=searched, law=law, files=fields.all("file"))


async def insertion(console: Console, signed_in: SignedIn, case_id: str, kind: str, chosen: str) -> str:
    """The words that an officer chose, for this case."""
    services = console.services
    if kind == "template":
        async with services.database.transaction() as tx:
            template = await Templates(services.clock).one(tx, signed_in.member, chosen)
            case = await services.desk.read(tx, signed_in.member, case_id)
        return filled(template.body, case.row.number, case.row.unit_name)
    if kind == "topic" and services.topics and chosen in services.topics.topic_ids():
        return cite(services.topics, chosen, in_vietnam(services.clock()).date()).text
    raise NotFound
