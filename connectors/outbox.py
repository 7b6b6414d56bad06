"""Putting a reply in the outbox, with the caller's transaction; the sender does the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.deliveries import STOOD_IN
from connectors.menus import make_tokens
from connectors.messages import Button, Reply, SharedFile
from connectors.render import command_buttons
from connectors.sealing import seal_reply
from connectors.states import OutboxState, Priority
from connectors.upsert import insert_new
from grievances.live.line import Delivery, DeliveryState
from grievances.notices import Notice
from storage.clock import Clock
from storage.tables import Conversation, OutboxItem, SentMessage
from storage.vault import Vault

_KEY_MAX = 120
_WENT_NOWHERE = (OutboxState.FAILED.value, OutboxState.CANCELLED.value)


async def queue_reply(
    tx: AsyncSession,
    vault: Vault,
    clock: Clock,
    conversation_id: str,
    reply: Reply,
    idem_key: str,
    *,
    priority: int = Priority.REPLY,
    in_reply_to: str | None = None,
) -> bool:
    """Queue a reply once per `idem_key`. False when it was queued before."""
    now = clock()
    outbox_id = await insert_new(
        tx,
        OutboxItem,
        conversation_id=conversation_id,
        idem_key=_fitting(idem_key),
        priority=priority,
        reply_sealed=seal_reply(vault, reply),
        in_reply_to=in_reply_to,
        state=OutboxState.PENDING.value,
        created_at=now,
    )
    if outbox_id is None:
        return False
    await make_tokens(tx, vault, clock, conversation_id, outbox_id, command_buttons(reply))
    due: dict[str, Any] = {"next_send_at": now}
    if priority == Priority.REPLY:
        due["send_priority"] = priority
    await tx.execute(update(Conversation).where(Conversation.id == conversation_id).values(due))
    return True


class OutboxNotifier:
    """News of a case for the worker's chat (grievances.notices.WorkerNotifier)."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def notify(self, tx: AsyncSession, conversation_id: str, notice: Notice) -> bool:
        """Queue the notice. One for a chat that cannot be reached now waits there for the worker to come back."""
        conversation = await tx.get(Conversation, conversation_id)
        if conversation is None:
            return False
        buttons = tuple(Button(button.title, payload=button.payload) for button in notice.buttons)
        given = notice.file
        file = SharedFile(given.media_id, given.mime, given.size) if given is not None else None
        reply = Reply(notice.text, buttons, expects_text=notice.expects_text, file=file)
        await queue_reply(tx, self._vault, self._clock, conversation_id, reply, _notice(notice.key))
        return conversation.gone_at is None

    async def deliveries(self, tx: AsyncSession, keys: Sequence[str]) -> Mapping[str, Delivery]:
        """How far the notices got (grievances.live.line.ChatLine)."""
        mine = {_notice(key): key for key in keys}
        delivered, seen = func.max(SentMessage.delivered_at), func.max(SentMessage.seen_at)
        query: Any = select(OutboxItem, Conversation.gone_reason, delivered, seen)
        query = query.join(Conversation, OutboxItem.conversation_id == Conversation.id)
        query = query.join(SentMessage, SentMessage.outbox_id == OutboxItem.id, isouter=True)
        query = query.where(OutboxItem.idem_key.in_(mine)).group_by(OutboxItem.id, Conversation.gone_reason)
        return {mine[item.idem_key]: _delivery(item, *more) for item, *more in await tx.execute(query)}

    async def resend(self, tx: AsyncSession, key: str) -> bool:
        """Put a notice that went nowhere back in the queue. What lies empty by now cannot be sent again."""
        again = (
            update(OutboxItem)
            .where(OutboxItem.idem_key == _notice(key), OutboxItem.state.in_(_WENT_NOWHERE))
            .where(OutboxItem.reply_sealed.is_not(None))
            .values(state=OutboxState.PENDING.value, attempts=0, unknowns=0, last_error=None, next_attempt_at=None)
            .returning(OutboxItem.conversation_id)
        )
        conversation_id = await tx.scalar(again)
        if conversation_id is None:
            return False
        due = {"next_send_at": self._clock(), "send_priority": Priority.REPLY}
        await tx.execute(update(Conversation).where(Conversation.id == conversation_id).values(due))
        return True


def _delivery(item: OutboxItem, gone_reason: str | None, delivered: datetime | None, seen: datetime | None) -> Delivery:
    code = item.last_error or ""
    if item.state in _WENT_NOWHERE:
        return Delivery(DeliveryState.FAILED, code)
    if item.state == OutboxState.UNKNOWN.value:
        return Delivery(DeliveryState.UNSURE, code)
    if item.state != OutboxState.SENT.value:
        return Delivery(DeliveryState.HELD, gone_reason) if gone_reason else Delivery(DeliveryState.SENDING, code)
    if code == STOOD_IN:
        return Delivery(DeliveryState.STOOD_IN)
    if seen is not None:
        return Delivery(DeliveryState.SEEN)
    return Delivery(DeliveryState.DELIVERED if delivered is not None else DeliveryState.SENT)


def _notice(key: str) -> str:
    return f"notice:{key}"


def _fitting(key: str) -> str:
    return key if len(key) <= _KEY_MAX else "sha256:" + hashlib.sha256(key.encode()).hexdigest()
