"""Signing in and out, the start page, and one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.context import Console, ConsoleDep
from console.forms import Fields, form_fields, query_fields
from console.guard import Current
from console.rendering import BASE
from console.signin import TooManyTries, WrongCredentials
from grievances.permissions import Permission, may
from storage.errors import RuleViolation

router = APIRouter()

_START = BASE + "/"


@router.get("/sign-in")
async def show_sign_in(request: Request, console: ConsoleDep) -> Response:
    if request.state.signed_in is not None:
        return RedirectResponse(_START, status_code=303)
    return _sign_in_page(request, console, query_fields(request))


@router.post("/sign-in")
async def sign_in(request: Request, console: ConsoleDep) -> Response:
    fields = await form_fields(request)
    try:
        token = await console.sign_in.sign_in(
            email=fields.text("email"),
            password=fields.raw("password"),
            address=request.client.host if request.client else "unknown",
            agent=request.headers.get("user-agent", ""),
            old_token=request.cookies.get(console.cookie_name, ""),
        )
    except WrongCredentials as error:
        return _sign_in_page(request, console, fields, str(error), 401)
    except TooManyTries as error:
        return _sign_in_page(request, console, fields, str(error), 429)
    response = RedirectResponse(_safe_next(fields), status_code=303)
    response.set_cookie(
        console.cookie_name, token, path="/", httponly=True, secure=console.services.secure_cookies, samesite="lax"
    )
    return response


@router.post("/sign-out")
async def sign_out(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    await console.sign_in.sign_out(signed_in, request.cookies.get(console.cookie_name, ""))
    response = console.renderer.done("/sign-in", "bye")
    response.delete_cookie(
        console.cookie_name, path="/", httponly=True, secure=console.services.secure_cookies, samesite="lax"
    )
    return response


@router.get("/")
async def start(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    """Who reads cases goes on to them; trainers, who see none, get the list of topics."""
    if may(signed_in.member.role, Permission.CASE_READ):
        return RedirectResponse(BASE + "/cases", status_code=303)
    if may(signed_in.member.role, Permission.IDENTITY_DECIDE):
        return RedirectResponse(BASE + "/identity", status_code=303)
    library = console.services.topics
    titles = sorted(library.title(topic_id) for topic_id in library.topic_ids()) if library else []
    return console.renderer.page(request, "trainer.html", {"titles": titles})


@router.get("/account")
async def show_account(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    return console.renderer.page(request, "account.html", {"error": ""})


@router.post("/account/password")
async def change_password(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    fields = await form_fields(request)
    try:
        await console.sign_in.change_password(signed_in, fields.raw("old"), fields.raw("new"), fields.raw("again"))
    except (RuleViolation, TooManyTries) as error:
        return console.renderer.page(request, "account.html", {"error": str(error)}, 422)
    return console.renderer.done("/account", "password")


def _sign_in_page(request: Request, console: Console, fields: Fields, error: str = "", status: int = 200) -> Response:
    context = {"error": error, "email": fields.text("email")[:200], "next": _safe_next(fields)}
    return console.renderer.page(request, "sign_in.html", context, status)


def _safe_next(fields: Fields) -> str:
    """Only ever a page of the console, lest a link lead people on to a copy of the sign-in."""
    wanted = fields.text("next")
    parts = urlsplit(wanted) if wanted.isascii() and "\\" not in wanted and len(wanted) <= 1000 else None
    if parts is None or parts.scheme or parts.netloc or not wanted.startswith(_START) or "//" in parts.path:
        return _START
    return wanted
