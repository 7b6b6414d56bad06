"""Channel accounts as rows, so that one installation serves several OAs and bots."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.messages import ChannelKind
from connectors.upsert import insert_new
from storage.clock import Clock, new_id
from storage.tables import ChannelAccount


async def ensure_account(
    tx: AsyncSession, kind: ChannelKind, external_id: str, name: str, clock: Clock
) -> ChannelAccount:
    """The account's row, made on first use; safe when two processes start at once."""
    await insert_new(
        tx, ChannelAccount, id=new_id(), kind=kind.value, external_id=external_id, name=name, created_at=clock()
    )
    same = (ChannelAccount.kind == kind.value) & (ChannelAccount.external_id == external_id)
    account = (await tx.scalars(select(ChannelAccount).where(same))).one()
    if account.name != name:
        account.name = name
    return account


async def pause_account(tx: AsyncSession, account_id: str, clock: Clock, pause: timedelta, alarm: str = "") -> None:
    """Send nothing on the account for a while; `alarm` is a code that an operator should see."""
    account = await tx.get_one(ChannelAccount, account_id)
    account.paused_until = clock() + pause
    if alarm and account.alarm != alarm:
        account.alarm, account.alarm_at = alarm, clock()


async def clear_alarm(tx: AsyncSession, account_id: str) -> None:
    """A send went through: what was broken works again."""
    account = await tx.get_one(ChannelAccount, account_id)
    if account.alarm is not None:
        account.alarm = account.alarm_at = None
