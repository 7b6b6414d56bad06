"""Who a worker is: an officer asks to see the contact that was left, and a custodian decides."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from console.access.sessions import SignedIn
from console.pages.case.one_case import act_on_case
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import Custodian, IdentityAsker
from console.web.paging import MAX_PAGE, Pager
from grievances.privacy.identity import PER_PAGE, Identities, IdentityState
from grievances.texts import REASON_MAX
from storage.errors import Conflict, RuleViolation

router = APIRouter()

_CHOOSE = "Bạn chọn đồng ý hay từ chối giúp nhé."
_DECIDED = "Người khác vừa quyết định yêu cầu này rồi nên không có gì thay đổi."


@dataclass(frozen=True)
class Draft:
    """What a custodian typed about one request, and why it did not go through."""

    request_id: str
    text: str
    error: str


@router.post("/cases/{case_id}/ask-contact")
async def ask(request: Request, console: ConsoleDep, signed_in: IdentityAsker, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        state = await _identities(console).ask(tx, signed_in.member, case_id, fields.raw("text"))
        return "contact_opened" if state is IdentityState.GRANTED else "contact_asked"

    return await act_on_case(request, console, signed_in, case_id, "contact", act)


@router.get("/cases/{case_id}/contact")
async def show_contact(request: Request, console: ConsoleDep, signed_in: IdentityAsker, case_id: str) -> Response:
    async with console.services.database.transaction() as tx:
        opened = await _identities(console).see(tx, signed_in.member, case_id)
    return console.renderer.page(request, "contact.html", {"opened": opened, "case_id": case_id})


@router.get("/identity")
async def list_requests(request: Request, console: ConsoleDep, signed_in: Custodian) -> Response:
    return await _requests_page(request, console, signed_in, query_fields(request))


@router.post("/identity/{request_id}/decide")
async def decide(request: Request, console: ConsoleDep, signed_in: Custodian, request_id: str) -> Response:
    fields = await form_fields(request)
    choice = fields.text("decision")
    try:
        if choice not in ("grant", "refuse"):
            raise RuleViolation(_CHOOSE)
        async with console.services.database.transaction() as tx:
            await _identities(console).decide(tx, signed_in.member, request_id, choice == "grant", fields.raw("text"))
    except (Conflict, RuleViolation) as error:
        conflict = isinstance(error, Conflict)
        draft = Draft(request_id, fields.raw("text"), _DECIDED if conflict else str(error))
        return await _requests_page(request, console, signed_in, fields, draft, 409 if conflict else 422)
    return console.renderer.done("/identity", "identity_granted" if choice == "grant" else "identity_refused")


async def _requests_page(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    fields: Fields,
    draft: Draft | None = None,
    status: int = 200,
) -> Response:
    decided = fields.text("decided") == "1"
    async with console.services.database.transaction() as tx:
        page = fields.number("page", 1, MAX_PAGE, 1)
        found = await _identities(console).page(tx, signed_in.member, decided, page)
    context = {
        "found": found,
        "pager": Pager(found.page, PER_PAGE, found.total),
        "decided": decided,
        "draft": draft,
        "limit": REASON_MAX,
    }
    return console.renderer.page(request, "identity.html", context, status)


def _identities(console: Console) -> Identities:
    return Identities(console.services.vault, console.services.clock)
