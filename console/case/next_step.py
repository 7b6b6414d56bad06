"""What an officer should do next with a case, in one sentence, and where on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.web.formats import local_time
from grievances.clocks.closing import PATIENCE
from grievances.model import CLOSED, WAITING, CaseRow, CaseView, Status


@dataclass(frozen=True)
class NextStep:
    """`anchor`: the part of the page where it is done; `label`: what the link to it says."""

    text: str
    label: str = ""
    anchor: str = ""
    pressing: bool = False


def next_step(case: CaseView, now: datetime, is_mine: bool) -> NextStep | None:
    """None for who only reads; an emergency that rings says itself what to do."""
    row = case.row
    if not case.may_handle or row.rings:
        return None
    if row.status in CLOSED:
        return _at_rest(row)
    if row.assignee_id is None:
        return NextStep("Chưa có ai phụ trách vụ việc này.", "Nhận phụ trách", "phu-trach", pressing=_late(row, now))
    if not is_mine:
        return NextStep(f"{row.assignee_name} đang phụ trách vụ việc này.")
    return _mine(row, now)


def _mine(row: CaseRow, now: datetime) -> NextStep:
    if row.worker_waiting:
        return NextStep("Người lao động đang chờ bạn trả lời.", "Viết trả lời", "tra-loi", pressing=True)
    if row.status in WAITING:
        return NextStep("Đang chờ bên khác. Khi có tin, bạn đổi trạng thái.", "Đổi trạng thái", "trang-thai")
    if row.due_at is None:
        return NextStep("Bạn trả lời kết quả khi có tin.", "Viết trả lời", "tra-loi")
    if _late(row, now):
        return NextStep("Đã quá hạn. Bạn báo kết quả nhé.", "Báo kết quả", "trang-thai", pressing=True)
    return NextStep(f"Bạn báo kết quả trước {local_time(row.due_at)}.", "Báo kết quả", "trang-thai")


def _at_rest(row: CaseRow) -> NextStep | None:
    if row.status is Status.RESOLVED:
        rating = "" if row.rating else " và chờ người lao động đánh giá"
        return NextStep(f"Đã báo kết quả{rating}. Vụ việc tự kết thúc sau {PATIENCE} ngày làm việc.")
    if row.worker_waiting and row.status is not Status.WITHDRAWN:
        return NextStep("Người lao động nhắn thêm sau khi vụ việc đã đóng.", "Viết trả lời", "tra-loi", pressing=True)
    return None


def _late(row: CaseRow, now: datetime) -> bool:
    return row.due_at is not None and row.due_at <= now
