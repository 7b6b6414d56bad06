"""Access, denied by default: a page is open only when PUBLIC names it, a form only with its session's token, and to
who has not proved everything yet, only the page of the next step."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Annotated

from fastapi import Depends, Request

from console.access.sessions import SignedIn, Stage
from console.web.context import Console, ConsoleDep
from console.web.forms import CSRF_FIELD, clean, upload_form
from grievances.permissions import Permission, may
from grievances.privacy.identity import Identities
from storage.errors import AppError, NotFound

PUBLIC = frozenset(
    {("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/invitation/{token}"), ("POST", "/invitation/{token}")}
)
# For everybody who is signed in, whatever the role: the start page and the own account.
OWN = frozenset(
    {
        ("GET", "/"),
        ("POST", "/sign-out"),
        ("GET", "/account"),
        ("POST", "/account/password"),
        ("POST", "/account/sessions/end"),
        ("POST", "/account/sessions/end-others"),
        ("GET", "/sign-in/code"),
        ("POST", "/sign-in/code"),
        ("GET", "/second-factor"),
        ("POST", "/second-factor"),
        ("GET", "/second-factor/qr.svg"),
        ("POST", "/second-factor/recovery-codes"),
        ("GET", "/confirm"),
        ("POST", "/confirm"),
    }
)
# What pages ask every few seconds: it is not somebody's doing, and writes at most that who talks is here.
BY_ITSELF = frozenset(
    {("GET", "/alarms"), ("GET", "/events"), ("GET", "/chats/waiting"), ("GET", "/chats/{case_id}/feed")}
)

_ALWAYS = frozenset({("POST", "/sign-out")})
_SET_UP = frozenset({("GET", "/second-factor"), ("GET", "/second-factor/qr.svg"), ("POST", "/second-factor")})
NEXT_STEP: Mapping[Stage, frozenset[tuple[str, str]]] = {
    Stage.CODE: _ALWAYS | {("GET", "/sign-in/code"), ("POST", "/sign-in/code")},
    Stage.SETUP: _ALWAYS | _SET_UP,
}

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_OWN = frozenset({"same-origin", "none"})


class SignInNeeded(AppError):
    """Nobody is signed in."""


class StepMissing(AppError):
    """The password was right; the second factor is still to come, or to be set up."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage


class ConfirmationNeeded(AppError):
    """Password (and code) must be given again before this."""


class Forbidden(AppError):
    """The form did not come from a page of ours."""


async def guard(request: Request, console: ConsoleDep) -> None:
    """Runs before every page of the console, named or forgotten."""
    _refuse_odd_ids(request)
    writes = request.method not in _SAFE_METHODS
    if writes:
        refuse_other_sites(request)
    asked = (request.method, request.scope["route"].path)
    await _recognise(request, console, by_itself=asked in BY_ITSELF)
    signed_in: SignedIn | None = request.state.signed_in
    if asked in PUBLIC:
        return
    if signed_in is None:
        raise SignInNeeded
    if writes:
        await _check_token(request, signed_in)
    if not signed_in.complete and asked not in NEXT_STEP[signed_in.stage]:
        raise StepMissing(signed_in.stage)


def _refuse_odd_ids(request: Request) -> None:
    """No id of ours holds a control character, and PostgreSQL takes no NUL."""
    if any(clean(value) != value for value in request.path_params.values()):
        raise NotFound


async def _recognise(request: Request, console: Console, by_itself: bool) -> None:
    """Who is asking, and the alarms that every page shows them (None for who sees no cases)."""
    services = console.services
    async with services.database.reading() if by_itself else services.database.transaction() as tx:
        token = request.cookies.get(console.cookie_name, "")
        signed_in = await console.sessions.resume(tx, token, counts=not by_itself)
        member = signed_in.member if signed_in is not None and signed_in.complete else None
        request.state.alarms = request.state.chats = None
        if member is not None and may(member.role, Permission.CASE_HANDLE):
            request.state.alarms = await services.desk.alarms(tx, member)
            request.state.chats = await services.live.waiting(tx, member)
        request.state.identity_waiting = 0
        if member is not None and may(member.role, Permission.IDENTITY_DECIDE):
            identities = Identities(services.vault, services.clock)
            request.state.identity_waiting = await identities.waiting(tx, member)
    request.state.signed_in = signed_in


def refuse_other_sites(request: Request) -> None:
    """Browsers say where a form comes from; what says nothing is no browser and has no cookie to misuse."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OUR_OWN:
            raise Forbidden
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host", ""):
        raise Forbidden


async def _check_token(request: Request, signed_in: SignedIn) -> None:
    given = (await upload_form(request)).fields.raw(CSRF_FIELD)
    if not hmac.compare_digest(given.encode(errors="replace"), signed_in.csrf_token.encode()):
        raise Forbidden


def arriving(request: Request) -> SignedIn:
    """Who is signed in or on the way: for the pages of NEXT_STEP alone."""
    signed_in: SignedIn | None = request.state.signed_in
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def current(request: Request) -> SignedIn:
    """Who is signed in, on a guarded page."""
    signed_in = arriving(request)
    if not signed_in.complete:
        raise StepMissing(signed_in.stage)
    return signed_in


def sudo(request: Request, console: ConsoleDep) -> SignedIn:
    """For acts that a forgotten open desk must not give away: within 15 minutes after password (and code) were given
    again. Name it after the permission, lest who lacks that be asked. A form that comes too early is kept and can be
    sent on after confirming; such a form must hold no secret."""
    signed_in = current(request)
    if not signed_in.confirmed(console.services.clock()):
        raise ConfirmationNeeded
    return signed_in


@cache
def require(permission: Permission) -> Callable[[Request], Awaitable[SignedIn]]:
    """For who lacks the permission the page does not exist."""

    async def check(request: Request) -> SignedIn:
        signed_in = current(request)
        if not may(signed_in.member.role, permission):
            raise NotFound
        return signed_in

    return check


Arriving = Annotated[SignedIn, Depends(arriving)]
Current = Annotated[SignedIn, Depends(current)]
Sudo = Annotated[SignedIn, Depends(sudo)]
CaseStaff = Annotated[SignedIn, Depends(require(Permission.CASE_READ))]
CaseHandler = Annotated[SignedIn, Depends(require(Permission.CASE_HANDLE))]
CaseAssigner = Annotated[SignedIn, Depends(require(Permission.CASE_ASSIGN))]
Trainer = Annotated[SignedIn, Depends(require(Permission.TRAIN))]
CaseHolder = Annotated[SignedIn, Depends(require(Permission.CASE_HOLD))]
IdentityAsker = Annotated[SignedIn, Depends(require(Permission.IDENTITY_ASK))]
Custodian = Annotated[SignedIn, Depends(require(Permission.IDENTITY_DECIDE))]
Alerted = Annotated[SignedIn, Depends(require(Permission.ALERTED))]
StaffManager = Annotated[SignedIn, Depends(require(Permission.STAFF_MANAGE))]
FactorResetter = Annotated[SignedIn, Depends(require(Permission.FACTOR_RESET))]
ReportReader = Annotated[SignedIn, Depends(require(Permission.REPORT_READ))]
ReportExporter = Annotated[SignedIn, Depends(require(Permission.REPORT_EXPORT))]
CaseExporter = Annotated[SignedIn, Depends(require(Permission.CASE_EXPORT))]
Auditor = Annotated[SignedIn, Depends(require(Permission.AUDIT_READ))]
