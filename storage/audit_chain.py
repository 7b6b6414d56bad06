"""The audit log as one chain: each event's hash covers its fields and the hash before it, and is signed with a key that
is not in the database. Events are written without links, in the transaction of what they tell about, and sealed in
batches within a second: so no page waits for another (docs/decisions/0011-audit-chain.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Row, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.tables import AuditEvent
from storage.vault import Signature, Vault

COVERED = ("id", "at", "actor_id", "actor_label", "action", "object_type", "object_id", "detail")
LINKS = ("seq", "prev_hash", "hash", "mac", "mac_key")

_VERSION = "motcham-audit-1"
_SIGNED = "audit.link"
_SEALED_AT_ONCE = 500
_CHECKED_AT_ONCE = 250
_LOCK = 726_312
_COLUMNS = [getattr(AuditEvent, name) for name in (*COVERED, *LINKS)]


@dataclass(frozen=True)
class Link:
    """A place in the chain. Its hash, kept elsewhere, is an anchor: nothing up to it can be changed unnoticed."""

    seq: int
    hash: str


START = Link(0, "0" * 64)


@dataclass(frozen=True)
class Broken:
    """The first event that is wrong. `reason`: missing, changed, unsigned."""

    seq: int
    reason: str


@dataclass(frozen=True)
class ChainState:
    """What a check found. `head` is the last good link; `unsealed` events were written a moment ago."""

    head: Link
    unsealed: int
    broken: Broken | None = None
    anchored: bool = False


async def seal_new(tx: AsyncSession, vault: Vault) -> bool:
    """Put a batch of new events into the chain. False when none is left, or another process is at it."""
    if not await _only_sealer(tx):
        return False
    rows = await tx.execute(
        select(*_COLUMNS).where(AuditEvent.seq.is_(None)).order_by(AuditEvent.id).limit(_SEALED_AT_ONCE)
    )
    link, sealed = await _head(tx), []
    for row in rows.all():
        following = _next_link(link, row)
        signature = vault.sign(following.hash, _SIGNED)
        sealed.append(
            {
                "id": row.id,
                "seq": following.seq,
                "prev_hash": link.hash,
                "hash": following.hash,
                "mac": signature.mac,
                "mac_key": signature.key_id,
            }
        )
        link = following
    if sealed:
        await tx.execute(update(AuditEvent), sealed)
    return len(sealed) == _SEALED_AT_ONCE


async def seal_all(database: Database, vault: Vault) -> None:
    more = True
    while more:
        async with database.transaction() as tx:
            more = await seal_new(tx, vault)


async def is_anything_unsealed(tx: AsyncSession) -> bool:
    return bool(await tx.scalar(select(exists().where(AuditEvent.seq.is_(None)))))


async def check_chain(database: Database, vault: Vault, after: Link = START, anchor: str = "") -> ChainState:
    """Follow the chain from a link that is known to be good to its end."""
    link, anchored = after, anchor == after.hash
    unsigned: Broken | None = None
    async with database.reading() as tx:
        if not await _still_there(tx, after):
            return ChainState(after, await _count_unsealed(tx), Broken(after.seq, "missing"))
    async for row in _rows_after(database, after):
        broken = _fault(row, link)
        signed = vault.has_signed(Signature(row.mac_key or "", row.mac or ""), row.hash or "", _SIGNED)
        if broken is None and signed is False:
            broken = Broken(row.seq, "unsigned")
        if broken is not None:
            return ChainState(link, await _unsealed_now(database), broken, anchored)
        # A signature of a secret that was dropped says nothing; a later one that is good speaks for all before it.
        unsigned = None if signed else unsigned or Broken(row.seq, "unsigned")
        link = Link(row.seq, row.hash)
        anchored = anchored or row.hash == anchor
    return ChainState(link, await _unsealed_now(database), unsigned, anchored)


def _next_link(link: Link, row: Row[Any]) -> Link:
    seq = link.seq + 1
    covered = [_VERSION, seq, link.hash, *(_canonical(getattr(row, name)) for name in COVERED)]
    written = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Link(seq, hashlib.sha256(written.encode()).hexdigest())


def _canonical(value: Any) -> Any:
    """Both databases keep a moment to the microsecond."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if hasattr(value, "astimezone") else value


def _fault(row: Row[Any], link: Link) -> Broken | None:
    expected = _next_link(link, row)
    if row.seq != expected.seq:
        return Broken(expected.seq, "missing")
    if row.prev_hash != link.hash or row.hash != expected.hash:
        return Broken(row.seq, "changed")
    return None


async def _only_sealer(tx: AsyncSession) -> bool:
    """SQLite lets one write at a time anyway."""
    if tx.get_bind().dialect.name == "sqlite":
        return True
    return bool(await tx.scalar(text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")))


async def _head(tx: AsyncSession) -> Link:
    last = select(AuditEvent.seq, AuditEvent.hash).where(AuditEvent.seq.is_not(None))
    row = (await tx.execute(last.order_by(AuditEvent.seq.desc()).limit(1))).first()
    return Link(row[0] or 0, row[1] or "") if row else START


async def _still_there(tx: AsyncSession, link: Link) -> bool:
    return link == START or await tx.scalar(select(AuditEvent.hash).where(AuditEvent.seq == link.seq)) == link.hash


async def _rows_after(database: Database, link: Link) -> AsyncIterator[Row[Any]]:
    """Batch by batch, each in a look of its own: a check of a long chain must not hold a snapshot for minutes."""
    seq = link.seq
    rows: Sequence[Row[Any]] = [None]  # type: ignore[list-item]
    while rows:
        async with database.reading() as tx:
            query = select(*_COLUMNS).where(AuditEvent.seq > seq).order_by(AuditEvent.seq).limit(_CHECKED_AT_ONCE)
            rows = (await tx.execute(query)).all()
        for row in rows:
            yield row
            seq = row.seq


async def _unsealed_now(database: Database) -> int:
    async with database.reading() as tx:
        return await _count_unsealed(tx)


async def _count_unsealed(tx: AsyncSession) -> int:
    return await tx.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.seq.is_(None))) or 0
