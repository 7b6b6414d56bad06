"""Photos, voice notes and files of a case, each one opened by an officer who may see it, and written down."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.case.media import media_response
from console.web.context import ConsoleDep
from console.web.guard import CaseStaff

router = APIRouter()


@router.get("/cases/{case_id}/media/{media_id}")
async def show_media(
    request: Request, console: ConsoleDep, signed_in: CaseStaff, case_id: str, media_id: str
) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        media = await services.desk.media(tx, signed_in.member, case_id, media_id)
    return media_response(media, media_id, request.headers.get("range", ""))


@router.get("/cases/{case_id}/media/{media_id}/preview")
async def show_preview(console: ConsoleDep, signed_in: CaseStaff, case_id: str, media_id: str) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        media = await services.desk.media(tx, signed_in.member, case_id, media_id, preview=True)
    return media_response(media, media_id)
