"""The vault with everything it needs to find what was stored under earlier secrets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.errors import ConfigError, SealBroken
from storage.tables import RetiredIndexKey
from storage.vault import Vault

_DROPPED_EARLY = (
    "MOTCHAM_SECRET_KEY thiếu khóa mà cơ sở dữ liệu đang dùng. Hãy thêm lại khóa cũ vào sau khóa mới "
    "và chạy `motcham keys rotate` trước khi bỏ khóa cũ."
)


async def open_vault(database: Database, secrets: Sequence[str]) -> Vault:
    """Raise ConfigError when a secret was dropped before `motcham keys rotate` was through."""
    vault = Vault(secrets)
    async with database.reading() as tx:
        kept = (await tx.execute(select(RetiredIndexKey.key_id, RetiredIndexKey.key_sealed))).all()
    try:
        retired = [vault.open_bytes(sealed, _context(key_id)) for key_id, sealed in kept]
    except SealBroken:
        raise ConfigError(_DROPPED_EARLY) from None
    return Vault(secrets, retired)


async def retire_old_index_keys(tx: AsyncSession, vault: Vault, clock: Clock) -> None:
    """Keep the look-up keys of the older secrets: a receipt's hash cannot be made anew, since the receipt itself is
    stored nowhere. These keys find; they open nothing."""
    kept = set(await tx.scalars(select(RetiredIndexKey.key_id)))
    for key_id, key in vault.old_index_keys.items():
        if key_id not in kept:
            sealed = vault.seal_bytes(key, _context(key_id))
            tx.add(RetiredIndexKey(key_id=key_id, key_sealed=sealed, retired_at=clock()))


def _context(key_id: str) -> str:
    return f"index.key:{key_id}"
