"""Keeping the words of a case beyond their time, and letting them go again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.case.privacy import keeping_of
from console.pages.case.one_case import act_on_case
from console.web.context import ConsoleDep
from console.web.forms import Fields
from console.web.guard import CaseHolder

router = APIRouter()


@router.post("/cases/{case_id}/hold")
async def hold(request: Request, console: ConsoleDep, signed_in: CaseHolder, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await keeping_of(console.services).hold(tx, signed_in.member, case_id, fields.raw("text"))
        return "held"

    return await act_on_case(request, console, signed_in, case_id, "hold", act)


@router.post("/cases/{case_id}/release")
async def release(request: Request, console: ConsoleDep, signed_in: CaseHolder, case_id: str) -> Response:
    async def act(tx: AsyncSession, _: Fields) -> str:
        await keeping_of(console.services).release(tx, signed_in.member, case_id)
        return "released"

    return await act_on_case(request, console, signed_in, case_id, "hold", act)
