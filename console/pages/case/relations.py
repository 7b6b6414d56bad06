"""Tying cases to each other: link them, or merge one that tells the same once more."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.pages.case.one_case import act_on_case, back_to_case
from console.queue.query import case_number_in
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields
from console.web.guard import CaseHandler
from grievances.relations import RelatedCases

router = APIRouter()


@router.post("/cases/{case_id}/link")
async def link(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await _related(console).link(tx, signed_in.member, case_id, _number(fields))
        return "linked"

    return await act_on_case(request, console, signed_in, case_id, "relation", act)


@router.post("/cases/{case_id}/unlink")
async def unlink(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await _related(console).unlink(tx, signed_in.member, case_id, fields.text("other"))
        return "unlinked"

    return await act_on_case(request, console, signed_in, case_id, "relation", act)


@router.post("/cases/{case_id}/merge")
async def merge(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> Response:
        survivor_id = await _related(console).merge(tx, signed_in.member, case_id, _number(fields))
        return back_to_case(console, survivor_id, fields, "case_merged")

    return await act_on_case(request, console, signed_in, case_id, "relation", act)


@router.post("/cases/{case_id}/unmerge")
async def undo_merge(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, _: Fields) -> str:
        await _related(console).undo_merge(tx, signed_in.member, case_id)
        return "case_unmerged"

    return await act_on_case(request, console, signed_in, case_id, "relation", act)


def _number(fields: Fields) -> int:
    """0, which no case has, for what is no case number."""
    return case_number_in(fields.text("text")[:40]) or 0


def _related(console: Console) -> RelatedCases:
    return RelatedCases(console.services.vault, console.services.clock)
