"""The news that a worker gets in the chat: short, and each with a way to answer in one tap."""

from __future__ import annotations

import json

from grievances.model import CATEGORY_NAMES, KIND_NAMES, CaseKind, Category, Rating, Status
from grievances.notices import Notice, NoticeButton, NoticeFile
from storage.tables import CaseRecord

_NOUNS: dict[CaseKind, str] = {
    CaseKind.GRIEVANCE: "phản ánh",
    CaseKind.HUMAN_REQUEST: "yêu cầu",
    CaseKind.JOIN_UNION: "yêu cầu",
    CaseKind.FOUND_UNION: "yêu cầu",
    CaseKind.INITIATIVE: "kiến nghị",
    CaseKind.RUMOUR: "tin báo",
    CaseKind.EMERGENCY: "tin khẩn cấp",
    CaseKind.COLLECTIVE: "phản ánh",
}

_MOVED: dict[Status, str] = {
    Status.ACKNOWLEDGED: "Cán bộ Công đoàn đã tiếp nhận {about} và đang xem.{said}",
    Status.IN_PROGRESS: "Công đoàn đang xử lý {about}.{said}",
    Status.WAITING_EMPLOYER: "Công đoàn đang làm việc với công ty về {about}.{said}\nCó kết quả, mình báo bạn ngay.",
    Status.WAITING_WORKER: "Công đoàn cần bạn bổ sung thông tin cho {about}.{said}",
    Status.RESOLVED: "Công đoàn báo {about} đã được giải quyết.{said}\nBạn thấy kết quả thế nào?",
    Status.REFERRED: (
        "Công đoàn đã chuyển {about} tới cơ quan có thẩm quyền giải quyết.\nNơi nhận: {reason}\n"
        "Nếu lâu chưa thấy nơi đó trả lời, bạn nhắn lại để Công đoàn hỏi giúp nhé."
    ),
    Status.REJECTED: (
        "Công đoàn chưa nhận giải quyết {about}.\nLý do: {reason}\nNếu có thêm thông tin, bạn cứ trả lời nhé."
    ),
    Status.CLOSED: "Công đoàn đã kết thúc {about}.{said}\nNếu việc chưa ổn, bạn bấm “Mở lại” rồi kể thêm nhé.",
}


def reply_notice(key: str, record: CaseRecord, text: str) -> Notice:
    return Notice(key, f"Có cập nhật cho {_about(record)}:\n{text}", (_answer(record), _look(record)))


def file_notice(key: str, file: NoticeFile) -> Notice:
    """Follows the answer that it belongs to, as a message of its own."""
    return Notice(key, "", file=file)


def status_notice(key: str, record: CaseRecord, to: Status, reason: str) -> Notice:
    """`to` is one of the statuses that staff may set; RECEIVED and WITHDRAWN are not."""
    text = _MOVED[to].format(about=_about(record), said=f"\n{reason}" if reason else "", reason=reason)
    if to is Status.RESOLVED:
        return Notice(key, text, (*_rating(record), _look(record)))
    if to is Status.CLOSED:
        return Notice(key, text, (_answer(record, "Mở lại"), _look(record)))
    return Notice(key, text, (_answer(record), _look(record)))


def placed_notice(key: str, record: CaseRecord, told: str) -> Notice:
    """Another unit has the case; `told` says which, and why."""
    return Notice(key, f"Có cập nhật cho {_about(record)}:\n{told}", (_answer(record), _look(record)))


def taken_notice(key: str, record: CaseRecord) -> Notice:
    """An officer looks after an emergency. It promises no speed: whoever is in danger must not wait for us."""
    text = (
        "Cán bộ Công đoàn đã nhận tin của bạn và đang xem.\n"
        "Nếu đang nguy hiểm, bạn cứ gọi ngay 113, 114 hoặc 115, đừng chờ trả lời."
    )
    return Notice(key, text, (_answer(record), _look(record)))


def case_buttons(record: CaseRecord) -> tuple[NoticeButton, NoticeButton]:
    return (_answer(record), _look(record))


def _about(record: CaseRecord) -> str:
    kind = CaseKind(record.kind)
    if kind is CaseKind.EMERGENCY:
        return f"{_NOUNS[kind]} của bạn"
    matter = CATEGORY_NAMES[Category(record.category)] if kind is CaseKind.GRIEVANCE else KIND_NAMES[kind]
    return f"{_NOUNS[kind]} của bạn ({matter})"


def _answer(record: CaseRecord, title: str = "Trả lời") -> NoticeButton:
    """Words from the worker reopen a closed case."""
    return NoticeButton(title, _command("reply_case", case=record.id))


def _look(record: CaseRecord) -> NoticeButton:
    return NoticeButton(f"Xem {_NOUNS[CaseKind(record.kind)]}", _command("my_case", case=record.id))


def _rating(record: CaseRecord) -> tuple[NoticeButton, NoticeButton]:
    return (
        NoticeButton("👍 Hài lòng", _command("rate_case", case=record.id, rating=Rating.GOOD)),
        NoticeButton("👎 Chưa ổn", _command("rate_case", case=record.id, rating=Rating.BAD)),
    )


def _command(name: str, **slots: str) -> str:
    return f"/{name}{json.dumps(slots, separators=(',', ':'))}"
