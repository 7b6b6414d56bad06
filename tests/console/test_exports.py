"""Figures and lists as files: who may take them, what stands in them, and that the log knows."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from console.reports.csv_file import csv_file, safe_cell
from console.reports.sheets import Document as Sheets
from console.reports.sheets import Sheet
from console.reports.xlsx_file import xlsx_file
from grievances.model import Category
from storage.tables import AuditEvent, UnionUnit
from tests.console.cast import House, Visitor
from tests.console.second_factor import confirm
from tests.console.test_reports import fill

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://evil")']


async def confirmed(house: House, name: str = "supervisor") -> Visitor:
    visitor = await house.visitor(name)
    assert (await confirm(visitor)).status_code == 303
    return visitor


async def taken(house: House, path: str, name: str = "supervisor", **fields: str) -> httpx.Response:
    answer = await (await confirmed(house, name)).post(path, fields)
    assert answer.status_code == 200, answer.text[:300]
    assert "attachment" in answer.headers["content-disposition"]
    return answer


async def last_event(house: House, action: str) -> AuditEvent:
    async with house.database.transaction() as tx:
        query = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id.desc()).limit(1)
        return (await tx.scalars(query)).one()


async def prepare(house: House) -> None:
    await fill(house, 12)
    await fill(house, 8, category=Category.SAFETY, unit="mill")
    await fill(house, 3, category=Category.HARASSMENT, text="Quản đốc chửi mắng.")


@pytest.mark.parametrize("path", ["/reports/export", "/cases/export"])
async def test_an_open_desk_gives_no_file_away(house: House, path: str) -> None:
    visitor = await house.visitor("supervisor")
    answer = await visitor.post(path, {"format": "csv"})
    assert answer.status_code == 403
    assert "attachment" not in answer.headers.get("content-disposition", "")


@pytest.mark.parametrize("path", ["/reports/export", "/cases/export"])
@pytest.mark.parametrize("name", ["officer", "viewer", "trainer", "custodian"])
async def test_who_may_not_export_finds_no_such_page(house: House, path: str, name: str) -> None:
    visitor = await house.visitor(name)
    assert (await visitor.post(path, {"format": "csv"})).status_code == 404


@pytest.mark.parametrize(
    ("path", "kind"), [("/reports/export", "pdf"), ("/cases/export", "docx"), ("/cases/export", "")]
)
async def test_a_kind_of_file_that_is_none_is_refused(house: House, path: str, kind: str) -> None:
    assert (await (await confirmed(house)).post(path, {"format": kind})).status_code == 400


async def test_the_csv_of_a_report_is_marked_and_written_down(house: House) -> None:
    await prepare(house)
    answer = await taken(house, "/reports/export", format="csv")
    text = answer.content.decode("utf-8-sig")
    event = await last_event(house, "report.exported")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert f"nhật ký số {event.id}" in text
    assert "Hoàng Văn Nam (supervisor@congdoan.example)" in text
    assert event.detail["file"] == "csv"
    assert event.detail["rows"] > 0
    rows = list(csv.reader(io.StringIO(text)))
    assert ["Tiền lương, thưởng", "12", "0", "0", "0", "12", "0", "0", "0"] in rows


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
async def test_no_file_shows_a_small_group(house: House, kind: str) -> None:
    await prepare(house)
    answer = await taken(house, "/reports/export", format=kind)
    cells = {str(cell).strip() for row in rows_of(answer.content, kind) for cell in row}
    assert cells.isdisjoint({"1", "2", "3", "4", "3.0"})
    assert "–" in cells


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
async def test_each_file_tells_of_every_row_what_workers_said(house: House, kind: str) -> None:
    await prepare(house)
    rows = rows_of((await taken(house, "/reports/export", format=kind)).content, kind)
    heads = [row for row in rows if {"Hài lòng", "Chưa ổn"} <= set(row)]
    assert {str(head[0]) for head in heads} == {"Loại việc", "Đơn vị", "Kênh", "Hình thức"}
    assert all(str(head[-1]).startswith("Khép vòng") for head in heads)


def rows_of(body: bytes, kind: str) -> list[list[object]]:
    if kind == "csv":
        return [list(row) for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))]
    if kind == "xlsx":
        return [list(row) for page in load_workbook(io.BytesIO(body)) for row in page.iter_rows(values_only=True)]
    return [[cell.text for cell in row.cells] for table in Document(io.BytesIO(body)).tables for row in table.rows]


async def test_the_workbook_holds_real_numbers_under_a_frozen_head(house: House) -> None:
    await prepare(house)
    book = load_workbook(io.BytesIO((await taken(house, "/reports/export", format="xlsx")).content))
    assert "Theo đơn vị" in book.sheetnames
    page = book["Theo loại việc"]
    assert page.freeze_panes == "B6"
    head = [cell.value for cell in page[5]]
    assert (head[0], head[5]) == ("Loại việc", "Tổng số")
    wages = next(row for row in page.iter_rows(values_only=True) if row[0] == "Tiền lương, thưởng")
    assert wages[5] == 12
    assert isinstance(wages[5], int)
    assert page.column_dimensions["A"].width >= 16


async def test_the_monthly_report_is_written_as_union_offices_do(house: House, tmp_path: Path) -> None:
    await prepare(house)
    answer = await taken(house, "/reports/export", format="docx")
    paper = Document(io.BytesIO(answer.content))
    told = [line.text for line in paper.paragraphs]
    assert "BÁO CÁO" in told
    assert "Tình hình tiếp nhận, giải quyết phản ánh của đoàn viên, người lao động" in told
    assert "tháng 11 năm 2026" in told
    assert [line for line in told if line.startswith(("I. ", "II. ", "III. "))] == [
        "I. KẾT QUẢ",
        "II. NHẬN XÉT",
        "III. KIẾN NGHỊ",
    ]
    assert "- Trong kỳ, Công đoàn nhận 23 phản ánh, yêu cầu của đoàn viên, người lao động." in told
    head, signature = paper.tables[0], paper.tables[-1]
    assert "CÔNG ĐOÀN KHU CÔNG NGHIỆP SÔNG HỒNG" in head.rows[0].cells[0].text.replace("\n", " ")
    assert "Số: ……/BC-……" in head.rows[0].cells[0].text
    assert "LIÊN ĐOÀN LAO ĐỘNG TỈNH BÌNH MINH" in head.rows[0].cells[0].text.replace("\n", " ")
    assert "Độc lập - Tự do - Hạnh phúc" in head.rows[0].cells[1].text
    assert "Bình Minh, ngày 25 tháng 11 năm 2026" in head.rows[0].cells[1].text
    assert "Nơi nhận:" in signature.rows[0].cells[0].text
    assert "- Liên đoàn Lao động tỉnh Bình Minh (để báo cáo);" in signature.rows[0].cells[0].text
    assert "CHỦ TỊCH" in signature.rows[0].cells[1].text
    page = paper.sections[0]
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side.mm) for side in sides if side] == [20, 20, 30, 15]
    assert page.page_width is not None
    assert round(page.page_width.mm) == 210
    assert paper.styles["Normal"].font.name == "Times New Roman"
    event = await last_event(house, "report.exported")
    for foot in (page.footer, page.first_page_footer):
        assert f"nhật ký số {event.id}" in foot.paragraphs[0].text


async def test_nothing_of_another_unit_gets_into_a_file(house: House) -> None:
    await fill(house, 9, unit="south")
    await fill(house, 6)
    for path in ("/reports/export", "/cases/export"):
        text = (await taken(house, path, format="csv", unit=house.units["south"].id)).content.decode("utf-8-sig")
        assert "Xây dựng" not in text
        assert "PA-0" not in text


async def test_the_list_of_cases_holds_days_and_no_words(house: House) -> None:
    await prepare(house)
    answer = await taken(house, "/cases/export", format="xlsx", category="harassment")
    page = load_workbook(io.BytesIO(answer.content))["Vụ việc"]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    assert rows[0][:5] == ("Mã số", "Hình thức", "Loại việc", "Mức độ", "Trạng thái")
    assert len(rows) == 4
    opened = rows[1][7]
    assert isinstance(opened, datetime)
    assert opened.date() == date(2026, 11, 25)
    assert "chửi" not in " ".join(map(str, rows))
    event = await last_event(house, "case.exported")
    assert event.detail == {"rows": 3, "texts": False}
    assert str(event.id) in str(page["A2"].value)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_computes(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")
    document = Sheets(text, text, [Sheet("A/B:[x]", (text,), [(text,)], text)])
    written = rows_of(csv_file(document), "csv")
    assert {cell for row in written for cell in row} <= {f"'{text}", "A/B:[x]"}
    page = load_workbook(io.BytesIO(xlsx_file(document))).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


async def test_a_unit_with_a_hostile_name_does_no_harm(house: House) -> None:
    async with house.database.transaction() as tx:
        (await tx.get_one(UnionUnit, house.units["mill"].id)).name = '=cmd|" /C calc"!A0'
    await fill(house, 6, unit="mill")
    text = (await taken(house, "/cases/export", format="csv")).content.decode("utf-8-sig")
    assert ",\"'=cmd" in text
