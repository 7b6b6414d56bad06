"""Reply templates: read by every officer, written by who may."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import CaseHandler, require
from console.web.paging import Pager
from grievances.model import Category
from grievances.permissions import Permission
from grievances.templates import BODY_MAX, PLACEHOLDERS, TITLE_MAX, Draft, Templates, filled
from storage.errors import Conflict, RuleViolation

router = APIRouter()

Writer = Annotated[SignedIn, Depends(require(Permission.TEMPLATE_EDIT))]

_PER_PAGE = 25
_EXAMPLE_NUMBER = 123


@router.get("/templates")
async def list_templates(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    fields = query_fields(request)
    archived, page = fields.text("archived") == "1", fields.number("page", 1, 1_000_000, 1)
    async with console.services.database.transaction() as tx:
        found, total = await _templates(console).page(tx, signed_in.member, archived, page, _PER_PAGE)
    context = {
        "templates": found,
        "archived": archived,
        "pager": Pager(page, _PER_PAGE, total),
        "example": lambda one: filled(one.body, _EXAMPLE_NUMBER, one.unit_name),
    }
    return console.renderer.page(request, "templates.html", context)


@router.get("/templates/new")
async def new(request: Request, console: ConsoleDep, signed_in: Writer) -> Response:
    return await _form(request, console, signed_in, "", _values(signed_in.member.unit_id))


@router.post("/templates/new")
async def write(request: Request, console: ConsoleDep, signed_in: Writer) -> Response:
    fields = await form_fields(request)
    if fields.text("preview"):
        return await _form(request, console, signed_in, "", _typed(fields), preview=True)
    try:
        async with console.services.database.transaction() as tx:
            await _templates(console).write(tx, signed_in.member, _draft(fields))
    except RuleViolation as error:
        return await _form(request, console, signed_in, "", _typed(fields), str(error))
    return console.renderer.done("/templates", "template_saved")


@router.get("/templates/{template_id}")
async def edit(request: Request, console: ConsoleDep, signed_in: Writer, template_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        one = await _templates(console).one(tx, signed_in.member, template_id)
    values = _values(one.unit_id, one.title, one.body, one.category or "", one.version)
    return await _form(request, console, signed_in, template_id, values)


@router.post("/templates/{template_id}")
async def change(request: Request, console: ConsoleDep, signed_in: Writer, template_id: str) -> Response:
    fields = await form_fields(request)
    if fields.text("preview"):
        return await _form(request, console, signed_in, template_id, _typed(fields), preview=True)
    try:
        async with console.services.database.transaction() as tx:
            version = fields.number("version", -1, 2**31 - 1, -1)
            await _templates(console).change(tx, signed_in.member, template_id, version, _draft(fields))
    except (RuleViolation, Conflict) as error:
        values = _typed(fields)
        if isinstance(error, Conflict):
            async with console.services.database.transaction() as tx:
                values["version"] = (await _templates(console).one(tx, signed_in.member, template_id)).version
        return await _form(request, console, signed_in, template_id, values, str(error))
    return console.renderer.done("/templates", "template_saved")


@router.post("/templates/{template_id}/archive")
async def archive(request: Request, console: ConsoleDep, signed_in: Writer, template_id: str) -> Response:
    archived = (await form_fields(request)).text("archived") == "1"
    async with console.services.database.transaction() as tx:
        await _templates(console).archive(tx, signed_in.member, template_id, archived)
    return console.renderer.done("/templates", "template_archived" if archived else "template_restored")


async def _form(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    template_id: str,
    values: dict[str, Any],
    error: str = "",
    preview: bool = False,
) -> Response:
    async with console.services.database.transaction() as tx:
        units = await console.services.desk.visible_units(tx, signed_in.member)
    unit_name = next((unit.name for unit in units if unit.id == values["unit"]), signed_in.member.unit_name)
    context = {
        "template_id": template_id,
        "values": values,
        "units": units,
        "error": error,
        "preview": filled(values["body"], _EXAMPLE_NUMBER, unit_name) if preview else "",
        "placeholders": PLACEHOLDERS,
        "limits": {"title": TITLE_MAX, "body": BODY_MAX},
    }
    return console.renderer.page(request, "template_form.html", context, 422 if error else 200)


def _values(unit: str, title: str = "", body: str = "", category: str = "", version: int = 0) -> dict[str, Any]:
    return {"unit": unit, "title": title, "body": body, "category": category, "version": version}


def _typed(fields: Fields) -> dict[str, Any]:
    version = fields.number("version", -1, 2**31 - 1, -1)
    return _values(fields.text("unit"), fields.raw("title"), fields.raw("text"), fields.text("category"), version)


def _draft(fields: Fields) -> Draft:
    category = fields.text("category")
    known = Category(category) if category in Category else None
    return Draft(fields.raw("title"), fields.raw("text"), known, fields.text("unit"))


def _templates(console: Console) -> Templates:
    return Templates(console.services.clock)
