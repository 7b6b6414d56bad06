"""Giving password and code again, before an act that a forgotten open desk must not give away."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.access.brakes import TooManyTries
from console.web.confirming import confirm_page, kept_form
from console.web.context import ConsoleDep
from console.web.forms import form_fields, query_fields
from console.web.guard import Current
from console.web.next_page import safe_page
from storage.errors import RuleViolation

router = APIRouter()


@router.get("/confirm")
async def ask(request: Request, signed_in: Current) -> Response:
    return confirm_page(request, safe_page(query_fields(request).text("next")))


@router.post("/confirm")
async def confirm(request: Request, console: ConsoleDep, signed_in: Current) -> Response:
    fields = await form_fields(request)
    target, kept = await kept_form(request)
    try:
        token = await console.sign_in.confirm(signed_in, fields.raw("password"), fields.text("code"))
    except RuleViolation as error:
        return confirm_page(request, target, kept, str(error), 422)
    except TooManyTries as error:
        return confirm_page(request, target, kept, str(error), 429)
    response: Response
    if kept is None:
        response = RedirectResponse(target, status_code=303)
    else:
        response = console.renderer.page(request, "confirmed.html", {"target": target, "kept": kept})
    console.hand_over(response, token)
    return response
