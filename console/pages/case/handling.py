"""Whose case it is: take it, give it to somebody, hand it to another unit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.case.handling import assignments_of, conflicts_of
from console.pages.case.one_case import act_on_case, back_to_case, refused, version_of
from console.web.context import ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import CaseAssigner, CaseHandler
from grievances.clocks.severity import Severities
from grievances.model import Severity
from storage.errors import Conflict, RuleViolation

router = APIRouter()


@router.post("/cases/{case_id}/take")
async def take(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await assignments_of(console.services).take(tx, signed_in.member, case_id, version_of(fields))
        return "taken"

    return await act_on_case(request, console, signed_in, case_id, "take", act)


@router.post("/cases/{case_id}/assign")
async def assign(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await assignments_of(console.services).assign(
            tx, signed_in.member, case_id, version_of(fields), fields.text("to"), fields.raw("text")
        )
        return "assigned"

    return await act_on_case(request, console, signed_in, case_id, "assign", act)


@router.post("/cases/{case_id}/unit")
async def hand_over(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    fields, assignments = await form_fields(request), assignments_of(console.services)
    try:
        async with console.services.database.transaction() as tx:
            await assignments.move(
                tx, signed_in.member, case_id, version_of(fields), fields.text("to"), fields.raw("text")
            )
    except (Conflict, RuleViolation) as error:
        return await refused(request, console, signed_in, case_id, fields, "unit", error)
    # It may be out of this officer's sight now.
    return console.renderer.done("/cases", "handed_on")


@router.post("/cases/{case_id}/severity")
async def change_severity(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        to = fields.text("to")
        if to not in Severity:
            raise RuleViolation("Bạn chọn mức độ mới giúp nhé.")
        await Severities(console.services.vault, console.services.clock).change(
            tx, signed_in.member, case_id, version_of(fields), Severity(to), fields.raw("text")
        )
        return "severity_changed"

    return await act_on_case(request, console, signed_in, case_id, "severity", act)


@router.post("/cases/{case_id}/conflict")
async def declare_conflict(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        if not fields.text("sure"):
            raise RuleViolation("Bạn đánh dấu xác nhận trước nhé.")
        async with console.services.database.transaction() as tx:
            await conflicts_of(console.services).declare_own(tx, signed_in.member, case_id)
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "conflict", error)
    return console.renderer.done("/cases", "stepped_back")


@router.post("/cases/{case_id}/exclude")
async def exclude(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await conflicts_of(console.services).exclude(tx, signed_in.member, case_id, fields.text("to"))
        return "excluded"

    return await act_on_case(request, console, signed_in, case_id, "exclude", act)


@router.post("/cases/{case_id}/readmit")
async def readmit(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await conflicts_of(console.services).readmit(tx, signed_in.member, case_id, fields.text("to"))
    return back_to_case(console, case_id, fields, "readmitted")
