"""Puts the chat page and its API together."""

from __future__ import annotations

from fastapi import APIRouter

from connectors.inbox import Inbox
from connectors.web.api import ChatApi
from connectors.web.feed import Feed
from connectors.web.files import ChatFiles
from connectors.web.own_data import OwnData
from connectors.web.pages import SAFETY_PATH, ChatPages
from connectors.web.problems import ChatRoute
from grievances.evidence.workshop import Cleaner, Workshop
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault


def web_router(
    account_id: str,
    inbox: Inbox,
    database: Database,
    vault: Vault,
    clock: Clock,
    feed: Feed,
    public_url: str = "",
    wait: float = 25.0,
    cleaner: Cleaner | None = None,
) -> APIRouter:
    """`/chat`, `/chat/safety`, `/chat/static/…` and `/api/chat/…`. `feed` is the one that WebChannel announces to; a
    page is kept waiting for news for `wait` seconds."""
    api = ChatApi(account_id, inbox, database, vault, clock, feed, public_url, wait, cleaner or Workshop())
    pages = ChatPages()
    router = APIRouter(route_class=ChatRoute, include_in_schema=False)
    router.add_api_route("/chat", pages.page, methods=["GET"], response_model=None)
    router.add_api_route(SAFETY_PATH, pages.safety, methods=["GET"], response_model=None)
    router.add_api_route("/chat/static/{version}/{name}", pages.static, methods=["GET"], response_model=None)
    router.add_api_route("/api/chat/start", api.start, methods=["POST"], response_model=None)
    router.add_api_route("/api/chat/messages", api.message, methods=["POST"], response_model=None)
    router.add_api_route("/api/chat/messages", api.messages, methods=["GET"], response_model=None)
    router.add_api_route("/api/chat/file", api.file, methods=["POST"], response_model=None)
    router.add_api_route("/api/chat/typing", api.typing, methods=["POST"], response_model=None)
    files = ChatFiles(account_id, database, vault, clock)
    router.add_api_route("/api/chat/files/{message_id:int}", files.download, methods=["GET"], response_model=None)
    own_data = OwnData(account_id, database, vault, clock)
    router.add_api_route("/api/chat/data", own_data.download, methods=["GET"], response_model=None)
    router.add_api_route("/api/chat", api.forget, methods=["DELETE"], response_model=None)
    return router
