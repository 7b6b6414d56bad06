"""The administrators' view of who read and changed what, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.audit.reading import AuditFilter, Edge, people, read_audit
from console.audit.words import ACTION_NAMES, GROUPS
from console.queue.query import case_number_in
from console.web.context import ConsoleDep
from console.web.forms import Fields, query_fields
from console.web.guard import Auditor
from grievances.audit import record
from storage.audit_checks import last_check

router = APIRouter()

_LAST_ID = 10**18
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(9000, 1, 1)


@router.get("/audit")
async def show_audit(request: Request, console: ConsoleDep, signed_in: Auditor) -> Response:
    fields = query_fields(request)
    chosen = _chosen(fields)
    wanted = _filter(chosen)
    services = console.services
    async with services.database.transaction() as tx:
        found = await read_audit(tx, signed_in.member, wanted, _edge(fields))
        await record(tx, services.clock, signed_in.member, "audit.read", "audit", "", {"rows": len(found.lines)})
        context = {
            "found": found,
            "checked": await last_check(tx, services.vault),
            "people": await people(tx, signed_in.member),
            "chosen": chosen,
            "groups": GROUPS,
            "names": ACTION_NAMES,
            "others": sorted(set(ACTION_NAMES) - {action for _, actions in GROUPS.values() for action in actions}),
            "understood": not chosen["q"] or wanted.number != 0,
            "address": urlencode({name: value for name, value in chosen.items() if value}),
        }
    return console.renderer.page(request, "audit.html", context)


def _chosen(fields: Fields) -> dict[str, str]:
    """What the form may have sent, as it is shown again."""
    act = fields.text("act")
    return {
        "q": fields.text("q")[:40],
        "act": act if act in GROUPS or act in ACTION_NAMES else "",
        "who": fields.text("who")[:200],
        "since": _shown(_day(fields.text("since"))),
        "until": _shown(_day(fields.text("until"))),
    }


def _filter(chosen: Mapping[str, str]) -> AuditFilter:
    """A number that is none finds nothing, not everything."""
    number = case_number_in(chosen["q"])
    return AuditFilter(
        number=(number if number is not None else 0) if chosen["q"] else None,
        act=chosen["act"],
        who=chosen["who"],
        since=_day(chosen["since"]),
        until=_day(chosen["until"]),
    )


def _edge(fields: Fields) -> Edge:
    newer_than = fields.number("after", 0, _LAST_ID, 0)
    return Edge(newer_than, newer=True) if newer_than else Edge(fields.number("before", 0, _LAST_ID, 0))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
