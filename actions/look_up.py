"""Showing a case to its worker, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from actions import buttons, texts
from actions.base import Event, remember
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Choice, Voice, choice
from grievances.model import KIND_NAMES, STATUS_NAMES, CaseKind, EntryKind, EntryView, Status, WorkerCaseView
from storage.clock import in_vietnam
from storage.errors import NotFound

_SHOWN_ENTRIES = 6
_SHOWN_TEXT = 200
_SHOWN_REPLY = 1_000
_STEPS: dict[EntryKind, str] = {
    EntryKind.OPENED: "Gửi tới Công đoàn",
    EntryKind.MEDIA: "Bạn gửi ảnh, tệp",
    EntryKind.WORKPLACE: "Bạn ghi nơi làm việc",
    EntryKind.CONTACT: "Bạn để lại cách liên hệ",
    EntryKind.IDENTITY: "Công đoàn xem cách liên hệ bạn để lại",
    EntryKind.JOINED: "Được gộp với những phản ánh khác về cùng nơi làm việc",
    EntryKind.RELEASED: "Lại được giải quyết riêng",
    EntryKind.ALARM_TAKEN: "Cán bộ Công đoàn đã nhận tin",
}


async def show_case_of_code(services: ActionServices, turn: Turn, voice: Voice, code: str) -> list[Event]:
    """Look a code up; a wrong one counts as a try (RuleViolation after too many)."""
    try:
        async with services.database.transaction() as tx:
            view = await services.cases.by_receipt(tx, code, turn.conversation_id)
    except NotFound:
        voice.say(texts.CODE_NOT_FOUND, choice("Nhập lại mã", "enter_code"), buttons.HUMAN, buttons.MENU)
        return []
    say_case(voice, view)
    return [remember("case_id", view.case_id), remember("receipt", code)]


def say_case(voice: Voice, view: WorkerCaseView) -> None:
    """Status, what happened, what comes next, and what can be done about it."""
    head = texts.CASE_HEAD.format(
        kind=KIND_NAMES[view.kind],
        name=name_of(view),
        day=f"{in_vietnam(view.opened_at):%d/%m/%Y}",
        status=STATUS_NAMES[view.status],
    )
    if view.kind is not CaseKind.GRIEVANCE:
        head = head.removeprefix(f"{KIND_NAMES[view.kind]}: ")
    steps = [line for entry in view.timeline if not entry.internal for line in _lines(entry)]
    hidden = len(steps) - _SHOWN_ENTRIES
    shown = [texts.CASE_EARLIER.format(count=hidden), *steps[hidden:]] if hidden > 0 else steps
    voice.say("\n\n".join([head, "\n".join(shown), _next_step(view)]), *_acts(view))


def name_of(view: WorkerCaseView) -> str:
    """What the worker calls it: the category of a grievance, else the kind."""
    return texts.CATEGORY_TITLES[view.category] if view.kind is CaseKind.GRIEVANCE else KIND_NAMES[view.kind]


def _lines(entry: EntryView) -> Iterator[str]:
    """One line for a step, or none for one that tells the worker nothing."""
    at = f"{in_vietnam(entry.at):%d/%m %H:%M}"
    if entry.kind is EntryKind.STATUS and entry.status_to:
        yield f"{at} {STATUS_NAMES[entry.status_to]}" + (f": {_cut(entry.body, _SHOWN_REPLY)}" if entry.body else "")
    elif entry.kind is EntryKind.MESSAGE and entry.actor == "staff":
        yield f"{at} Công đoàn: {_cut(entry.body, _SHOWN_REPLY)}"
    elif entry.kind is EntryKind.MESSAGE:
        yield f"{at} Bạn: {_cut(entry.body, _SHOWN_TEXT)}"
    elif entry.kind is EntryKind.RATING:
        yield f"{at} Bạn đánh giá: {entry.body}"
    elif entry.kind in (EntryKind.MOVED, EntryKind.ROSE):
        yield f"{at} {entry.body}"
    elif entry.kind is EntryKind.MEDIA and entry.actor == "staff":
        yield f"{at} Công đoàn gửi ảnh, tệp"
    elif entry.kind is EntryKind.MEDIA and entry.media_id is None:
        yield f"{at} {_STEPS[entry.kind]} (đã xóa)"
    elif entry.kind in _STEPS:
        yield f"{at} {_STEPS[entry.kind]}"


def _next_step(view: WorkerCaseView) -> str:
    if view.status is Status.RESOLVED and view.rating:
        return texts.RATED_GOOD
    return texts.NEXT_STEP[view.status]


def _acts(view: WorkerCaseView) -> tuple[Choice, ...]:
    """What the rules of the case allow now, most useful first."""
    case = view.case_id
    add, photo = choice("Kể thêm", "add_details", case=case), choice("Gửi ảnh", "add_photo", case=case)
    withdraw = choice("Rút lại", "withdraw_case", case=case)
    if view.status is Status.WAITING_WORKER:
        return (choice("Trả lời", "reply_case", case=case), photo, withdraw, buttons.MENU)
    if view.status is Status.RESOLVED:
        good = choice("👍 Hài lòng", "rate_case", case=case, rating="good")
        bad = choice("👎 Chưa ổn", "rate_case", case=case, rating="bad")
        return (add, buttons.MENU) if view.rating else (good, bad, add, buttons.MENU)
    if view.status in (Status.REJECTED, Status.REFERRED):
        return (add, buttons.HUMAN, buttons.MENU)
    if view.status is Status.CLOSED:
        return (choice("Mở lại", "reply_case", case=case), buttons.NEW_REPORT, buttons.MENU)
    if view.status is Status.WITHDRAWN:
        return (buttons.NEW_REPORT, buttons.MENU)
    return (add, photo, choice("Để lại liên hệ", "add_contact", case=case), withdraw, buttons.MENU)


def _cut(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
