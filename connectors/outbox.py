"""Putting a reply in the outbox, with the caller's transaction; the sender does the rest."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.menus import make_tokens
from connectors.messages import Button, Reply
from connectors.render import command_buttons
from connectors.sealing import seal_reply
from connectors.states import OutboxState, Priority
from connectors.upsert import insert_new
from grievances.notices import Notice
from storage.clock import Clock
from storage.tables import Conversation, OutboxItem
from storage.vault import Vault

_KEY_MAX = 120


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
        reply = Reply(notice.text, buttons)
        await queue_reply(tx, self._vault, self._clock, conversation_id, reply, f"notice:{notice.key}")
        return conversation.gone_at is None


def _fitting(key: str) -> str:
    return key if len(key) <= _KEY_MAX else "sha256:" + hashlib.sha256(key.encode()).hexdigest()
