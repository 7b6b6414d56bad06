"""What happens, in figures: a page, and the same as files."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.reports.query import read_report_query
from console.web.context import ConsoleDep
from console.web.forms import query_fields
from console.web.guard import ReportReader
from console.web.words import CHANNEL_NAMES
from grievances.privacy.small_groups import LEAST_PERSONS
from grievances.reporting.periods import PRESET_NAMES
from storage.clock import in_vietnam

router = APIRouter()


@router.get("/reports")
async def show_report(request: Request, console: ConsoleDep, signed_in: ReportReader) -> Response:
    services, member = console.services, signed_in.member
    query = read_report_query(query_fields(request), in_vietnam(services.clock()).date())
    async with services.database.transaction() as tx:
        report = await console.reports.build(tx, member, query.period, query.filter, CHANNEL_NAMES)
        units = await services.desk.visible_units(tx, member, query.filter.unit_id)
    context = {"report": report, "query": query, "units": units, "presets": PRESET_NAMES, "least": LEAST_PERSONS}
    return console.renderer.page(request, "reports.html", context)
