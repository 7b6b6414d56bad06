"""The token pair of one OA as a sealed row, and the claim that lets a single process replace it.

A claim that is never given back is the trace of a process that died while it refreshed: after CLAIM_LIFETIME anyone may
take it over and try once more. Each statement is conditional on the pair that the caller knows, recognised by its seal.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.exc import IntegrityError

from connectors.zalo.oauth import TokenPair
from storage.clock import Clock
from storage.database import Database
from storage.tables import ZaloToken
from storage.vault import Vault

CLAIM_LIFETIME = timedelta(minutes=1)
# Alarms that only a new consent ends start like this; others are warnings.
FINAL = "consent_needed:"
_ACCESS_CONTEXT = "zalo.access"
_REFRESH_CONTEXT = "zalo.refresh"


@dataclass(frozen=True)
class StoredPair:
    """What the row says. `version` names this very pair: it changes with each replacement."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    refreshed_at: datetime
    alarm: str
    version: bytes = field(repr=False)

    @property
    def dead(self) -> bool:
        """Nothing but a new consent helps."""
        return self.alarm.startswith(FINAL)


class TokenStore:
    def __init__(self, database: Database, vault: Vault, clock: Clock, account_id: str) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._account_id = account_id

    async def read(self) -> StoredPair | None:
        async with self._database.transaction() as tx:
            row = await tx.get(ZaloToken, self._account_id)
        if row is None:
            return None
        return StoredPair(
            access=self._vault.open(row.access_sealed, _ACCESS_CONTEXT),
            refresh=self._vault.open(row.refresh_sealed, _REFRESH_CONTEXT),
            expires_at=row.expires_at,
            refreshed_at=row.refreshed_at,
            alarm=row.alarm or "",
            version=row.refresh_sealed,
        )

    async def seed(self, pair: TokenPair) -> None:
        """Put the first pair; a row that another process made in the meantime wins."""
        with contextlib.suppress(IntegrityError):
            async with self._database.transaction() as tx:
                tx.add(ZaloToken(account_id=self._account_id, **self._values(pair)))

    async def put(self, pair: TokenPair) -> None:
        """Replace whatever is there: an administrator has just given consent."""
        async with self._database.transaction() as tx:
            await tx.merge(ZaloToken(account_id=self._account_id, **self._values(pair)))

    async def claim(self, version: bytes, owner: str) -> bool:
        """Become the one who may use this refresh token; False while somebody else is, or when it was replaced."""
        now = self._clock()
        free = or_(ZaloToken.refresh_owner.is_(None), ZaloToken.refresh_started_at < now - CLAIM_LIFETIME)
        return await self._change(version, free, refresh_owner=owner, refresh_started_at=now)

    async def replace(self, version: bytes, pair: TokenPair) -> bool:
        """Save the new pair and free the claim. Whoever got it from Zalo holds the only living one, claim or not."""
        return await self._change(version, **self._values(pair))

    async def raise_alarm(self, version: bytes, alarm: str) -> bool:
        """Note what an operator must know; the next new pair clears it."""
        return await self._change(version, alarm=alarm)

    async def _change(self, version: bytes, *conditions: ColumnElement[bool], **values: Any) -> bool:
        query = update(ZaloToken).where(
            ZaloToken.account_id == self._account_id,
            ZaloToken.refresh_sealed == version,
            *conditions,
        )
        async with self._database.transaction() as tx:
            changed = await tx.execute(query.values(**values).returning(ZaloToken.account_id))
            return changed.first() is not None

    def _values(self, pair: TokenPair) -> dict[str, Any]:
        now = self._clock()
        return {
            "access_sealed": self._vault.seal(pair.access, _ACCESS_CONTEXT),
            "refresh_sealed": self._vault.seal(pair.refresh, _REFRESH_CONTEXT),
            "expires_at": now + pair.lives,
            "refreshed_at": now,
            "refresh_owner": None,
            "refresh_started_at": None,
            "alarm": None,
        }
