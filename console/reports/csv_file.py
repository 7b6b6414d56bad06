"""CSV that a spreadsheet opens as it is meant: with its diacritics, and with no cell that computes."""

from __future__ import annotations

import csv
import io
from datetime import date

from console.reports.sheets import Document, Value

_COMPUTES = tuple("=+-@\t\r\n＝＋－＠")
_BOM = "\ufeff"  # without it Excel reads another alphabet


def csv_file(document: Document) -> bytes:
    """One table after the other, an empty line between them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[safe_cell(document.title)], [safe_cell(document.mark)]])
    for sheet in document.sheets:
        writer.writerows([[], [safe_cell(sheet.title)]])
        if sheet.note:
            writer.writerow([safe_cell(sheet.note)])
        writer.writerow([safe_cell(heading) for heading in sheet.headings])
        writer.writerows([safe_cell(value) for value in row] for row in sheet.rows)
    return (_BOM + text.getvalue()).encode()


def safe_cell(value: Value) -> str | int | float:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and (value.startswith(_COMPUTES) or value.lstrip().startswith(_COMPUTES)):
        return f"'{value}"
    return value
