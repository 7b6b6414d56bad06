"""The console as one application, to be mounted at /console."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from console.access.brakes import Brakes
from console.access.passwords import Passwords
from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions, Stage
from console.access.signin import SignIn
from console.pages import (
    alarms,
    audit,
    chats,
    events,
    exports,
    heard,
    officer_alerts,
    reports,
    templates,
    workplaces,
)
from console.pages.access import account, confirm, second_factor, sign_in, staff
from console.pages.case import (
    collectives,
    evidence,
    files,
    handling,
    identity,
    keeping,
    one_case,
    relations,
    tags,
    writing,
)
from console.pages.queue import bulk, piles, saved_views
from console.services import ConsoleServices
from console.web.confirming import confirmation_needed
from console.web.context import Console
from console.web.forms import form_fields
from console.web.guard import ConfirmationNeeded, Forbidden, SignInNeeded, StepMissing, guard
from console.web.middleware import Boundary, SafeHeaders
from console.web.next_page import wanted_page
from console.web.rendering import BASE, Renderer
from grievances.reporting.report import Reports
from storage.errors import AppError, Conflict, NotFound

# In this order where two addresses could fit.
AREAS = (
    sign_in,
    account,
    second_factor,
    confirm,
    staff,
    piles,
    events,
    saved_views,
    bulk,
    exports,
    one_case,
    evidence,
    files,
    collectives,
    alarms,
    chats,
    audit,
    reports,
    heard,
    relations,
    tags,
    templates,
    writing,
    workplaces,
    identity,
    handling,
    officer_alerts,
    keeping,
)

_STATIC = Path(__file__).parent / "static"
_A_YEAR = "public, max-age=31536000, immutable"


def build_console(services: ConsoleServices) -> FastAPI:
    """Mount the result at "/console". Every route stands behind `guard`, which refuses what PUBLIC does not name."""
    renderer = Renderer(services.clock, services.secure_cookies)
    sessions = Sessions(services.clock, services.second_factor)
    factors = SecondFactors(services.vault, services.clock)
    brakes = Brakes(services.vault, services.clock)
    sign_in = SignIn(services.database, services.clock, sessions, Passwords(), brakes, factors)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(guard)])
    reports = Reports(services.vault, services.clock)
    app.state.console = Console(services, sessions, sign_in, renderer, factors, reports)
    for area in AREAS:
        app.include_router(area.router)
    # Compressed, unlike the pages: those hold tokens, whose length must not tell about them.
    app.mount("/static", GZipMiddleware(_Static(directory=_STATIC)))
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(SignInNeeded, _sign_in_needed)
    app.add_exception_handler(StepMissing, _step_missing)
    app.add_exception_handler(ConfirmationNeeded, confirmation_needed)
    app.add_middleware(Boundary, error_page=renderer.error)
    app.add_middleware(SafeHeaders)
    return app


class _Static(StaticFiles):
    """Addresses carry a hash of the content, so a file may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = _A_YEAR
        return response


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _console(request).renderer.error(request, status)


async def _app_error(request: Request, error: Exception) -> Response:
    """What no page handles itself. A broken seal and the like are our fault, not the reader's."""
    statuses: dict[type[Exception], int] = {NotFound: 404, Forbidden: 403, Conflict: 409}
    for kind, status in statuses.items():
        if isinstance(error, kind):
            return _console(request).renderer.error(request, status)
    raise error


async def _sign_in_needed(request: Request, error: Exception) -> Response:
    """Readers go to the sign-in and come back; who was writing gets the text back first.

    A stream of signals has nobody to sign in. 204 is how a browser is told to ask no more:
    https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
    """
    if request.headers.get("accept") == "text/event-stream":
        return Response(status_code=204)
    if request.method != "GET":
        context = {"written": await _written(request)}
        return _console(request).renderer.page(request, "expired.html", context, 401)
    return RedirectResponse(f"{BASE}/sign-in?{urlencode({'next': wanted_page(request)})}", status_code=303)


async def _step_missing(request: Request, error: Exception) -> Response:
    """On to the step that is missing; from there one comes back."""
    if request.method != "GET":
        return await _sign_in_needed(request, error)
    step = "/second-factor" if isinstance(error, StepMissing) and error.stage is Stage.SETUP else "/sign-in/code"
    return RedirectResponse(f"{BASE}{step}?{urlencode({'next': wanted_page(request)})}", status_code=303)


async def _written(request: Request) -> str:
    """A stranger may send anything: what is no form holds no text to give back."""
    try:
        return (await form_fields(request)).raw("text")
    except HTTPException:
        return ""


def _console(request: Request) -> Console:
    console: Console = request.app.state.console
    return console
