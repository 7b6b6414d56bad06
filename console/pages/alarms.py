"""Emergencies that nobody has taken: the bar that every page carries and keeps asking for, and taking one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.pages.case.one_case import back_to_case
from console.web.context import ConsoleDep
from console.web.forms import form_fields
from console.web.guard import CaseHandler

router = APIRouter()


@router.get("/alarms")
async def show_alarms(request: Request, console: ConsoleDep, signed_in: CaseHandler) -> Response:
    """`guard` has found already what rings for whom."""
    return console.renderer.alarm_bar(request)


@router.post("/cases/{case_id}/take-alarm")
async def take_alarm(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        taken = await console.services.desk.take_alarm(tx, signed_in.member, case_id)
    return back_to_case(console, case_id, fields, "alarm_taken" if taken else "alarm_over")
