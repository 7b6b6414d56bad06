"""Acts on many cases are no archive: their words go when nothing can be taken back, the rest a week after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.queue.bulk import UNDO_WITHIN, ActState
from grievances.queue.bulk_changes import BulkChange
from storage.clock import Clock
from storage.tables import BulkAct, BulkItem
from storage.vault import Vault

LOOKED_AT_FOR = timedelta(days=1)  # a preview that nobody pressed on with
KEPT_FOR = timedelta(days=7)  # what was done to which case; then the audit log and the timelines tell it


async def forget_bulk_words(tx: AsyncSession, vault: Vault, clock: Clock) -> None:
    """For the regular sweep."""
    await _delete_old(tx, clock)
    over = or_(
        BulkAct.state == ActState.UNDONE,
        and_(BulkAct.state == ActState.DONE, BulkAct.done_at <= clock() - UNDO_WITHIN),
    )
    for act in (await tx.scalars(select(BulkAct).where(over).with_for_update(skip_locked=True))).all():
        change = BulkChange.from_json(vault.open_json(act.change_sealed, f"bulk_act:{act.id}"))
        if change.text:
            act.change_sealed = vault.seal_json(replace(change, text="").as_json(), f"bulk_act:{act.id}")


async def _delete_old(tx: AsyncSession, clock: Clock) -> None:
    unused = and_(BulkAct.state == ActState.LOOKED_AT, BulkAct.made_at <= clock() - LOOKED_AT_FOR)
    old = select(BulkAct.id).where(or_(unused, BulkAct.made_at <= clock() - KEPT_FOR))
    await tx.execute(delete(BulkItem).where(BulkItem.act_id.in_(old)))
    await tx.execute(delete(BulkAct).where(BulkAct.id.in_(old)))
