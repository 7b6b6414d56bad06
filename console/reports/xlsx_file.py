"""Excel workbooks: numbers are numbers, days are days, and no text is a formula."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from console.reports.sheets import ALL_CASES, HIDDEN, Document, Sheet, Value

_NAME = "Times New Roman"
_PLAIN, _BOLD = Font(_NAME, 12), Font(_NAME, 12, bold=True)
_SMALL = Font(_NAME, 10, italic=True, color="55626F")
_HEAD = PatternFill("solid", fgColor="DCE8F6")
_LINE = Side("thin", color="8A96A3")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_TITLE_MAX = 31  # of a sheet's name in Excel
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NARROWEST, _WIDEST = 10, 48


def xlsx_file(document: Document) -> bytes:
    """One sheet for each table; the mark stands above each and in its footer."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    book.properties.title, book.properties.description = document.title, document.mark
    for sheet in document.sheets:
        _write(book.create_sheet(_FORBIDDEN.sub(" ", sheet.title)[:_TITLE_MAX]), document, sheet)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _write(page: Worksheet, document: Document, sheet: Sheet) -> None:
    above = [(document.title, _BOLD), (document.mark, _SMALL), (sheet.title, _BOLD)]
    above += [(sheet.note, _SMALL)] if sheet.note else []
    for number, (text, font) in enumerate(above, 1):
        _put(page, number, 1, text).font = font
    head = len(above) + 1
    for column, heading in enumerate(sheet.headings, 1):
        cell = _put(page, head, column, heading)
        cell.font, cell.fill, cell.border = _BOLD, _HEAD, _FRAME
        cell.alignment = Alignment("left" if column == 1 else "center", "center", wrap_text=True)
    for offset, row in enumerate(sheet.rows, head + 1):
        for column, value in enumerate(row, 1):
            cell = _put(page, offset, column, value)
            cell.font, cell.border = _BOLD if row[0] == ALL_CASES else _PLAIN, _FRAME
            if value == HIDDEN:
                cell.alignment = Alignment("right")
    page.freeze_panes = page.cell(head + 1, 2)
    _set_up_print(page, head)
    page.oddFooter.center.text = document.mark.replace("&", "&&")
    for column, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(column)].width = width


def _set_up_print(page: Worksheet, head: int) -> None:
    """A4 across, as wide as one sheet of paper, with the head on each."""
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, page.ORIENTATION_LANDSCAPE
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"{head}:{head}"


def _put(page: Worksheet, row: int, column: int, value: Value) -> Any:
    cell = page.cell(row, column)
    cell.value = _CONTROL.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # also when it begins like a formula
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    elif isinstance(value, float):
        cell.number_format = "0.0"
    elif isinstance(value, int):
        cell.number_format = "#,##0"
    return cell


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(sheet.headings, *sheet.rows, strict=True)
    return [min(max([_NARROWEST, *(len(str(value or "")) for value in column)]) + 2, _WIDEST) for column in columns]
