"""Tags on a case: put one on, take one off."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.pages.case.one_case import back_to_case, refused
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields
from console.web.guard import CaseHandler
from grievances.tags import Tags
from storage.errors import RuleViolation

router = APIRouter()


@router.post("/cases/{case_id}/tags")
async def add_tag(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await _tags(console).add(tx, signed_in.member, case_id, fields.text("text"))
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "tag", error)
    return back_to_case(console, case_id, fields, "tagged")


@router.post("/cases/{case_id}/tags/remove")
async def remove_tag(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await _tags(console).remove(tx, signed_in.member, case_id, fields.text("key"))
    return back_to_case(console, case_id, fields, "untagged")


def _tags(console: Console) -> Tags:
    return Tags(console.services.vault, console.services.clock)
