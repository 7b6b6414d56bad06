"""Which of our accounts an OA id stands for: all OAs of an app post to the same webhook."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from connectors.accounts import ensure_account
from connectors.messages import ChannelKind
from storage.clock import Clock
from storage.database import Database
from storage.tables import ChannelAccount


class OaDirectory:
    """Looks OAs up and remembers the found ones; an account is never taken away from its OA."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._accounts: dict[str, str] = {}

    async def find(self, candidates: Sequence[str]) -> tuple[str, str] | None:
        """The first candidate that is an OA of ours, with its account id."""
        for oa_id in candidates:
            account_id = self._accounts.get(oa_id) or await self._look_up(oa_id)
            if account_id is not None:
                return oa_id, account_id
        return None

    async def add(self, oa_id: str) -> str:
        """The account of an OA, made on first use."""
        async with self._database.transaction() as tx:
            known = await tx.scalar(select(ChannelAccount.name).where(*_is(oa_id)))
            account = await ensure_account(tx, ChannelKind.ZALO, oa_id, known or f"Zalo OA {oa_id}", self._clock)
        self._accounts[oa_id] = account.id
        return account.id

    async def all(self) -> dict[str, str]:
        """Account ids by OA id."""
        async with self._database.reading() as tx:
            rows = await tx.execute(
                select(ChannelAccount.external_id, ChannelAccount.id).where(ChannelAccount.kind == ChannelKind.ZALO)
            )
            self._accounts.update((oa_id, account_id) for oa_id, account_id in rows)
        return dict(self._accounts)

    async def _look_up(self, oa_id: str) -> str | None:
        async with self._database.reading() as tx:
            account_id = await tx.scalar(select(ChannelAccount.id).where(*_is(oa_id)))
        if account_id is not None:
            self._accounts[oa_id] = account_id
        return account_id


def _is(oa_id: str) -> tuple[ColumnElement[bool], ...]:
    return ChannelAccount.kind == ChannelKind.ZALO, ChannelAccount.external_id == oa_id
