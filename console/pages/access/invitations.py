"""Inviting a colleague, and what the colleague sees who follows the link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from console.access.invitations import GOOD_FOR, Invitations
from console.access.sessions import SignedIn
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import StaffManager, Sudo
from console.web.next_page import START
from console.web.rendering import BASE
from grievances.model import Role
from storage.errors import NotFound, RuleViolation

router = APIRouter()


@router.get("/staff/invite")
async def show_form(request: Request, console: ConsoleDep, signed_in: StaffManager, _: Sudo) -> Response:
    return await _form_page(request, console, signed_in, Fields({"role": Role.OFFICER}))


@router.post("/staff/invite")
async def invite(request: Request, console: ConsoleDep, signed_in: StaffManager, _: Sudo) -> Response:
    """The page itself shows the link, once: it stands nowhere else."""
    fields = await form_fields(request)
    role = fields.text("role")
    try:
        if role not in Role:
            raise RuleViolation("Bạn chọn vai trò giúp nhé.")
        async with console.services.database.transaction() as tx:
            token = await _invitations(console).invite(
                tx, signed_in.member, fields.text("email"), fields.text("name"), Role(role), fields.text("unit")
            )
    except RuleViolation as error:
        return await _form_page(request, console, signed_in, fields, str(error), 422)
    return link_page(request, console, token, fields.text("email"))


@router.post("/staff/invitations/{invitation_id}/revoke")
async def revoke(console: ConsoleDep, signed_in: StaffManager, invitation_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        await _invitations(console).revoke(tx, signed_in.member, invitation_id)
    return console.renderer.done("/staff", "invitation_revoked")


@router.get("/invitation/{token}")
async def show_invitation(request: Request, console: ConsoleDep, token: str) -> Response:
    return await _invitation_page(request, console, token)


@router.post("/invitation/{token}")
async def take_up(request: Request, console: ConsoleDep, token: str) -> Response:
    """Who has chosen a password is signed in with it at once, and goes on to the second factor."""
    fields = await form_fields(request)
    invitations = _invitations(console)
    try:
        async with console.services.database.reading() as tx:
            await invitations.look_up(tx, token)  # a stranger must not make us hash passwords
        if fields.raw("new") != fields.raw("again"):
            raise RuleViolation("Hai lần nhập mật khẩu chưa giống nhau.")
        password_hash = await console.sign_in.hash(fields.raw("new"))
        async with console.services.database.transaction() as tx:
            member = await invitations.use(tx, token, password_hash)
            await console.sessions.end(tx, console.token_of(request))
            cookie = await console.sessions.begin(tx, member.id, request.headers.get("user-agent", ""))
    except NotFound:
        return console.renderer.page(request, "invitation_gone.html", {}, 404)
    except RuleViolation as error:
        return await _invitation_page(request, console, token, str(error), 422)
    response = RedirectResponse(START, status_code=303)
    console.hand_over(response, cookie)
    return response


def link_page(request: Request, console: Console, token: str, email: str, back: str = "/staff") -> Response:
    # Behind the proxy that ends TLS we are asked by http.
    scheme = "https" if console.services.secure_cookies else request.url.scheme
    link = f"{scheme}://{request.url.netloc}{BASE}/invitation/{token}"
    context = {"link": link, "email": email, "hours": GOOD_FOR.total_seconds() / 3600, "back": back}
    return console.renderer.page(request, "invited.html", context)


async def _invitation_page(
    request: Request, console: Console, token: str, error: str = "", status: int = 200
) -> Response:
    try:
        async with console.services.database.reading() as tx:
            invited = await _invitations(console).look_up(tx, token)
    except NotFound:
        return console.renderer.page(request, "invitation_gone.html", {}, 404)
    context = {"invited": invited, "token": token, "error": error}
    return console.renderer.page(request, "invitation.html", context, status)


async def _form_page(
    request: Request, console: Console, signed_in: SignedIn, fields: Fields, error: str = "", status: int = 200
) -> Response:
    async with console.services.database.reading() as tx:
        units = await console.services.desk.visible_units(tx, signed_in.member)
    typed = {name: fields.text(name)[:200] for name in ("email", "name", "role", "unit")}
    typed["unit"] = typed["unit"] or signed_in.member.unit_id
    context = {"typed": typed, "units": units, "error": error}
    return console.renderer.page(request, "invite.html", context, status)


def _invitations(console: Console) -> Invitations:
    return Invitations(console.services.clock, console.sessions)
