"""Forgetting what only serves for a while: results of acts done once, buckets, sessions that have ended, messages that
were not understood; and what was said in a chat whose worker asks to be forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock, in_vietnam
from storage.tables import (
    ButtonToken,
    HandledAction,
    HeardMessage,
    InboxItem,
    OutboxItem,
    StaffInvitation,
    StaffSession,
    ThrottleBucket,
    WebMessage,
)

_HANDLED = timedelta(days=2)  # far longer than any turn is repeated; a result may hold a receipt code
_BUCKETS = timedelta(days=7)  # far longer than any bucket takes to refill
_INVITATIONS = timedelta(days=30)  # who never came is nobody of ours
_HEARD = timedelta(days=180)  # actions/texts.py tells workers so


async def forget_old(tx: AsyncSession, clock: Clock) -> None:
    now = clock()
    await tx.execute(delete(HandledAction).where(HandledAction.at < now - _HANDLED))
    await tx.execute(delete(ThrottleBucket).where(ThrottleBucket.updated_at < now - _BUCKETS))
    await tx.execute(delete(StaffSession).where(StaffSession.expires_at < now))
    await tx.execute(delete(StaffInvitation).where(StaffInvitation.expires_at < now - _INVITATIONS))
    await tx.execute(delete(HeardMessage).where(HeardMessage.created_on < in_vietnam(now).date() - _HEARD))


async def forget_said(tx: AsyncSession, conversation_id: str) -> None:
    """Empty what was said and answered in a chat, and the commands behind its old buttons, which name cases. What is
    still on its way is brought to its end first: it may be a report."""
    heard = (InboxItem.conversation_id == conversation_id) & (InboxItem.state != "pending")
    sent = (OutboxItem.conversation_id == conversation_id) & OutboxItem.state.not_in(["pending", "sending"])
    await tx.execute(delete(ButtonToken).where(ButtonToken.outbox_id.in_(select(OutboxItem.id).where(sent))))
    await tx.execute(delete(WebMessage).where(WebMessage.conversation_id == conversation_id))
    await tx.execute(update(InboxItem).where(heard).values(event_sealed=None))
    await tx.execute(update(OutboxItem).where(sent).values(reply_sealed=None))


async def forget_all_said(tx: AsyncSession, conversation_id: str) -> None:
    """As `forget_said`, after a restore: what waits in an old backup had come to its end before it was forgotten."""
    heard = (InboxItem.conversation_id == conversation_id) & (InboxItem.state == "pending")
    sent = (OutboxItem.conversation_id == conversation_id) & OutboxItem.state.in_(["pending", "sending"])
    await tx.execute(update(InboxItem).where(heard).values(state="skipped"))
    await tx.execute(update(OutboxItem).where(sent).values(state="cancelled"))
    await forget_said(tx, conversation_id)
