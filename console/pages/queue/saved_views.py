"""Saved filters: keep the ones in force under a name, open, rename, order and delete them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.access.sessions import SignedIn
from console.pages.queue.piles import query_in
from console.queue.query import read_query
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import CaseStaff
from console.web.rendering import BASE
from grievances.queue.saved_views import MOST_VIEWS, NAME_MAX, SavedViews
from grievances.queue.searches import Searches
from storage.errors import RuleViolation

router = APIRouter()


@router.get("/views")
async def list_views(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> Response:
    return await _page(request, console, signed_in)


@router.post("/views")
async def save(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> Response:
    fields, member = await form_fields(request), signed_in.member
    query = read_query(Fields(dict(parse_qsl(fields.text("back")[:500]))))
    try:
        async with console.services.database.transaction() as tx:
            query = await query_in(tx, console, member, query)
            filters = replace(query, search_id="", searched=query.searched if query.filter.number else "").address()
            await saved_views(console).save(
                tx, member, fields.raw("name"), filters, query.filter.words, shared=fields.text("shared") == "1"
            )
    except RuleViolation as error:
        return await _page(request, console, signed_in, str(error))
    return console.renderer.done(f"/cases{'?' + query.address() if query.address() else ''}", "view_saved")


@router.get("/views/{view_id}")
async def open_view(console: ConsoleDep, signed_in: CaseStaff, view_id: str) -> Response:
    """To the list; what is searched for gets an address of this person's own."""
    services, member = console.services, signed_in.member
    async with services.database.transaction() as tx:
        view = await saved_views(console).get(tx, member, view_id)
        query = read_query(Fields(dict(parse_qsl(view.filters))))
        if view.words:
            search_id = await Searches(services.vault, services.clock).keep(tx, member, view.words)
            query = replace(query, search_id=search_id, searched="")
    address = query.address()
    return RedirectResponse(f"{BASE}/cases{'?' + address if address else ''}", status_code=303)


@router.post("/views/{view_id}/rename")
async def rename(request: Request, console: ConsoleDep, signed_in: CaseStaff, view_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await saved_views(console).rename(tx, signed_in.member, view_id, fields.raw("name"))
    except RuleViolation as error:
        return await _page(request, console, signed_in, str(error))
    return console.renderer.done("/views", "view_renamed")


@router.post("/views/{view_id}/delete")
async def delete(console: ConsoleDep, signed_in: CaseStaff, view_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        await saved_views(console).delete(tx, signed_in.member, view_id)
    return console.renderer.done("/views", "view_deleted")


@router.post("/views/{view_id}/up")
async def move_up(console: ConsoleDep, signed_in: CaseStaff, view_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        await saved_views(console).move_up(tx, signed_in.member, view_id)
    return RedirectResponse(f"{BASE}/views", status_code=303)


def saved_views(console: Console) -> SavedViews:
    return SavedViews(console.services.vault, console.services.clock)


async def _page(request: Request, console: Console, signed_in: SignedIn, problem: str = "") -> Response:
    async with console.services.database.reading() as tx:
        views = await saved_views(console).all(tx, signed_in.member)
    context = {"views": views, "problem": problem, "most": MOST_VIEWS, "name_max": NAME_MAX}
    return console.renderer.page(request, "saved_views.html", context, 422 if problem else 200)
