"""Acts on many cases: chosen in the list, looked at, done a few at a time, taken back."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.pages.queue.piles import query_in
from console.queue.query import read_query
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import CaseHandler
from console.web.rendering import BASE
from grievances.model import StaffMember
from grievances.queue.bulk import AT_ONCE, MOST_CASES, ActState, BulkActs, Outcome
from grievances.queue.bulk_changes import BulkChange, BulkKind, Changer
from grievances.templates import Templates, has_placeholders
from storage.errors import NotFound, RuleViolation

router = APIRouter()


@router.post("/cases/bulk")
async def prepare(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    fields = await form_fields(request)
    back = fields.text("back")[:500]
    chosen = [str(value) for value in (await request.form()).getlist("case")]
    try:
        change = await _change(console, signed_in.member, fields)
        if fields.text("everything") == "1":
            chosen = await _everything(console, signed_in.member, back)
        act_id = await _acts(console).prepare(signed_in.member, change, chosen)
    except RuleViolation as error:
        context = {"problem": str(error), "back": back}
        return console.renderer.page(request, "bulk_problem.html", context, 422)
    return RedirectResponse(f"{BASE}/cases/bulk/{act_id}", status_code=303)


@router.get("/cases/bulk/{act_id}")
async def show(request: Request, console: ConsoleDep, signed_in: CaseHandler, act_id: str) -> Response:
    act = await _acts(console).view(signed_in.member, act_id)
    context = {
        "act": act,
        "states": ActState,
        "outcomes": Outcome,
        "at_once": AT_ONCE,
        "fills_in": act.change.kind is BulkKind.REPLY and has_placeholders(act.change.text),
    }
    return console.renderer.page(request, "bulk.html", context)


@router.post("/cases/bulk/{act_id}/go-on")
async def go_on(console: ConsoleDep, signed_in: CaseHandler, act_id: str) -> Response:
    await _acts(console).go_on(signed_in.member, act_id)
    return RedirectResponse(f"{BASE}/cases/bulk/{act_id}", status_code=303)


@router.post("/cases/bulk/{act_id}/undo")
async def undo(request: Request, console: ConsoleDep, signed_in: CaseHandler, act_id: str) -> Response:
    try:
        await _acts(console).undo(signed_in.member, act_id)
    except RuleViolation as error:
        return console.renderer.page(request, "bulk_problem.html", {"problem": str(error), "back": ""}, 422)
    return RedirectResponse(f"{BASE}/cases/bulk/{act_id}", status_code=303)


async def _change(console: Console, member: StaffMember, fields: Fields) -> BulkChange:
    kind = fields.text("act")
    if kind not in BulkKind:
        raise RuleViolation("Bạn chọn việc cần làm giúp nhé.")
    text = fields.text(f"{kind}_text")
    if kind == BulkKind.REPLY and not text and fields.text("template"):
        text = await _template(console, member, fields.text("template"))
    return BulkChange(BulkKind(kind), fields.text(f"{kind}_to"), text)


async def _template(console: Console, member: StaffMember, template_id: str) -> str:
    """For browsers without scripts: with them the template stands in the box already."""
    async with console.services.database.transaction() as tx:
        return (await Templates(console.services.clock).one(tx, member, template_id)).body


async def _everything(console: Console, member: StaffMember, back: str) -> list[str]:
    """All cases that the filters of the list mean."""
    services = console.services
    query = read_query(Fields(dict(parse_qsl(back))))
    async with services.database.reading() as tx:
        query = await query_in(tx, console, member, replace(query, page=1))
        if not query.understood:
            raise NotFound
        return list(await services.desk.ids(tx, member, query.filter, MOST_CASES))


def _acts(console: Console) -> BulkActs:
    services = console.services
    changer = Changer(services.vault, services.clock, services.desk)
    return BulkActs(services.database, services.vault, services.clock, changer)
