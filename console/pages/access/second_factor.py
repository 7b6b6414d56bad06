"""Setting up a second factor, moving it to another telephone, and the recovery codes."""

from __future__ import annotations

import io

import segno
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from console.access.second_factor import new_secret, setup_address
from console.access.sessions import SignedIn, Stage
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import Arriving, ConfirmationNeeded, Current, Sudo
from console.web.next_page import safe_page
from console.web.rendering import BASE
from grievances.audit import record
from storage.errors import NotFound, RuleViolation
from storage.tables import StaffSession

router = APIRouter()

_WRONG = "Mã chưa đúng. Bạn xem mã đang hiện trong ứng dụng rồi nhập lại nhé."


@router.get("/second-factor")
async def show(request: Request, console: ConsoleDep, signed_in: Arriving) -> Response:
    if signed_in.stage is Stage.COMPLETE:
        _confirmed_when_replacing(console, signed_in)
    return await _setup_page(request, console, signed_in, query_fields(request))


@router.get("/second-factor/qr.svg")
async def show_qr(console: ConsoleDep, signed_in: Arriving) -> Response:
    async with console.services.database.reading() as tx:
        secret = await _offered(tx, console, signed_in)
    if secret is None:
        raise NotFound
    picture = io.BytesIO()
    code = segno.make(setup_address(secret, signed_in.member.email), error="m")
    code.save(picture, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return Response(picture.getvalue(), media_type="image/svg+xml")


@router.post("/second-factor")
async def set_up(request: Request, console: ConsoleDep, signed_in: Arriving) -> Response:
    _confirmed_when_replacing(console, signed_in)
    fields = await form_fields(request)
    try:
        codes, token = await _enrol(console, signed_in, fields.text("code"))
    except RuleViolation as error:
        return await _setup_page(request, console, signed_in, fields, str(error), 422)
    request.state.signed_in = await _as_is_now(console, token)
    context = {"codes": codes, "next": safe_page(fields.text("next"), f"{BASE}/account"), "is_new": True}
    response = console.renderer.page(request, "recovery_codes.html", context)
    console.hand_over(response, token)
    return response


@router.post("/second-factor/recovery-codes")
async def renew_codes(request: Request, console: ConsoleDep, signed_in: Current, _: Sudo) -> Response:
    if not signed_in.has_factor:
        return RedirectResponse(f"{BASE}/second-factor", status_code=303)
    member = signed_in.member
    async with console.services.database.transaction() as tx:
        codes = await console.factors.renew_recovery_codes(tx, member.id)
        await record(tx, console.services.clock, member, "staff.recovery_codes_renewed", "staff", member.id)
    context = {"codes": codes, "next": f"{BASE}/account", "is_new": False}
    return console.renderer.page(request, "recovery_codes.html", context)


def _confirmed_when_replacing(console: Console, signed_in: SignedIn) -> None:
    """Whoever finds an open desk must not put an own telephone in the place of the officer's."""
    if signed_in.has_factor and not signed_in.confirmed(console.services.clock()):
        raise ConfirmationNeeded


async def _enrol(console: Console, signed_in: SignedIn, typed: str) -> tuple[list[str], str]:
    """The recovery codes and the session's new cookie value; every other session is over. Raise RuleViolation."""
    member = signed_in.member
    async with console.services.database.transaction() as tx:
        secret = await _offered(tx, console, signed_in)
        codes = await console.factors.enrol(tx, member.id, secret, typed) if secret else None
        if codes is None:
            raise RuleViolation(_WRONG)
        await console.sessions.end_others(tx, signed_in)
        await record(tx, console.services.clock, member, "staff.factor_set", "staff", member.id)
        return list(codes), await console.sessions.rotate(tx, signed_in, factor=True)


async def _setup_page(
    request: Request, console: Console, signed_in: SignedIn, fields: Fields, error: str = "", status: int = 200
) -> Response:
    secret = await _offer(console, signed_in)
    context = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": setup_address(secret, signed_in.member.email),
        "error": error,
        "who": signed_in,
        "next": safe_page(fields.text("next"), f"{BASE}/account"),
    }
    return console.renderer.page(request, "second_factor.html", context, status)


async def _offer(console: Console, signed_in: SignedIn) -> str:
    """The secret that this session is setting up: the same until it is set up, lest a reload void a scanned picture."""
    async with console.services.database.transaction() as tx:
        secret = await _offered(tx, console, signed_in)
        if secret is None:
            secret = new_secret()
            session = await tx.get_one(StaffSession, signed_in.session_key)
            session.offer_sealed = console.services.vault.seal(secret, _context(signed_in))
    return secret


async def _offered(tx: AsyncSession, console: Console, signed_in: SignedIn) -> str | None:
    session = await tx.get(StaffSession, signed_in.session_key)
    if session is None or session.offer_sealed is None:
        return None
    return console.services.vault.open(session.offer_sealed, _context(signed_in))


async def _as_is_now(console: Console, token: str) -> SignedIn | None:
    async with console.services.database.reading() as tx:
        return await console.sessions.resume(tx, token, counts=False)


def _context(signed_in: SignedIn) -> str:
    return f"session.offer:{signed_in.session_key}"
