"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.access.brakes import TooManyTries
from console.access.devices import device
from console.access.sessions import SignedIn
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields
from console.web.guard import Current
from grievances.audit import record
from storage.errors import RuleViolation

router = APIRouter()


@router.get("/account")
async def show_account(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    return await _account_page(request, console, signed_in)


@router.post("/account/password")
async def change_password(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    fields = await form_fields(request)
    try:
        await console.sign_in.change_password(signed_in, fields.raw("old"), fields.raw("new"), fields.raw("again"))
    except (RuleViolation, TooManyTries) as error:
        return await _account_page(request, console, signed_in, str(error), 422)
    return console.renderer.done("/account", "password")


@router.post("/account/sessions/end")
async def end_session(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await console.sessions.end_one(tx, signed_in, fields.text("session"))
        await _record_end(tx, console, signed_in)
    return console.renderer.done("/account", "session_ended")


@router.post("/account/sessions/end-others")
async def end_other_sessions(console: ConsoleDep, signed_in: Current) -> Response:
    async with console.services.database.transaction() as tx:
        await console.sessions.end_others(tx, signed_in)
        await _record_end(tx, console, signed_in)
    return console.renderer.done("/account", "sessions_ended")


async def _record_end(tx: AsyncSession, console: Console, signed_in: SignedIn) -> None:
    member = signed_in.member
    await record(tx, console.services.clock, member, "staff.sessions_ended", "staff", member.id)


async def _account_page(
    request: Request, console: Console, signed_in: SignedIn, error: str = "", status: int = 200
) -> Response:
    async with console.services.database.reading() as tx:
        sessions = await console.sessions.of(tx, signed_in)
        left = await console.factors.recovery_codes_left(tx, signed_in.member.id)
    context = {"error": error, "sessions": sessions, "codes_left": left, "device": device}
    return console.renderer.page(request, "account.html", context, status)
