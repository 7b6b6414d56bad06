"""The administrators' view of who read and changed what."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.audit_log import GROUPS, PER_PAGE, read_audit
from console.case_query import MAX_PAGE, case_number_in
from console.context import ConsoleDep
from console.forms import query_fields
from console.guard import Auditor
from console.paging import Pager
from grievances.audit import record

router = APIRouter()


@router.get("/audit")
async def show_audit(request: Request, console: ConsoleDep, signed_in: Auditor) -> Response:
    fields = query_fields(request)
    searched, group = fields.text("q")[:40], fields.text("group")
    number = case_number_in(searched)
    understood = number is not None or not searched
    services = console.services
    async with services.database.transaction() as tx:
        wanted = number if understood else 0
        found = await read_audit(tx, signed_in.member, fields.number("page", 1, MAX_PAGE, 1), wanted, group)
        await record(tx, services.clock, signed_in.member, "audit.read", "audit", "", {"page": found.page})
    chosen = {"q": searched, "group": group if group in GROUPS else ""}
    context = {
        "lines": found.lines,
        "pager": Pager(found.page, PER_PAGE, found.total),
        "chosen": chosen,
        "groups": {key: name for key, (name, _) in GROUPS.items()},
        "understood": understood,
        "address": urlencode({name: value for name, value in chosen.items() if value}),
    }
    return console.renderer.page(request, "audit.html", context)
