"""The officers' daily work: one case, and what they do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from console.access.sessions import SignedIn
from console.case.casework import casework_of
from console.case.draft_files import channels_of, check_picked, files_for
from console.case.handling import handling_of
from console.case.law import Cited
from console.case.media import attachments_of
from console.case.next_step import next_step
from console.case.privacy import privacy_of
from console.live.chat_words import FILE_NOTES, delivery_context
from console.queue.query import way_back
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import CaseHandler, CaseStaff
from grievances.handouts import AT_ONCE
from grievances.lifecycle import AFTER_REPLY, STAFF_MOVES
from grievances.model import Status
from grievances.texts import REASON_MAX, STAFF_TEXT_MAX, thousands
from storage.errors import Conflict, RuleViolation

router = APIRouter()

# A chat message on Zalo holds 2,000 characters: a longer answer would arrive in pieces.
REPLY_MAX = 2_000

_MANY_STEPS = 100_000  # more than any case has: nothing is new then
_CONFLICT = (
    "Vụ việc vừa có thay đổi trong lúc bạn viết. Trang đã tải bản mới nhất và giữ nguyên nội dung của bạn: "
    "bạn xem lại diễn biến rồi bấm gửi lần nữa nhé."
)


@dataclass(frozen=True)
class Draft:
    """What an officer typed into one of the forms, and why it did not go through."""

    form: str  # reply, note, status, tag
    text: str
    to: str
    error: str
    searched: str = ""  # in the law
    law: Sequence[Cited] = ()
    seen: int | None = None  # steps that the officer had before somebody else changed the case
    files: Sequence[str] = ()  # held for this answer
    file_problem: str = ""


@dataclass(frozen=True)
class Writing:
    """Where templates and the law are at hand: the page's address, and the box that they go into."""

    path: str
    box: str

    @classmethod
    def of_case(cls, case_id: str) -> Writing:
        return cls(f"/cases/{case_id}", "reply-text")

    @classmethod
    def of_chat(cls, case_id: str) -> Writing:
        return cls(f"/chats/{case_id}", "chat-text")


@router.get("/cases/{case_id}")
async def show_case(request: Request, console: ConsoleDep, signed_in: CaseStaff, case_id: str) -> Response:
    return await case_page(request, console, signed_in, case_id, query_fields(request))


@router.post("/cases/{case_id}/reply")
async def reply(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        _within(fields, REPLY_MAX)
        check_picked(fields)
        pushed = await console.services.desk.reply(
            tx, signed_in.member, case_id, version_of(fields), fields.raw("text"), fields.all("file")
        )
        return "replied" if pushed else "replied_by_code"

    return await act_on_case(request, console, signed_in, case_id, "reply", act)


@router.post("/cases/{case_id}/note")
async def note(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        await console.services.desk.note(tx, signed_in.member, case_id, version_of(fields), fields.raw("text"))
        return "noted"

    return await act_on_case(request, console, signed_in, case_id, "note", act)


@router.post("/cases/{case_id}/status")
async def change_status(request: Request, console: ConsoleDep, signed_in: CaseHandler, case_id: str) -> Response:
    async def act(tx: AsyncSession, fields: Fields) -> str:
        to = fields.text("to")
        if to not in Status:
            raise RuleViolation("Bạn chọn trạng thái mới giúp nhé.")
        await console.services.desk.change_status(
            tx, signed_in.member, case_id, version_of(fields), Status(to), fields.raw("text")
        )
        return "moved"

    return await act_on_case(request, console, signed_in, case_id, "status", act)


async def act_on_case(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    form: str,
    act: Callable[[AsyncSession, Fields], Awaitable[str | Response]],
) -> Response:
    """Do what a form on the case's page asks, in one transaction. Then go back to the case with the flash that `act`
    returns, or to where it leads; or show the case again when it was refused, with what was typed and why."""
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            done = await act(tx, fields)
    except (Conflict, RuleViolation) as error:
        return await _refused(request, console, signed_in, case_id, fields, form, error)
    return back_to_case(console, case_id, fields, done) if isinstance(done, str) else done


async def _refused(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    fields: Fields,
    form: str,
    error: Conflict | RuleViolation,
) -> Response:
    """The case as it is now, with what the officer typed still in its place."""
    conflict = isinstance(error, Conflict)
    said = _CONFLICT if conflict else str(error)
    seen = fields.number("seen", 0, _MANY_STEPS, _MANY_STEPS) if conflict else None
    draft = Draft(form, fields.raw("text"), fields.text("to"), said, seen=seen, files=fields.all("file"))
    return await case_page(request, console, signed_in, case_id, fields, draft, 409 if conflict else 422)


async def case_page(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    case_id: str,
    fields: Fields,
    draft: Draft | None = None,
    status: int = 200,
) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        case = await services.desk.read(tx, signed_in.member, case_id)
        attachments = await attachments_of(tx, case_id)
        casework = await casework_of(tx, services, signed_in.member, case)
        privacy = await privacy_of(tx, services, signed_in.member, case)
        handling = await handling_of(tx, services, signed_in.member, case)
        channels = await channels_of(tx, case)
        given = draft.files if draft else ()
        files = await files_for(tx, services, signed_in.member, case_id, given, channels)
        deliveries = await services.live.deliveries(tx, case_id, case.timeline)
    parts = casework | privacy | handling
    context = parts | {
        "case": case,
        "attachments": attachments,
        "moves": STAFF_MOVES[case.row.status],
        "may_reply": case.row.status in AFTER_REPLY,
        "next_step": next_step(case, services.clock(), parts["is_mine"]),
        "draft": draft,
        "writing": Writing.of_case(case_id),
        "files": files,
        "files_at_once": AT_ONCE,
        "file_note": FILE_NOTES["zalo"] if "zalo" in channels else "",
        **delivery_context(deliveries),
        "back": way_back(fields),
        "limits": {"reply": REPLY_MAX, "note": STAFF_TEXT_MAX, "reason": REASON_MAX},
    }
    return console.renderer.page(request, "case.html", context, status)


def _within(fields: Fields, limit: int) -> None:
    """Counted as browsers count: a line end is one character."""
    if len(fields.text("text")) > limit:
        raise RuleViolation(f"Trả lời dài quá {thousands(limit)} ký tự. Bạn rút gọn hoặc gửi thành hai lần nhé.")


def version_of(fields: Fields) -> int:
    """A version that no case has when the form was tampered with: that reads as a conflict."""
    return fields.number("version", -1, 2**31 - 1, -1)


def back_to_case(console: Console, case_id: str, fields: Fields, flash: str) -> RedirectResponse:
    """To the case after an act on it, with the way back to the list."""
    back = fields.text("back")[:500]
    query = "?" + urlencode({"back": back}) if back else ""
    return console.renderer.done(f"/cases/{case_id}{query}", flash)
