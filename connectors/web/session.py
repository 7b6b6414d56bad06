"""Who is talking: a random token in a cookie, and nothing else. The server keeps only its hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.web.problems import FOREIGN_SITE
from storage.tables import Conversation
from storage.vault import Vault

COOKIE = "motcham_chat"
COOKIE_PATH = "/api/chat"
_COOKIE_SECONDS = 90 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_of(request: Request) -> str | None:
    token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def user_of(token: str) -> str:
    """The channel's user id. It cannot be turned back into the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def set_cookie(response: Response, token: str, secure: bool) -> None:
    response.set_cookie(
        COOKIE, token, max_age=_COOKIE_SECONDS, path=COOKIE_PATH, secure=secure, httponly=True, samesite="strict"
    )


def drop_cookie(response: Response, secure: bool) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=secure, httponly=True, samesite="strict")


def refuse_foreign_sites(request: Request, public_url: str) -> None:
    """Browsers say where a request comes from; older ones only by Origin. Silence is refused. Raise ChatProblem."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise FOREIGN_SITE
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin not in {request.headers.get("host", ""), urlsplit(public_url).netloc}:
        raise FOREIGN_SITE


async def find_conversation(tx: AsyncSession, vault: Vault, account_id: str, user_id: str) -> Conversation | None:
    """As the inbox made it; None before the first event."""
    hashes = vault.index_candidates(f"{account_id}:{user_id}", "conversation.user")
    query = select(Conversation).where(Conversation.account_id == account_id, Conversation.user_hash.in_(hashes))
    return (await tx.scalars(query.limit(1))).first()
