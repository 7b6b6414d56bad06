"""The report as union offices write it: margins, type and heads by Nghị định 30/2020."""

from __future__ import annotations

import io

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from console.reports import office_style as style
from console.reports.sheets import period_words
from console.web.formats import figure
from grievances.reporting.model import Report, Table, Topic
from grievances.reporting.periods import is_month
from grievances.reporting.remarks import remarks
from storage.clock import in_vietnam

_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_LEFT_OUT = frozenset({Topic.TREND})  # does not follow the period
_BLANK = "…" * 40
_RECEIVERS = ("- Công đoàn cấp trên (để báo cáo);", "- Lưu: VT.")


def docx_file(report: Report, mark: str) -> bytes:
    document: Document = new_document()
    style.set_up(document, mark)
    _head(document, report)
    _title(document, report)
    _results(document, report)
    style.heading(document, "II. NHẬN XÉT")
    for said in remarks(report):
        style.paragraph(document, f"- {said}")
    style.heading(document, "III. KIẾN NGHỊ")
    for _ in range(3):
        style.paragraph(document, _BLANK)
    _end(document)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _head(document: Document, report: Report) -> None:
    left, right = style.two_columns(document)
    style.line(left, "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", size=12)
    style.line(left, report.unit_name.upper(), size=12, bold=True)
    style.line(left, "─────────", size=8)
    style.line(left, "Số: ……/BC-……", size=13)
    style.line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    style.line(right, "Độc lập – Tự do – Hạnh phúc", size=13, bold=True)
    style.line(right, "───────────────", size=8)
    today = in_vietnam(report.at)
    style.line(right, f"…………, ngày {today:%d} tháng {today:%m} năm {today:%Y}", size=13, italic=True)


def _title(document: Document, report: Report) -> None:
    first = report.period.first
    when = f"tháng {first:%m} năm {first:%Y}" if is_month(report.period) else period_words(report.period)
    style.paragraph(document, "BÁO CÁO", bold=True, align=_CENTER, size=14)
    about = f"Tình hình tiếp nhận, giải quyết phản ánh của đoàn viên, người lao động {when}"
    style.paragraph(document, about, bold=True, align=_CENTER, size=14)


def _results(document: Document, report: Report) -> None:
    style.heading(document, "I. KẾT QUẢ")
    tables = [table for table in report.tables if table.topic not in _LEFT_OUT and table.rows]
    if not tables:
        style.paragraph(document, "Không có số liệu để nêu trong kỳ này.")
    for number, table in enumerate(tables, 1):
        style.paragraph(document, f"{number}. {table.title}", bold=True)
        style.table(document, _cells(table), last_is_sum=table.total is not None)
        if table.note:
            style.paragraph(document, table.note, italic=True, size=12)
    if any(table.hides for table in tables):
        style.paragraph(document, "Ghi chú: dấu “–” là số không nêu để bảo vệ người lao động.", italic=True, size=12)


def _cells(table: Table) -> list[list[str]]:
    head = [table.head, *(column.title for column in table.columns)]
    looks = [column.look for column in table.columns]
    lines = [[row.label, *(map(figure, row.values, looks))] for row in table.lines]
    return [head, *lines]


def _end(document: Document) -> None:
    left, right = style.two_columns(document)
    style.line(left, "Nơi nhận:", size=12, bold=True, italic=True, align=WD_ALIGN_PARAGRAPH.LEFT)
    for receiver in _RECEIVERS:
        style.line(left, receiver, size=11, align=WD_ALIGN_PARAGRAPH.LEFT)
    style.line(right, "TM. BAN CHẤP HÀNH", size=13, bold=True)
    style.line(right, "(Ký, ghi rõ họ tên, đóng dấu)", size=12, italic=True)
