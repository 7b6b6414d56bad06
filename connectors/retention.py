"""Forgetting on time: what workers wrote does not stay in the queues once it has done its work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.inbox import QUARANTINE_DAYS
from connectors.states import InboxState, OutboxState
from storage.clock import Clock
from storage.tables import ButtonToken, InboxItem, OutboxItem, QuarantinedBody, SentMessage, WebMessage

BODIES = timedelta(days=14)
RECEIPTS = timedelta(days=30)
ROWS = timedelta(days=365)  # empty by then; who of a unit looks back sees whether an answer arrived
BUTTONS = timedelta(days=30)  # longer than any reply may wait in the outbox


@dataclass(frozen=True)
class Swept:
    inbox_bodies: int
    outbox_bodies: int
    cancelled: int
    rows: int


async def sweep(tx: AsyncSession, clock: Clock) -> Swept:
    """Cancel what waited too long, empty the bodies of finished items, delete what only serves for a while."""
    now = clock()
    old = now - BODIES
    waiting = OutboxItem.state == OutboxState.PENDING.value
    cancelled = await _count(
        tx,
        update(OutboxItem)
        .where(waiting, OutboxItem.created_at < old)
        .values(state=OutboxState.CANCELLED.value, last_error="expired"),
    )
    in_work = [OutboxState.PENDING.value, OutboxState.SENDING.value]
    outbox = await _count(
        tx,
        update(OutboxItem)
        .where(OutboxItem.created_at < old, OutboxItem.state.not_in(in_work), OutboxItem.reply_sealed.is_not(None))
        .values(reply_sealed=None),
    )
    inbox = await _count(
        tx,
        update(InboxItem)
        .where(
            InboxItem.received_at < old,
            InboxItem.state != InboxState.PENDING.value,
            InboxItem.event_sealed.is_not(None),
        )
        .values(event_sealed=None),
    )
    rows = [
        await _count(tx, delete(WebMessage).where(WebMessage.created_at < old)),
        await _count(tx, delete(ButtonToken).where(ButtonToken.created_at < now - BUTTONS)),
        await _count(tx, delete(SentMessage).where(SentMessage.outbox_id.in_(_outbox_before(now - RECEIPTS)))),
        await _count(
            tx, delete(OutboxItem).where(OutboxItem.created_at < now - ROWS, OutboxItem.reply_sealed.is_(None))
        ),
        await _count(tx, delete(InboxItem).where(InboxItem.received_at < now - ROWS, InboxItem.event_sealed.is_(None))),
        await _count(
            tx, delete(QuarantinedBody).where(QuarantinedBody.received_at < now - timedelta(days=QUARANTINE_DAYS))
        ),
    ]
    return Swept(inbox, outbox, cancelled, sum(rows))


def _outbox_before(moment: datetime) -> Select[int]:
    return select(OutboxItem.id).where(OutboxItem.created_at < moment)


async def _count(tx: AsyncSession, statement: Any) -> int:
    result: Any = await tx.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)
