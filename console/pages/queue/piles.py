"""The piles of a desk: lists of cases with filters, chips, a search and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from console.queue.chips import chips_of
from console.queue.query import CaseQuery, case_number_in, read_query
from console.web.both import both
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields, query_fields
from console.web.guard import CaseStaff
from console.web.paging import Pager
from console.web.rendering import BASE
from grievances.collective.alike import groups
from grievances.model import CaseFilter, Page, StaffMember, UnitChoice
from grievances.permissions import Permission, may
from grievances.queue.bulk import MOST_CASES
from grievances.queue.filter_choices import Person, people_to_filter_by
from grievances.queue.pages import MOST, PILE_MOST
from grievances.queue.saved_views import SavedViews
from grievances.queue.searches import SEARCH_MAX, Searches
from grievances.tags import Tags
from grievances.templates import BODY_MAX, Templates

router = APIRouter()


@router.get("/cases")
async def list_cases(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> Response:
    services, member = console.services, signed_in.member
    async with services.database.reading() as tx:
        query = await query_in(tx, console, member, read_query(query_fields(request)))
    # Finding the cases, and all that stands around them, take as long: the database does both at the same time.
    found, around = await both(_found(console, member, query), _around(console, member, query))
    context = {
        "rows": found.rows,
        "found": found,
        "pager": Pager(found.page, found.per_page, found.total),
        "query": query,
        "has_law": services.topics is not None,
        "reply_max": BODY_MAX,
        "most": MOST,
        "pile_most": PILE_MOST,
        "bulk_most": MOST_CASES,
        "search_max": SEARCH_MAX,
        **around,
    }
    return console.renderer.page(request, "cases.html", context)


async def _found(console: Console, member: StaffMember, query: CaseQuery) -> Page:
    # A search that means nothing finds nothing; case numbers start at 1.
    wanted = query.filter if query.understood else CaseFilter(number=0)
    async with console.services.database.transaction() as tx:
        return await console.services.desk.list(tx, member, wanted, query.page, order=query.order)


async def _around(console: Console, member: StaffMember, query: CaseQuery) -> dict[str, Any]:
    """The piles with their counts, what can be filtered by, and what can be done with many cases."""
    services = console.services
    handles = may(member.role, Permission.CASE_HANDLE)
    async with services.database.reading() as tx:
        units = await services.desk.visible_units(tx, member, query.filter.unit_id)
        people = await people_to_filter_by(tx, member, query.filter.assignee_id)
        tags = await Tags(services.vault, services.clock).in_use(tx, member)
        return {
            "units": units,
            "people": people,
            "tags": tags,
            "chips": chips_of(query, member, _names(units, people), {tag.key: tag.name for tag in tags}),
            "counts": await services.desk.counts(tx, member),
            "views": await SavedViews(services.vault, services.clock).all(tx, member),
            "alike": await groups(tx, member, services.clock()) if handles and not query.filtered else (),
            "reply_templates": await Templates(services.clock).usable(tx, member) if handles else (),
        }


@router.post("/cases/search")
async def search(request: Request, console: ConsoleDep, signed_in: CaseStaff) -> Response:
    """Words go into the body of the request and stay sealed; the address of the result holds only an id."""
    fields = await form_fields(request)
    query = read_query(fields)
    typed = fields.text("q")[:SEARCH_MAX]
    if typed and case_number_in(typed) is None:
        async with console.services.database.transaction() as tx:
            search_id = await _searches(console).keep(tx, signed_in.member, typed)
        query = replace(query, search_id=search_id, searched="")
    else:
        query = replace(query, search_id="")
    address = query.address()
    return RedirectResponse(f"{BASE}/cases{'?' + address if address else ''}", status_code=303)


async def query_in(tx: AsyncSession, console: Console, member: StaffMember, query: CaseQuery) -> CaseQuery:
    """With the words that its address stands for."""
    if not query.search_id:
        return query
    words = await _searches(console).words(tx, member, query.search_id)
    if words is None:
        return replace(query, understood=False)
    return replace(query, searched=words, filter=replace(query.filter, words=words))


def _names(units: Iterable[UnitChoice], people: Iterable[Person]) -> dict[str, str]:
    return {unit.id: unit.name for unit in units} | {person.id: person.name for person in people}


def _searches(console: Console) -> Searches:
    return Searches(console.services.vault, console.services.clock)
