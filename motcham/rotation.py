"""`motcham keys rotate`: from the old secret to the new one while everything runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grievances.audit import record
from storage.audit_chain import seal_all
from storage.clock import Clock
from storage.database import Database
from storage.keyring import open_vault, retire_old_index_keys
from storage.resealing import count_old, reseal_column
from storage.sealed_columns import sealed_columns

Say = Callable[[str], None]


@dataclass(frozen=True)
class Rotated:
    """`unopened`: no secret at hand opens them. `left`: all that the newest secret does not open."""

    resealed: int
    unopened: int
    left: int


async def rotate(database: Database, secrets: list[str], clock: Clock, say: Say) -> Rotated:
    """Seal everything anew with the first of the secrets; may be broken off and run again at any time."""
    vault = await open_vault(database, secrets)
    async with database.transaction() as tx:
        await retire_old_index_keys(tx, vault, clock)
    resealed = unopened = 0
    for sealed in sealed_columns():
        waiting, done = await count_old(database, vault, sealed), 0
        async for step in reseal_column(database, vault, sealed):
            done += step.resealed + step.unopened
            resealed += step.resealed
            unopened += step.unopened
            say(f"{sealed.name}: {done}/{max(done, waiting)}")
    left = sum([await count_old(database, vault, sealed) for sealed in sealed_columns()])
    async with database.transaction() as tx:
        await record(tx, clock, None, "keys.rotated", "keys", vault.current_key_id.hex(), {"resealed": resealed})
    # The log's last event is signed with the new secret: it speaks for all that the old one signed.
    await seal_all(database, vault)
    return Rotated(resealed, unopened, left)
