"""The report as union offices write it: margins, type and heads by Nghị định 30/2020."""

from __future__ import annotations

import io
import re
from datetime import date

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
_BLANK = "…" * 29
_PLACE = re.compile(r"(?:tỉnh|thành phố)\s+(.+)")
_TOP, _CAPITAL = "Tổng Liên đoàn", "Hà Nội"


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
    _end(document, report)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _head(document: Document, report: Report) -> None:
    left, right = style.two_columns(document)
    for above in report.above[-1:]:
        style.name(left, above)
    style.name(left, report.unit_name, bold=True)
    style.rule(left, 8)
    style.line(left, "Số: ……/BC-……", size=13)
    style.line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    style.line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    style.rule(right, 18)
    style.line(right, f"{_place(report)}, {_day(in_vietnam(report.at).date())}", size=13, italic=True)


def _place(report: Report) -> str:
    """The province of the unit, which stands in its name or in that of a unit above; dots where it does not."""
    for name in (report.unit_name, *reversed(report.above)):
        found = _PLACE.search(name)
        if found or name.startswith(_TOP):
            return found[1] if found else _CAPITAL if name == report.unit_name else "…………"
    return "…………"


def _day(day: date) -> str:
    """As the decree wants it: a zero before days below 10 and before the months 1 and 2, no other."""
    month = f"{day:%m}" if day.month in (1, 2) else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def _title(document: Document, report: Report) -> None:
    first = report.period.first
    when = f"tháng {first.month} năm {first.year}" if is_month(report.period) else period_words(report.period)
    style.paragraph(document, "BÁO CÁO", bold=True, align=_CENTER, size=14)
    about = "Tình hình tiếp nhận, giải quyết phản ánh của đoàn viên, người lao động"
    for line in (about, when):
        style.paragraph(document, line, bold=True, align=_CENTER, size=14)
    style.paragraph(document, "─" * 10, align=_CENTER, size=8)
    said = f"{report.unit_name} báo cáo kết quả tiếp nhận, giải quyết phản ánh của đoàn viên, người lao động {when}"
    style.paragraph(document, f"{said} như sau:")


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


def _end(document: Document, report: Report) -> None:
    """What a signature stands under stays on one page."""
    style.paragraph(document, " ", size=6)
    left, right = style.two_columns(document, whole=True)
    style.line(left, "Nơi nhận:", size=12, bold=True, italic=True, align=WD_ALIGN_PARAGRAPH.LEFT)
    for receiver in (*(f"- {above} (để báo cáo);" for above in report.above[-1:]), "- Lưu: VT."):
        style.line(left, receiver, size=11, align=WD_ALIGN_PARAGRAPH.LEFT)
    style.line(right, f"TM. {_body(report)}", size=13, bold=True)
    style.line(right, "CHỦ TỊCH", size=13, bold=True)
    style.line(right, "(Ký, ghi rõ họ tên, đóng dấu)", size=12, italic=True)
    for _ in range(4):
        style.line(right, " ", size=13)


def _body(report: Report) -> str:
    """In whose name the chair signs, by the level of the unit."""
    if report.unit_name.startswith(_TOP):
        return "ĐOÀN CHỦ TỊCH"
    return "BAN CHẤP HÀNH" if len(report.above) > 1 else "BAN THƯỜNG VỤ"
