"""Whose case it is: take it, give it to somebody, hand it to another unit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.context import ConsoleDep
from console.forms import form_fields
from console.guard import CaseAssigner, CaseHandler
from console.handling import assignments_of, conflicts_of
from console.pages.cases import back_to_case, refused, version_of
from grievances.clocks.severity import Severities
from grievances.model import Severity
from storage.errors import Conflict, RuleViolation

router = APIRouter()


@router.post("/cases/{case_id}/take")
async def take(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields, assignments = await form_fields(request), assignments_of(console.services)
    try:
        async with console.services.database.transaction() as tx:
            await assignments.take(tx, signed_in.member, case_id, version_of(fields))
    except (Conflict, RuleViolation) as error:
        return await refused(request, console, signed_in, case_id, fields, "take", error)
    return back_to_case(console, case_id, fields, "taken")


@router.post("/cases/{case_id}/assign")
async def assign(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    fields, assignments = await form_fields(request), assignments_of(console.services)
    try:
        async with console.services.database.transaction() as tx:
            await assignments.assign(
                tx, signed_in.member, case_id, version_of(fields), fields.text("to"), fields.raw("text")
            )
    except (Conflict, RuleViolation) as error:
        return await refused(request, console, signed_in, case_id, fields, "assign", error)
    return back_to_case(console, case_id, fields, "assigned")


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
    fields, services = await form_fields(request), console.services
    to = fields.text("to")
    try:
        if to not in Severity:
            raise RuleViolation("Bạn chọn mức độ mới giúp nhé.")
        async with services.database.transaction() as tx:
            await Severities(services.vault, services.clock).change(
                tx, signed_in.member, case_id, version_of(fields), Severity(to), fields.raw("text")
            )
    except (Conflict, RuleViolation) as error:
        return await refused(request, console, signed_in, case_id, fields, "severity", error)
    return back_to_case(console, case_id, fields, "severity_changed")


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
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await conflicts_of(console.services).exclude(tx, signed_in.member, case_id, fields.text("to"))
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "exclude", error)
    return back_to_case(console, case_id, fields, "excluded")


@router.post("/cases/{case_id}/readmit")
async def readmit(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await conflicts_of(console.services).readmit(tx, signed_in.member, case_id, fields.text("to"))
    return back_to_case(console, case_id, fields, "readmitted")
