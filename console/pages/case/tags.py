"""Tags on a case: put one on, take one off."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.pages.case.one_case import act_on_case
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields
from console.web.guard import CaseHandler
from grievances.tags import Tags

router = APIRouter()


@router.post("/cases/{case_id}/tags")
async def add_tag(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await _tags(console).add(tx, signed_in.member, case_id, fields.text("text"))
        return "tagged"

    return await act_on_case(request, console, signed_in, case_id, "tag", act)


@router.post("/cases/{case_id}/tags/remove")
async def remove_tag(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await _tags(console).remove(tx, signed_in.member, case_id, fields.text("key"))
        return "untagged"

    return await act_on_case(request, console, signed_in, case_id, "tag", act)


def _tags(console: Console) -> Tags:
    return Tags(console.services.vault, console.services.clock)
