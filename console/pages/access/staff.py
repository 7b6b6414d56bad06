"""Staff accounts: the list, one person, and what an administrator changes."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.access.invitations import Invitations
from console.access.people import PER_PAGE, People, PeopleFilter
from console.access.sessions import SignedIn
from console.pages.access import invitations
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import FactorResetter, StaffManager, Sudo
from console.web.paging import MAX_PAGE, Pager
from grievances.model import Role
from grievances.permissions import Permission, may, needs_second_factor
from grievances.routing.leaving import Leaving, Left
from storage.errors import RuleViolation
from storage.tables import Staff

router = APIRouter()
router.include_router(invitations.router)

_ACTIVE = {"on": True, "off": False, "all": None}
_UNSURE = "Bạn đánh dấu vào ô xác nhận bên dưới trước khi đổi nhé."


@router.get("/staff")
async def list_staff(request: Request, console: ConsoleDep, signed_in: FactorResetter) -> Response:
    fields, member = query_fields(request), signed_in.member
    chosen = _chosen(fields)
    wanted = PeopleFilter(
        words=chosen["q"],
        unit_id=chosen["unit"] or None,
        role=Role(chosen["role"]) if chosen["role"] else None,
        active=_ACTIVE[chosen["active"]],
    )
    async with console.services.database.transaction() as tx:
        found = await _people(console).find(tx, member, wanted, fields.number("page", 1, MAX_PAGE, 1))
        units = await console.services.desk.visible_units(tx, member)
        manages = may(member.role, Permission.STAFF_MANAGE)
        waiting = await Invitations(console.services.clock, console.sessions).waiting(tx, member) if manages else []
    context = {
        "people": found.people,
        "pager": Pager(found.page, PER_PAGE, found.total),
        "chosen": chosen,
        "units": units,
        "waiting": waiting,
        "manages": manages,
        "address": urlencode({name: value for name, value in chosen.items() if value and value != "on"}),
    }
    return console.renderer.page(request, "staff.html", context)


@router.get("/staff/{staff_id}")
async def show_person(request: Request, console: ConsoleDep, signed_in: FactorResetter, staff_id: str) -> Response:
    return await _person_page(request, console, signed_in, staff_id)


@router.post("/staff/{staff_id}/place")
async def place(request: Request, console: ConsoleDep, signed_in: StaffManager, _: Sudo, staff_id: str) -> Response:
    fields = await form_fields(request)
    role, unit_id = fields.text("role"), fields.text("unit")
    try:
        _sure(fields)
        if role not in Role:
            raise RuleViolation("Bạn chọn vai trò giúp nhé.")
        async with console.services.database.transaction() as tx:
            people, member = _people(console), signed_in.member
            left = await people.place(tx, member, staff_id, Role(role), unit_id, fields.text("heir"))
    except RuleViolation as error:
        return await _person_page(request, console, signed_in, staff_id, str(error), fields)
    return console.renderer.done(f"/staff/{staff_id}", _what_happened("staff_placed", left))


@router.post("/staff/{staff_id}/switch")
async def switch(request: Request, console: ConsoleDep, signed_in: StaffManager, _: Sudo, staff_id: str) -> Response:
    fields = await form_fields(request)
    on = fields.text("to") == "on"
    try:
        _sure(fields)
        async with console.services.database.transaction() as tx:
            if on:
                await _people(console).switch_on(tx, signed_in.member, staff_id)
                return console.renderer.done(f"/staff/{staff_id}", "staff_on")
            left = await _people(console).switch_off(tx, signed_in.member, staff_id, fields.text("heir"))
    except RuleViolation as error:
        return await _person_page(request, console, signed_in, staff_id, str(error), fields)
    return console.renderer.done(f"/staff/{staff_id}", _what_happened("staff_off", left))


@router.post("/staff/{staff_id}/reset-factor")
async def reset_factor(
    request: Request, console: ConsoleDep, signed_in: FactorResetter, _: Sudo, staff_id: str
) -> Response:
    fields = await form_fields(request)
    try:
        _sure(fields)
        async with console.services.database.transaction() as tx:
            await _people(console).reset_factor(tx, signed_in.member, staff_id)
    except RuleViolation as error:
        return await _person_page(request, console, signed_in, staff_id, str(error))
    return console.renderer.done(f"/staff/{staff_id}", "factor_reset")


@router.post("/staff/{staff_id}/password-link")
async def password_link(
    request: Request, console: ConsoleDep, signed_in: StaffManager, _: Sudo, staff_id: str
) -> Response:
    """The page itself shows the link, once."""
    fields = await form_fields(request)
    links = Invitations(console.services.clock, console.sessions)
    try:
        _sure(fields)
        async with console.services.database.transaction() as tx:
            token = await links.password_link(tx, signed_in.member, staff_id)
            email = (await tx.get_one(Staff, staff_id)).email
    except RuleViolation as error:
        return await _person_page(request, console, signed_in, staff_id, str(error))
    return invitations.link_page(request, console, token, email, f"/staff/{staff_id}")


async def _person_page(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    staff_id: str,
    error: str = "",
    fields: Fields | None = None,
) -> Response:
    """With what was chosen still in its place after a refusal."""
    async with console.services.database.transaction() as tx:
        person = await _people(console).one(tx, signed_in.member, staff_id)
        units = await console.services.desk.visible_units(tx, signed_in.member)
        desk = await _people(console).desk_of(tx, signed_in.member, staff_id)
    context = {
        "person": person,
        "desk": desk,
        "units": units,
        "manages": may(signed_in.member.role, Permission.STAFF_MANAGE),
        "is_own": person.id == signed_in.member.id,
        "needs_factor": needs_second_factor(person.role),
        "chosen_role": (fields.text("role") if fields else "") or person.role,
        "chosen_unit": (fields.text("unit") if fields else "") or person.unit_id,
        "chosen_heir": fields.text("heir") if fields else "",
        "error": error,
    }
    return console.renderer.page(request, "person.html", context, 422 if error else 200)


def _chosen(fields: Fields) -> dict[str, str]:
    """What the filter form cannot have sent is left out."""
    role, active = fields.text("role"), fields.text("active")
    return {
        "q": fields.text("q")[:80],
        "unit": fields.text("unit")[:32],
        "role": role if role in Role else "",
        "active": active if active in _ACTIVE else "on",
    }


def _sure(fields: Fields) -> None:
    if fields.text("sure") != "1":
        raise RuleViolation(_UNSURE)


def _people(console: Console) -> People:
    services = console.services
    leaving = Leaving(services.vault, services.clock, services.desk.notifier)
    return People(services.clock, console.sessions, console.factors, leaving)


def _what_happened(flash: str, left: Left) -> str:
    """The message also says where open cases went."""
    if left.handed:
        return f"{flash}_handed"
    return f"{flash}_released" if left.released else flash
