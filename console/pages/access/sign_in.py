"""Signing in and out, and the page that one starts from."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.access.brakes import TooManyTries
from console.access.sessions import SignedIn
from console.access.signin import WrongCode, WrongCredentials
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import Arriving, Current
from console.web.next_page import START, safe_page
from console.web.rendering import BASE
from grievances.name_order import name_order
from grievances.permissions import Permission, may

router = APIRouter()


@router.get("/sign-in")
async def show_sign_in(request: Request, console: ConsoleDep) -> Response:
    if request.state.signed_in is not None:
        return RedirectResponse(START, status_code=303)
    return _sign_in_page(request, console, query_fields(request))


@router.post("/sign-in")
async def sign_in(request: Request, console: ConsoleDep) -> Response:
    fields = await form_fields(request)
    try:
        token = await console.sign_in.sign_in(
            email=fields.text("email"),
            password=fields.raw("password"),
            address=_address(request),
            agent=request.headers.get("user-agent", ""),
            old_token=console.token_of(request),
        )
    except WrongCredentials as error:
        return _sign_in_page(request, console, fields, str(error), 401)
    except TooManyTries as error:
        return _sign_in_page(request, console, fields, str(error), 429)
    return _onwards(console, fields, token)


@router.get("/sign-in/code")
async def show_code(request: Request, console: ConsoleDep, signed_in: Arriving) -> Response:
    if signed_in.complete:
        return RedirectResponse(START, status_code=303)
    return _code_page(request, console, signed_in, query_fields(request))


@router.post("/sign-in/code")
async def enter_code(request: Request, console: ConsoleDep, signed_in: Arriving) -> Response:
    fields = await form_fields(request)
    if signed_in.complete:
        return RedirectResponse(safe_page(fields.text("next")), status_code=303)
    try:
        token = await console.sign_in.enter_code(
            signed_in,
            fields.text("code"),
            _address(request),
            request.headers.get("user-agent", ""),
            console.token_of(request),
        )
    except WrongCode as error:
        return _code_page(request, console, signed_in, fields, str(error), 401)
    except TooManyTries as error:
        return _code_page(request, console, signed_in, fields, str(error), 429)
    return _onwards(console, fields, token)


@router.post("/sign-out")
async def sign_out(request: Request, console: ConsoleDep, signed_in: Arriving) -> Response:
    await console.sign_in.sign_out(signed_in, console.token_of(request))
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
    titles = [library.title(topic_id) for topic_id in library.topic_ids()] if library else []
    return console.renderer.page(request, "trainer.html", {"titles": sorted(titles, key=name_order)})


def _sign_in_page(request: Request, console: Console, fields: Fields, error: str = "", status: int = 200) -> Response:
    context = {
        "error": error,
        "email": fields.text("email")[:200],
        "next": safe_page(fields.text("next")),
        "factor_off": not console.services.second_factor.required,
    }
    return console.renderer.page(request, "sign_in.html", context, status)


def _code_page(
    request: Request, console: Console, signed_in: SignedIn, fields: Fields, error: str = "", status: int = 200
) -> Response:
    """The page knows who it is, but names nobody: the password alone shows nothing of the account."""
    context = {"error": error, "csrf": signed_in.csrf_token, "next": safe_page(fields.text("next"))}
    return console.renderer.page(request, "sign_in_code.html", context, status)


def _onwards(console: Console, fields: Fields, token: str) -> Response:
    response = RedirectResponse(safe_page(fields.text("next")), status_code=303)
    console.hand_over(response, token)
    return response


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
