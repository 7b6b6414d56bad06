"""The filters in force, each with the address of the list without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.queue.query import CaseQuery
from console.web.words import CHANNEL_NAMES
from grievances.model import (
    CATEGORY_NAMES,
    KIND_NAMES,
    PROGRESS_NAMES,
    SEVERITY_NAMES,
    STAFF_STATUS_NAMES,
    StaffMember,
)


@dataclass(frozen=True)
class Chip:
    text: str
    address: str  # of the list without it


def chips_of(
    query: CaseQuery, member: StaffMember, names: Mapping[str, str], tags: Mapping[str, str]
) -> Sequence[Chip]:
    """`names` of units and people, by id."""
    wanted = query.filter
    texts: dict[str, str | None] = {
        "q": f"Tìm: {query.searched}" if query.searched or query.search_id else None,
        "status": wanted.status and STAFF_STATUS_NAMES[wanted.status],
        "category": wanted.category and CATEGORY_NAMES[wanted.category],
        "kind": wanted.kind and KIND_NAMES[wanted.kind],
        "severity": wanted.severity and f"Mức độ: {SEVERITY_NAMES[wanted.severity]}",
        "unit": wanted.unit_id and names.get(wanted.unit_id, "Đơn vị đã chọn"),
        "assignee": _assignee(wanted.assignee_id, names, member),
        "channel": wanted.channel and CHANNEL_NAMES[wanted.channel],
        "tag": wanted.tag and f"Nhãn: {tags.get(wanted.tag, 'đã chọn')}",
        "from": f"Từ {wanted.opened_from:%d/%m/%Y}" if wanted.opened_from else None,
        "to": f"Đến {wanted.opened_to:%d/%m/%Y}" if wanted.opened_to else None,
        "progress": wanted.progress and PROGRESS_NAMES[wanted.progress],
        "workplace": "Nơi làm việc đã chọn" if wanted.workplace else None,
        "waiting": "Chờ trả lời" if wanted.waiting_only else None,
    }
    return [Chip(text, query.without(name, "search" if name == "q" else name)) for name, text in texts.items() if text]


def _assignee(assignee_id: str | None, names: Mapping[str, str], member: StaffMember) -> str | None:
    if assignee_id is None:
        return None
    if not assignee_id:
        return "Chưa ai phụ trách"
    return f"Phụ trách: {'tôi' if assignee_id == member.id else names.get(assignee_id, 'người đã chọn')}"
