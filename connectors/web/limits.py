"""How much one page, and one address, may ask. Whole factories share an address, so that limit is wide."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.web.problems import TOO_FAST, TOO_MANY_VISITORS
from storage.clock import Clock
from storage.throttle import Allowance, allow
from storage.vault import Vault

MESSAGES = Allowance(20, timedelta(minutes=1))
TYPING = Allowance(20, timedelta(minutes=1))
FILES = Allowance(20, timedelta(minutes=10))
DOWNLOADS = Allowance(60, timedelta(minutes=10))
NEW_CHATS = Allowance(300, timedelta(minutes=10))
ADDRESS_MESSAGES = Allowance(1200, timedelta(minutes=1))


class Limits:
    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def message(self, tx: AsyncSession, request: Request, user_id: str) -> None:
        """Raise ChatProblem."""
        if not await self._allow(tx, f"message:{user_id}", MESSAGES):
            raise TOO_FAST
        if not await self._allow(tx, f"address:{_address(request)}", ADDRESS_MESSAGES):
            raise TOO_MANY_VISITORS

    async def file(self, tx: AsyncSession, request: Request, user_id: str) -> None:
        await self.message(tx, request, user_id)
        if not await self._allow(tx, f"file:{user_id}", FILES):
            raise TOO_FAST

    async def download(self, tx: AsyncSession, request: Request, user_id: str) -> None:
        if not await self._allow(tx, f"download:{user_id}", DOWNLOADS):
            raise TOO_FAST

    async def typing(self, tx: AsyncSession, request: Request, user_id: str) -> None:
        """Apart from the messages: a sign must not use up what a worker may say."""
        if not await self._allow(tx, f"typing:{user_id}", TYPING):
            raise TOO_FAST
        if not await self._allow(tx, f"address:{_address(request)}", ADDRESS_MESSAGES):
            raise TOO_MANY_VISITORS

    async def new_chat(self, tx: AsyncSession, request: Request) -> None:
        if not await self._allow(tx, f"start:{_address(request)}", NEW_CHATS):
            raise TOO_MANY_VISITORS

    async def _allow(self, tx: AsyncSession, what: str, allowance: Allowance) -> bool:
        return await allow(tx, self._clock, self._vault.index(what, "web.limit"), allowance)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
