"""The piles of a desk: lists of cases with filters, chips, a search and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from console.queue.chips import chips_of
from console.queue.query import CaseQuery, case_number_in, read_query
from console.web.context import Console, ConsoleDep
from console.web.forms import form_fields, query_fields
from console.web.guard import CaseStaff
from console.web.paging import Pager
from console.web.rendering import BASE
from grievances.collective.alike import groups
from grievances.model import CaseFilter, StaffMember, UnitChoice
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
    async with services.database.transaction() as tx:
        query = await query_in(tx, console, member, read_query(query_fields(request)))
        units = await services.desk.visible_units(tx, member, query.filter.unit_id)
        people = await people_to_filter_by(tx, member, query.filter.assignee_id)
        # A search that means nothing finds nothing; case numbers start at 1.
        wanted = query.filter if query.understood else CaseFilter(number=0)
        found = await services.desk.list(tx, member, wanted, query.page, order=query.order)
        counts = await services.desk.counts(tx, member)
        views = await SavedViews(services.vault, services.clock).all(tx, member)
        tags = await Tags(services.vault, services.clock).in_use(tx, member)
        handles = may(member.role, Permission.CASE_HANDLE)
        alike = await groups(tx, member, services.clock()) if handles else ()
        templates = await Templates(services.clock).usable(tx, member) if handles else ()
    context = {
        "rows": found.rows,
        "found": found,
        "pager": Pager(found.page, found.per_page, found.total),
        "query": query,
        "chips": chips_of(query, member, _names(units, people), {tag.key: tag.name for tag in tags}),
        "units": units,
        "people": people,
        "counts": counts,
        "views": views,
        "tags": tags,
        "alike": alike,
        "reply_templates": templates,
        "has_law": services.topics is not None,
        "reply_max": BODY_MAX,
        "most": MOST,
        "pile_most": PILE_MOST,
        "bulk_most": MOST_CASES,
        "search_max": SEARCH_MAX,
    }
    return console.renderer.page(request, "cases.html", context)


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
