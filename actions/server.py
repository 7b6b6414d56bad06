"""The actions behind one HTTP route, as Rasa calls them: rasa-sdk's executor without its server.

rasa-sdk's own server puts the whole request into its error answer; here no answer and no log carries a worker's words.
"""

from __future__ import annotations

import hmac
import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from actions.additions import AddDetails, Attach, SendReply, SetContact, SetWorkplace
from actions.affirm import Affirm, Deny
from actions.answer import AnswerQuestion, ShowMore
from actions.base import DialogueAction
from actions.calculate import AskForAnswer, EndCalculation, ListCalculators, TakeAnswer
from actions.emergency import Emergency
from actions.follow_up import AskWithdraw, CheckStatus, LookUpCode, RateCase, ShowCase, Withdraw
from actions.forms import FORMS, AskFreeText, TakeFreeText
from actions.human import SendRequest, WriteRequest, invitations
from actions.offer import Offer
from actions.privacy import AskDelete, AskUnsubscribe, ConfirmDelete, MyDataShown
from actions.rate import RateAnswer
from actions.report import AskPhoto, FinishReport, OpenCase, Report
from actions.services import ActionServices
from actions.share import RemoveMedia, Share
from actions.talk import OutOfScope, StartChat, small_talk
from actions.unknown import Unknown

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Motcham-Secret"  # noqa: S105 - the name of a header
MAX_BODY = 4 * 1024 * 1024  # a bounded tracker and the domain are far below

_PLAIN: tuple[type[DialogueAction], ...] = (
    AnswerQuestion, ShowMore, RateAnswer, Offer, Unknown,
    Report, OpenCase, AskPhoto, FinishReport, Attach, AddDetails, SetWorkplace, SetContact, SendReply,
    Share, RemoveMedia,
    CheckStatus, LookUpCode, ShowCase, AskWithdraw, Withdraw, RateCase,
    SendRequest, WriteRequest, Emergency, StartChat, OutOfScope, Affirm, Deny, AskDelete, AskUnsubscribe, ConfirmDelete,
    MyDataShown, AskFreeText, ListCalculators, AskForAnswer, TakeAnswer, EndCalculation,
)  # fmt: skip


def build_actions(services: ActionServices) -> list[DialogueAction]:
    """Every custom action of domain.yml."""
    return [
        *(plain(services) for plain in _PLAIN),
        *invitations(services),
        *small_talk(services),
        *(TakeFreeText(services, form) for form in FORMS),
    ]


def actions_router(services: ActionServices, secret: str) -> APIRouter:
    """POST /internal/actions for whoever knows the secret."""
    executor = ActionExecutor()
    for action in build_actions(services):
        executor.register_function(action.name, action.run)
    router = APIRouter()

    @router.post("/internal/actions", include_in_schema=False)
    async def run_action(request: Request) -> JSONResponse:
        if not _is_authentic(request, secret):
            return _problem(401, "unauthorized")
        body = await _read(request)
        if body is None:
            return _problem(413, "too large")
        call = _parse(body)
        return _problem(400, "malformed") if call is None else await _run(executor, call)

    return router


async def _run(executor: ActionExecutor, call: Mapping[str, Any]) -> JSONResponse:
    """The statuses of rasa-sdk's own server. A failure is 500, so that Rasa fails the turn and it is tried again."""
    action = str(call["next_action"])
    try:
        result = await executor.run(call)
    except ActionExecutionRejection:
        return _problem(400, "rejected", action)
    except ActionNotFoundException:
        return _problem(404, "unknown action", action)
    except ActionMissingDomainException:
        return _problem(449, "missing domain", action)
    except Exception as error:  # the boundary of the process: what failed may name a worker's words, so say only where
        logger.error("action_failed action=%s error=%s at=%s", action, type(error).__name__, _where(error))
        return _problem(500, "failed", action)
    return JSONResponse(result.model_dump())


def _is_authentic(request: Request, secret: str) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is larger than allowed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    well_formed = (
        isinstance(call, dict) and isinstance(call.get("next_action"), str) and isinstance(call.get("tracker"), dict)
    )
    return call if well_formed and call["next_action"] else None


def _problem(status: int, error: str, action: str = "") -> JSONResponse:
    return JSONResponse({"error": error, "action_name": action}, status_code=status)


def _where(error: BaseException) -> str:
    """File and line of the innermost frames: enough to find the fault, free of values."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
