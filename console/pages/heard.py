"""The trainers' list of what the bot did not understand, and what becomes of each question."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from console.access.sessions import SignedIn
from console.heard.meanings import Meanings
from console.heard.query import read_query, way_back
from console.web.context import Console, ConsoleDep
from console.web.forms import Fields, form_fields, query_fields
from console.web.guard import Trainer
from console.web.paging import Pager
from console.web.rendering import BASE
from grievances.audit import AuditDetail, record
from grievances.units import unit_and_below
from knowledge.heard import Reason
from knowledge.review import WINDOW, Question, Review, Scope, State
from knowledge.training_file import training_yaml
from storage.errors import Conflict, NotFound
from storage.tables import UnionUnit

router = APIRouter()

_FILE = "cau-da-chon.yml"
_NOTHING_CHOSEN = "Bạn chọn một chủ đề giúp nhé."

REASON_NAMES: dict[Reason, str] = {
    Reason.UNKNOWN: "Chưa hiểu",
    Reason.NONE_OF_THESE: "Gợi ý không đúng ý",
    Reason.RATED_BAD: "Trả lời bị chê",
    Reason.OUT_OF_SCOPE: "Ngoài phạm vi",
}
STATE_NAMES: dict[State, str] = {State.NEW: "Mới", State.TAKEN: "Đã thêm", State.DISMISSED: "Đã bỏ qua"}


@router.get("/heard")
async def list_heard(request: Request, console: ConsoleDep, signed_in: Trainer) -> Response:
    query, review, scope = read_query(query_fields(request)), _review(console), _scope(signed_in)
    async with console.services.database.transaction() as tx:
        found = await review.find(tx, scope, query.wanted, query.page)
        counts = await review.counts(tx, scope)
        done = await _decided(tx, review, scope, query.done)
        await _record(tx, console, signed_in, "listed", detail={"page": found.page, "state": query.wanted.state})
    context = {
        "found": found,
        "pager": Pager(found.page, found.per_page, found.total),
        "query": query,
        "counts": counts,
        "done": done,
        "window": WINDOW,
    }
    return console.renderer.page(request, "heard.html", context | _names(console))


@router.get("/heard/file")
async def download(console: ConsoleDep, signed_in: Trainer) -> Response:
    async with console.services.database.transaction() as tx:
        examples = await _review(console).taken(tx, _scope(signed_in))
        count = sum(map(len, examples.values()))
        await _record(tx, console, signed_in, "exported", detail={"count": count})
    headers = {"Content-Disposition": f'attachment; filename="{_FILE}"'}
    return Response(training_yaml(examples), media_type="application/yaml", headers=headers)


@router.get("/heard/{key}")
async def choose(request: Request, console: ConsoleDep, signed_in: Trainer, key: str) -> Response:
    return await _choice_page(request, console, signed_in, key, query_fields(request))


@router.post("/heard/{key}/take")
async def take(request: Request, console: ConsoleDep, signed_in: Trainer, key: str) -> Response:
    fields = await form_fields(request)
    intent = fields.text("intent")
    if not Meanings(console.services.topics).known(intent):
        return await _choice_page(request, console, signed_in, key, fields, _NOTHING_CHOSEN, 422)
    try:
        async with console.services.database.transaction() as tx:
            await _review(console).take(tx, _scope(signed_in), signed_in.member.id, key, intent)
            await _record(tx, console, signed_in, "taken", key, {"intent": intent})
    except Conflict:
        return _back_to_list(console, fields, flash="heard_late")
    return _back_to_list(console, fields, done=key)


@router.post("/heard/{key}/dismiss")
async def dismiss(request: Request, console: ConsoleDep, signed_in: Trainer, key: str) -> Response:
    fields = await form_fields(request)
    try:
        async with console.services.database.transaction() as tx:
            await _review(console).dismiss(tx, _scope(signed_in), signed_in.member.id, key)
            await _record(tx, console, signed_in, "dismissed", key)
    except Conflict:
        return _back_to_list(console, fields, flash="heard_late")
    return _back_to_list(console, fields, done=key)


@router.post("/heard/{key}/undo")
async def undo(request: Request, console: ConsoleDep, signed_in: Trainer, key: str) -> Response:
    fields = await form_fields(request)
    async with console.services.database.transaction() as tx:
        await _review(console).undo(tx, _scope(signed_in), key)
        await _record(tx, console, signed_in, "undone", key)
    return _back_to_list(console, fields, flash="heard_undone")


async def _choice_page(
    request: Request,
    console: Console,
    signed_in: SignedIn,
    key: str,
    fields: Fields,
    error: str = "",
    status: int = 200,
) -> Response:
    async with console.services.database.transaction() as tx:
        question = await _review(console).one(tx, _scope(signed_in), key, State.NEW)
        await _record(tx, console, signed_in, "read", key)
    context = {"question": question, "back": way_back(fields), "error": error}
    return console.renderer.page(request, "heard_choice.html", context | _names(console), status)


async def _decided(tx: AsyncSession, review: Review, scope: Scope, key: str) -> Question | None:
    """The question that was just decided about; None when there is none, or the decision was undone."""
    for state in (State.DISMISSED, State.TAKEN) if key else ():
        try:
            return await review.one(tx, scope, key, state)
        except NotFound:
            continue
    return None


async def _record(
    tx: AsyncSession, console: Console, signed_in: SignedIn, act: str, key: str = "", detail: AuditDetail | None = None
) -> None:
    await record(tx, console.services.clock, signed_in.member, f"heard.{act}", "heard", key, detail)


def _review(console: Console) -> Review:
    return Review(console.services.vault, console.services.clock)


def _scope(signed_in: SignedIn) -> Scope:
    """As with cases: the own unit and those below."""
    return select(UnionUnit.id).where(unit_and_below(signed_in.member.unit_path))


def _names(console: Console) -> dict[str, object]:
    meanings = Meanings(console.services.topics)
    return {"meanings": meanings, "REASON_NAMES": REASON_NAMES, "STATE_NAMES": STATE_NAMES}


def _back_to_list(console: Console, fields: Fields, done: str = "", flash: str = "") -> RedirectResponse:
    address = "&".join(part for part in (way_back(fields), urlencode({"done": done}) if done else "") if part)
    path = "/heard" + (f"?{address}" if address else "")
    if flash:
        return console.renderer.done(path, flash)
    return RedirectResponse(BASE + path, status_code=303)
