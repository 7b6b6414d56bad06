"""The workplaces that cases come from, and which spellings are one place."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields, query_fields
from console.web.guard import CaseHandler, CaseStaff
from console.web.paging import Pager
from grievances.collective.workplaces import Workplaces
from grievances.texts import WORKPLACE_MAX
from storage.errors import RuleViolation

router = APIRouter()

_PER_PAGE = 25


@router.get("/workplaces")
async def list_workplaces(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> Response:
    return await _page(request, console, signed_in, query_fields(request).number("page", 1, 1_000_000, 1))


@router.post("/workplaces/merge")
async def merge(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    fields = await form_fields(request)
    key, main = fields.text("key"), fields.text("main")[:WORKPLACE_MAX]
    try:
        async with console.services.database.transaction() as tx:
            await _workplaces(console).merge(tx, signed_in.member, key, main)
    except RuleViolation as error:
        problem = {"key": key, "main": main, "error": str(error)}
        return await _page(request, console, signed_in, fields.number("page", 1, 1_000_000, 1), problem)
    return console.renderer.done("/workplaces", "workplace_merged")


@router.post("/workplaces/undo")
async def undo(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await _workplaces(console).undo_merge(tx, signed_in.member, fields.text("alias"))
    return console.renderer.done("/workplaces", "workplace_undone")


async def _page(
    request: Request, console: Console, signed_in: SignedIn, page: int, problem: dict[str, str] | None = None
) -> Response:
    workplaces = _workplaces(console)
    async with console.services.database.transaction() as tx:
        places = await workplaces.places(tx, signed_in.member, page, _PER_PAGE)
        merged = await workplaces.merged(tx, signed_in.member)
    context = {
        "places": places,
        "merged": merged,
        "problem": problem,
        "pager": Pager(page, _PER_PAGE, places.total),
        "longest": WORKPLACE_MAX,
    }
    return console.renderer.page(request, "workplaces.html", context, 422 if problem else 200)


def _workplaces(console: Console) -> Workplaces:
    return Workplaces(console.services.vault, console.services.clock)
