"""What an operator must be able to see about the queues: counts and alarms, never a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.states import InboxState, OutboxState
from storage.tables import ChannelAccount, Conversation, InboxItem, OutboxItem, QuarantinedBody, ZaloToken


@dataclass(frozen=True)
class AccountAlarm:
    """Something on one account that only a person can mend."""

    account_id: str
    kind: str
    name: str
    code: str
    since: datetime | None


@dataclass(frozen=True)
class QueueHealth:
    """`outbox_unreachable`: part of `outbox_pending` that waits for workers who cannot be reached now."""

    inbox_pending: int
    inbox_failed: int
    oldest_pending_at: datetime | None
    outbox_pending: int
    outbox_unreachable: int
    outbox_failed: int
    outbox_unknown: int
    quarantined: int
    alarms: tuple[AccountAlarm, ...]


async def health(tx: AsyncSession) -> QueueHealth:
    inbox = await _by_state(tx, InboxItem)
    outbox = await _by_state(tx, OutboxItem)
    pending = InboxItem.state == InboxState.PENDING.value
    unreachable = (
        select(func.count())
        .select_from(OutboxItem)
        .join(Conversation, Conversation.id == OutboxItem.conversation_id)
        .where(OutboxItem.state == OutboxState.PENDING.value, Conversation.gone_at.is_not(None))
    )
    return QueueHealth(
        inbox_pending=inbox.get(InboxState.PENDING.value, 0),
        inbox_failed=inbox.get(InboxState.FAILED.value, 0),
        oldest_pending_at=await tx.scalar(select(func.min(InboxItem.received_at)).where(pending)),
        outbox_pending=outbox.get(OutboxState.PENDING.value, 0) + outbox.get(OutboxState.SENDING.value, 0),
        outbox_unreachable=await tx.scalar(unreachable) or 0,
        outbox_failed=outbox.get(OutboxState.FAILED.value, 0),
        outbox_unknown=outbox.get(OutboxState.UNKNOWN.value, 0),
        quarantined=await tx.scalar(select(func.count()).select_from(QuarantinedBody)) or 0,
        alarms=await _alarms(tx),
    )


async def _by_state(tx: AsyncSession, table: type[InboxItem] | type[OutboxItem]) -> dict[str, int]:
    rows = await tx.execute(select(table.state, func.count()).group_by(table.state))
    return {state: count for state, count in rows}


async def _alarms(tx: AsyncSession) -> tuple[AccountAlarm, ...]:
    sending = await tx.scalars(select(ChannelAccount).where(ChannelAccount.alarm.is_not(None)))
    alarms = [AccountAlarm(a.id, a.kind, a.name, a.alarm or "", a.alarm_at) for a in sending]
    tokens = select(ChannelAccount, ZaloToken.alarm).join(ZaloToken, ZaloToken.account_id == ChannelAccount.id)
    for account, code in await tx.execute(tokens.where(ZaloToken.alarm.is_not(None))):
        alarms.append(AccountAlarm(account.id, account.kind, account.name, code or "", None))
    return tuple(alarms)
