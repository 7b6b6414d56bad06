"""Pages, type and tables of an office document (Nghị định 30/2020, phụ lục I)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"
_SIZE = 14
_SMALL = 11
_INDENT = Mm(10)
_WIDTH, _LEFT, _RIGHT = Mm(165), Mm(69), Mm(96)
_NUMBERS, _NAMES = Mm(25), Mm(41)  # a column of them, where there is room; the least that names need
_MANY = 5  # columns of numbers: more are written smaller
_BREAK = re.compile(r" (?=LAO ĐỘNG VIỆT NAM|TỈNH |THÀNH PHỐ |CÔNG TY |KHU CÔNG NGHIỆP )")
_ONE_LINE = 28  # capitals that the left column holds


def set_up(document: Document, mark: str) -> None:
    """A4; `mark` stands at the foot of each page."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_SIZE)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), _FONT)
    _number_pages(page)
    for footer in (page.first_page_footer, page.footer):
        foot = footer.paragraphs[0]
        _write(foot, mark, 9, italic=True)
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.core_properties.title = "Báo cáo"
    document.core_properties.comments = mark
    document.core_properties.author = ""


def _number_pages(page: Section) -> None:
    """In the middle above the text, from the second page on; the mark stays at the foot of the first one too."""
    page.different_first_page_header_footer = True
    above = page.header.paragraphs[0]
    above.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    above._p.append(number)


def heading(document: Document, text: str) -> None:
    told = paragraph(document, text, bold=True)
    told.paragraph_format.keep_with_next = True


def paragraph(
    document: Document,
    text: str,
    *,
    size: int = _SIZE,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> Paragraph:
    written = document.add_paragraph()
    _write(written, text, size, bold, italic)
    written.alignment = align
    form = written.paragraph_format
    form.space_before, form.space_after = Pt(8 if bold and align is WD_ALIGN_PARAGRAPH.JUSTIFY else 3), Pt(3)
    form.line_spacing = 1.15
    if align is WD_ALIGN_PARAGRAPH.JUSTIFY:
        form.first_line_indent = _INDENT
    form.keep_with_next = bold
    return written


def two_columns(document: Document, *, whole: bool = False) -> tuple[_Cell, _Cell]:
    """Side by side without lines: heads and signatures. `whole`: not broken over two pages."""
    frame = document.add_table(rows=1, cols=2)
    frame.autofit = False
    if whole:
        _keep_whole(frame.rows[0], repeat=False)
    _without_margins(frame)
    for place, width in enumerate((_LEFT, _RIGHT)):
        frame.columns[place].width = frame.rows[0].cells[place].width = width
    left, right = frame.rows[0].cells
    return left, right


def _without_margins(frame: Table) -> None:
    """The country's name is just as wide as its column."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    frame._tbl.tblPr.append(margins)


def line(
    cell: _Cell,
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
) -> None:
    """A new line in a cell; the first one takes the paragraph that each cell has."""
    first = cell.paragraphs[0]
    written = first if not first.runs else cell.add_paragraph()
    _write(written, text, size, bold, italic)
    written.alignment = align
    written.paragraph_format.space_after = Pt(0)


def name(cell: _Cell, text: str, *, bold: bool = False) -> None:
    """A unit's name in capitals; a long one breaks where one would take breath."""
    capitals = text.upper()
    parts = _BREAK.split(capitals, 1) if len(capitals) > _ONE_LINE else [capitals]
    for part in (shorter for whole in parts for shorter in textwrap.wrap(whole, _ONE_LINE)):
        line(cell, part, size=12, bold=bold)


def rule(cell: _Cell, width: int) -> None:
    """The short line under a head."""
    line(cell, "─" * width, size=8)


def table(document: Document, cells: Sequence[Sequence[str]], *, last_is_sum: bool) -> None:
    """The first line is the head, and stands again on each page."""
    drawn: Table = document.add_table(rows=0, cols=len(cells[0]))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    size = _SMALL if len(cells[0]) - 1 > _MANY else _SMALL + 1
    for number, texts in enumerate(cells):
        row = drawn.add_row()
        strong = number == 0 or (last_is_sum and number == len(cells) - 1)
        for place, text in enumerate(texts):
            written = row.cells[place].paragraphs[0]
            _write(written, text, size, bold=strong)
            written.alignment = WD_ALIGN_PARAGRAPH.LEFT if place == 0 else WD_ALIGN_PARAGRAPH.CENTER
        _keep_whole(row, repeat=number == 0)
    _widen_names(drawn)


def _widen_names(drawn: Table) -> None:
    """The first column takes what the numbers leave."""
    numbers = len(drawn.columns) - 1
    each = min(_NUMBERS.mm, (_WIDTH.mm - _NAMES.mm) / numbers)
    drawn.autofit = False
    for place, column in enumerate(drawn.columns):
        column.width = Mm(_WIDTH.mm - numbers * each) if place == 0 else Mm(each)
        for cell in column.cells:
            cell.width = column.width


def _keep_whole(row: _Row, *, repeat: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))


def _write(where: Paragraph, text: str, size: int, bold: bool = False, italic: bool = False) -> None:
    run = where.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.size, run.font.name = Pt(size), _FONT
