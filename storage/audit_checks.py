"""The regular check of the audit log: what is new every few minutes, everything once a day; the result is kept for the
console's page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit_chain import START, Broken, ChainState, Link, check_chain
from storage.clock import Clock
from storage.database import Database
from storage.errors import SealBroken
from storage.tables import AuditCheck
from storage.vault import Vault

_CONTEXT = "audit.check"
_ROW = 1
_EVERY = timedelta(minutes=5)
_WHOLE = timedelta(days=1)


@dataclass(frozen=True)
class Checked:
    """`whole_at`: when the chain was last followed from its first event."""

    at: datetime
    whole_at: datetime
    state: ChainState


async def last_check(tx: AsyncSession, vault: Vault) -> Checked | None:
    """None before the first check, or when somebody without the secret wrote the result."""
    sealed = await tx.scalar(select(AuditCheck.result_sealed).where(AuditCheck.id == _ROW))
    try:
        return _read(vault.open_json(sealed, _CONTEXT)) if sealed is not None else None
    except SealBroken:
        return None


async def check_when_due(database: Database, vault: Vault, clock: Clock) -> Checked | None:
    """Of several processes one checks. None when it is not time yet."""
    async with database.transaction() as tx:
        if not await _claim(tx, clock):
            return None
        before = await last_check(tx, vault)
    return await check_now(database, vault, clock, before)


async def check_now(database: Database, vault: Vault, clock: Clock, before: Checked | None = None) -> Checked:
    """The whole chain unless a good check of less than a day ago can be gone on from."""
    now = clock()
    whole = before is None or before.state.broken is not None or now - before.whole_at >= _WHOLE
    known = START if before is None else before.state.head
    state = await check_chain(database, vault, START if whole else known, anchor=known.hash)
    if state.broken is None and not state.anchored:
        # Cut off at the end. The link that was there stays known, or the next check would find nothing missing.
        state = ChainState(known, state.unsealed, Broken(state.head.seq + 1, "missing"))
    found = Checked(now, now if before is None or whole else before.whole_at, state)
    async with database.transaction() as tx:
        sealed = vault.seal_json(_written(found), _CONTEXT)
        await tx.execute(update(AuditCheck).where(AuditCheck.id == _ROW).values(result_sealed=sealed))
    return found


async def _claim(tx: AsyncSession, clock: Clock) -> bool:
    now = clock()
    due = or_(AuditCheck.due_at.is_(None), AuditCheck.due_at <= now)
    mine: Any = await tx.execute(update(AuditCheck).where(AuditCheck.id == _ROW, due).values(due_at=now + _EVERY))
    return bool(mine.rowcount)


def _written(found: Checked) -> dict[str, Any]:
    return {"at": found.at.isoformat(), "whole_at": found.whole_at.isoformat(), "state": asdict(found.state)}


def _read(kept: dict[str, Any]) -> Checked:
    state = kept["state"]
    broken = Broken(**state["broken"]) if state["broken"] else None
    return Checked(
        at=datetime.fromisoformat(kept["at"]),
        whole_at=datetime.fromisoformat(kept["whole_at"]),
        state=ChainState(Link(**state["head"]), state["unsealed"], broken),
    )
