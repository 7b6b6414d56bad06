"""Joining reports that say the same into one collective case, and what only such a case has."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.pages.case.one_case import act_on_case
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import CaseHandler
from grievances.collective import alike
from grievances.collective.workplaces import Workplaces
from grievances.model import Category
from grievances.queue.scope import case_row
from storage.errors import NotFound, RuleViolation

router = APIRouter()


@router.get("/collectives/new")
async def preview(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    return await _preview(request, console, signed_in, query_fields(request))


@router.post("/collectives")
async def create(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    fields = await form_fields(request)
    chosen = {name.removeprefix("case-") for name in fields.names("case-")}
    try:
        async with console.services.database.transaction() as tx:
            collectives = console.services.desk.collectives
            case_id = await collectives.create(tx, signed_in.member, fields.text("key"), _category(fields), chosen)
    except RuleViolation as error:
        return await _preview(request, console, signed_in, fields, str(error), chosen)
    return console.renderer.done(f"/cases/{case_id}", "joined")


@router.post("/cases/{case_id}/collective/join")
async def join_new(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, _: Fields) -> str:
        await console.services.desk.collectives.join_new(tx, signed_in.member, case_id)
        return "joined_new"

    return await act_on_case(request, console, signed_in, case_id, "collective", act)


@router.post("/cases/{case_id}/collective/auto")
async def set_auto_join(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        wanted = fields.text("on") == "1"
        await console.services.desk.collectives.set_auto_join(tx, signed_in.member, case_id, wanted)
        return "auto_join_on" if wanted else "auto_join_off"

    return await act_on_case(request, console, signed_in, case_id, "collective", act)


@router.post("/cases/{case_id}/collective/undo")
async def undo_join(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await console.services.desk.collectives.undo_join(tx, signed_in.member, case_id, fields.text("batch"))
        return "split"

    return await act_on_case(request, console, signed_in, case_id, "collective", act)


async def _preview(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    fields: Fields,
    error: str = "",
    chosen: set[str] | None = None,
) -> Response:
    """What would be joined, and what that means. NotFound when there is nothing (any more)."""
    services, key, category = console.services, fields.text("key"), _category(fields)
    async with services.database.transaction() as tx:
        found = await alike.reports(tx, signed_in.member, key, category, services.clock())
        if not found:
            raise NotFound
        people = await alike.count_people(tx, services.vault, [case for case, _ in found], forgotten=False)
        name = (await Workplaces(services.vault, services.clock).names(tx, signed_in.member, [key])).get(key, "")
    context = {
        "rows": [case_row(case, unit_name, rings=False, assignee=None) for case, unit_name in found],
        "people": people,
        "least": alike.LEAST,
        "key": key,
        "category": category,
        "workplace": name,
        "error": error,
        "chosen": chosen,
    }
    return console.renderer.page(request, "collective_new.html", context, 422 if error else 200)


def _category(fields: Fields) -> Category:
    value = fields.text("category")
    if value not in Category:
        raise NotFound
    return Category(value)
