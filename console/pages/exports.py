"""Figures and lists as files. Both leave the house, so both are confirmed, written down, and marked."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from console.pages.queue.piles import query_in
from console.queue.query import read_query
from console.reports.csv_file import csv_file
from console.reports.docx_file import docx_file
from console.reports.query import read_report_query
from console.reports.sheets import Document, case_document, mark_of, report_document
from console.reports.xlsx_file import xlsx_file
from console.web.context import ConsoleDep
from console.web.forms import Fields, form_fields
from console.web.guard import CaseExporter, ReportExporter, Sudo
from console.web.words import CHANNEL_NAMES
from grievances.model import CaseFilter
from grievances.reporting.case_list import export_list
from storage.clock import in_vietnam

router = APIRouter()

_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
}


@router.post("/reports/export")
async def export_report(request: Request, console: ConsoleDep, signed_in: ReportExporter, _: Sudo) -> Response:
    fields = await form_fields(request)
    kind = _kind(fields, "csv", "xlsx", "docx")
    services, member = console.services, signed_in.member
    today = in_vietnam(services.clock()).date()
    query = read_report_query(fields, today)
    async with services.database.transaction() as tx:
        report, event = await console.reports.export(tx, member, query.period, query.filter, CHANNEL_NAMES, kind)
        mark = mark_of(event, member)
    body = docx_file(report, mark) if kind == "docx" else _sheets(report_document(report, mark), kind)
    return _file(body, kind, f"bao-cao-{query.period.first:%Y%m%d}-{query.period.last:%Y%m%d}")


@router.post("/cases/export")
async def export_cases(request: Request, console: ConsoleDep, signed_in: CaseExporter, _: Sudo) -> Response:
    fields = await form_fields(request)
    kind = _kind(fields, "csv", "xlsx")
    services, member = console.services, signed_in.member
    async with services.database.transaction() as tx:
        query = await query_in(tx, console, member, read_query(fields))
        wanted = query.filter if query.understood else CaseFilter(number=0)
        found = await export_list(tx, services.vault, services.clock, member, wanted)
        document = case_document(found.lines, mark_of(found.event, member), found.more)
    return _file(_sheets(document, kind), kind, f"vu-viec-{in_vietnam(services.clock()):%Y%m%d}")


def _kind(fields: Fields, *kinds: str) -> str:
    kind = fields.text("format")
    if kind not in kinds:
        raise HTTPException(400)
    return kind


def _sheets(document: Document, kind: str) -> bytes:
    return xlsx_file(document) if kind == "xlsx" else csv_file(document)


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(body, media_type=_KINDS[kind], headers=headers)
