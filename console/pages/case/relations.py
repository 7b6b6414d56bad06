"""Tying cases to each other: link them, or merge one that tells the same once more."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.pages.case.one_case import back_to_case, refused
from console.queue.query import case_number_in
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import CaseHandler
from grievances.relations import RelatedCases
from storage.errors import RuleViolation

router = APIRouter()


@router.post("/cases/{case_id}/link")
async def link(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await _related(console).link(tx, signed_in.member, case_id, _number(fields))
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "relation", error)
    return back_to_case(console, case_id, fields, "linked")


@router.post("/cases/{case_id}/unlink")
async def unlink(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await _related(console).unlink(tx, signed_in.member, case_id, fields.text("other"))
    return back_to_case(console, case_id, fields, "unlinked")


@router.post("/cases/{case_id}/merge")
async def merge(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            survivor_id = await _related(console).merge(tx, signed_in.member, case_id, _number(fields))
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "relation", error)
    return back_to_case(console, survivor_id, fields, "case_merged")


@router.post("/cases/{case_id}/unmerge")
async def undo_merge(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await _related(console).undo_merge(tx, signed_in.member, case_id)
    except RuleViolation as error:
        return await refused(request, console, signed_in, case_id, fields, "relation", error)
    return back_to_case(console, case_id, fields, "case_unmerged")


def _number(fields: Fields) -> int:
    """0, which no case has, for what is no case number."""
    return case_number_in(fields.text("text")[:40]) or 0


def _related(console: Console) -> RelatedCases:
    return RelatedCases(console.services.vault, console.services.clock)
