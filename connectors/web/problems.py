"""What the chat's API refuses, in words for the worker; and the route that turns refusals into answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from grievances.evidence.kinds import Refusal
from grievances.evidence.words import REFUSALS

logger = logging.getLogger(__name__)


class ChatProblem(Exception):
    """`message` is shown on the page as it is."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


BAD_REQUEST = ChatProblem(400, "bad_request", "Tin này bị lỗi trên đường gửi. Bạn tải lại trang rồi gửi lại nhé.")
EMPTY_TEXT = ChatProblem(400, "empty", "Bạn chưa viết gì cả.")
NO_SESSION = ChatProblem(401, "no_session", "Phiên trò chuyện đã hết. Bạn tải lại trang nhé.")
FOREIGN_SITE = ChatProblem(403, "foreign_site", "Yêu cầu này không đến từ trang trò chuyện nên đã bị chặn.")
TEXT_TOO_LONG = ChatProblem(413, "too_long", "Tin dài quá. Bạn chia thành nhiều tin ngắn hơn giúp mình nhé.")
TOO_FAST = ChatProblem(429, "too_fast", "Bạn gửi hơi nhanh. Chờ khoảng một phút rồi gửi tiếp nhé.", retry_after=60)
TOO_MANY_VISITORS = ChatProblem(
    429, "too_many_visitors", "Nơi bạn đang truy cập có quá nhiều người mở trang. Ít phút nữa bạn thử lại nhé.", 120
)
AWAY = ChatProblem(503, "away", "Hệ thống đang bận. Tin của bạn sẽ được gửi lại sau ít giây.", retry_after=5)


def refused_file(why: Refusal) -> ChatProblem:
    statuses = {Refusal.TOO_BIG: 413, Refusal.DAY_FULL: 429}
    return ChatProblem(statuses.get(why, 415), f"file_{why}", REFUSALS[why])


def answer(problem: ChatProblem) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after:
        headers["Retry-After"] = str(problem.retry_after)
    body = {"error": {"code": problem.code, "message": problem.message}}
    return JSONResponse(body, problem.status, headers)


class ChatRoute(APIRoute):
    """Every refusal becomes JSON with a Vietnamese sentence; a database that is away becomes 503."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except ChatProblem as problem:
                return answer(problem)
            except (SQLAlchemyError, OSError) as error:
                logger.error("web.database_away error=%s", type(error).__name__)
                return answer(AWAY)

        return guarded
