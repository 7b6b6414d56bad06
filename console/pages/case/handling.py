"""Whose case it is: take it, give it to somebody, hand it to another unit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.case.handling import assignments_of, conflicts_of
from console.pages.case.one_case import act_on_case, version_of
from console.web.context import ConsoleDep
from console.web.forms import Fields
from console.web.guard import CaseAssigner, CaseHandler
from grievances.clocks.severity import Severities
from grievances.model import Severity
from storage.errors import RuleViolation

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
    async def act(tx: AsyncSession, fields: Fields) -> Response:
        await assignments_of(console.services).move(
            tx, signed_in.member, case_id, version_of(fields), fields.text("to"), fields.raw("text")
        )
        # It may be out of this officer's sight now.
        return console.renderer.done("/cases", "handed_on")

    return await act_on_case(request, console, signed_in, case_id, "unit", act)


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
    async def act(tx: AsyncSession, fields: Fields) -> Response:
        if not fields.text("sure"):
            raise RuleViolation("Bạn đánh dấu xác nhận trước nhé.")
        await conflicts_of(console.services).declare_own(tx, signed_in.member, case_id)
        return console.renderer.done("/cases", "stepped_back")

    return await act_on_case(request, console, signed_in, case_id, "conflict", act)


@router.post("/cases/{case_id}/exclude")
async def exclude(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await conflicts_of(console.services).exclude(tx, signed_in.member, case_id, fields.text("to"))
        return "excluded"

    return await act_on_case(request, console, signed_in, case_id, "exclude", act)


@router.post("/cases/{case_id}/readmit")
async def readmit(request: Request, console: ConsoleDep, signed_in: CaseAssigner, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await conflicts_of(console.services).readmit(tx, signed_in.member, case_id, fields.text("to"))
        return "readmitted"

    return await act_on_case(request, console, signed_in, case_id, "readmit", act)
