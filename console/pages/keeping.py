"""Keeping the words of a case beyond their time, and letting them go again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.case_privacy import keeping_of
from console.context import ConsoleDep
from console.forms import form_fields
from console.guard import CaseHolder
from console.pages.cases import back_to_case, refused
from storage.errors import RuleViolation

router = APIRouter()


@router.post("/cases/{case_id}/hold")
async def hold(request: Request, console: ConsoleDep, signed_in: CaseHolder, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await keeping_of(console.services).hold(tx, signed_in.member, case_id, fields.raw("text"))
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "hold", error)
    return back_to_case(console, case_id, fields, "held")


@router.post("/cases/{case_id}/release")
async def release(request: Request, console: ConsoleDep, signed_in: CaseHolder, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await keeping_of(console.services).release(tx, signed_in.member, case_id)
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "hold", error)
    return back_to_case(console, case_id, fields, "released")
