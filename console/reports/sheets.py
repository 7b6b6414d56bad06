"""What a file holds, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from console.web.formats import local_time
from console.web.words import CHANNEL_NAMES
from grievances.model import CATEGORY_NAMES, KIND_NAMES, RATING_NAMES, SEVERITY_NAMES, STAFF_STATUS_NAMES, StaffMember
from grievances.numbers import shown_number
from grievances.reporting.case_list import CaseLine
from grievances.reporting.model import Look, Period, Report, Table
from storage.clock import in_vietnam
from storage.tables import AuditEvent

HIDDEN = "–"
ALL_CASES = "Tất cả"  # what the last line of a table of figures is called
_SUFFIXES = {Look.HOURS: " (giờ)", Look.PERCENT: " (%)", Look.COUNT: ""}

Value = str | int | float | date | None


@dataclass(frozen=True)
class Sheet:
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    note: str = ""


@dataclass(frozen=True)
class Document:
    """`mark`: who took it out of the house, when, and under which number the log knows of it."""

    title: str
    mark: str
    sheets: Sequence[Sheet]


def mark_of(event: AuditEvent, staff: StaffMember) -> str:
    return f"Xuất bởi {staff.name} ({staff.email}) lúc {local_time(event.at)} – nhật ký số {event.id}"


def period_words(period: Period) -> str:
    return f"từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}"


def report_document(report: Report, mark: str) -> Document:
    title = f"Báo cáo phản ánh của người lao động – {report.unit_name}, {period_words(report.period)}"
    return Document(title, mark, [_sheet(table) for table in report.tables])


def case_document(lines: Sequence[CaseLine], mark: str, more: bool) -> Document:
    note = f"Chỉ có {len(lines)} vụ việc mới nhất; hãy lọc hẹp hơn để lấy các vụ việc còn lại." if more else ""
    return Document("Danh sách vụ việc", mark, [Sheet("Vụ việc", _HEADINGS, [_case(line) for line in lines], note)])


_HEADINGS = (
    "Mã số",
    "Hình thức",
    "Loại việc",
    "Mức độ",
    "Trạng thái",
    "Đơn vị",
    "Kênh",
    "Ngày gửi",
    "Ngày tiếp nhận",
    "Ngày trả lời",
    "Ngày giải quyết",
    "Ngày kết thúc",
    "Hạn gần nhất",
    "Đánh giá",
)


def _case(line: CaseLine) -> tuple[Value, ...]:
    days = (line.acknowledged_at, line.answered_at, line.resolved_at, line.closed_at, line.due_at)
    return (
        shown_number(line.number),
        KIND_NAMES[line.kind],
        CATEGORY_NAMES[line.category],
        SEVERITY_NAMES[line.severity],
        STAFF_STATUS_NAMES[line.status],
        line.unit_name,
        CHANNEL_NAMES.get(line.channel, line.channel),
        line.opened_on,
        *map(_day, days),
        RATING_NAMES[line.rating] if line.rating else None,
    )


def _day(at: datetime | None) -> date | None:
    return in_vietnam(at).date() if at else None


def _sheet(table: Table) -> Sheet:
    headings = (table.head, *(f"{column.title}{_SUFFIXES[column.look]}" for column in table.columns))
    rows = [
        (line.label, *(HIDDEN if value is None else _plain(value) for value in line.values)) for line in table.lines
    ]
    return Sheet(table.title, headings, rows, table.note)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else round(value, 1)
