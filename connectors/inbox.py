"""The durable inbox: what a webhook brings is written once, in one transaction, before the platform gets its 200."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.messages import EventKind, InboundEvent
from connectors.sealing import mend_text, seal_event
from connectors.states import InboxState
from connectors.upsert import insert_new
from connectors.wakeups import Wakeup, Work
from storage.clock import Clock, new_id
from storage.database import Database
from storage.tables import Conversation, InboxItem, QuarantinedBody, SentMessage
from storage.vault import Vault

logger = logging.getLogger(__name__)

QUARANTINE_BODY_MAX = 64 * 1024
QUARANTINE_DAYS = 7
QUARANTINE_ROWS = 1_000  # anybody can fill it, so it must not grow with what comes
HUMAN_TAKEOVER = timedelta(hours=8)
_EXTERNAL_ID_MAX = 160

_WITHOUT_TURN = {
    EventKind.UNFOLLOW: InboxState.HANDLED,
    EventKind.RETURN: InboxState.HANDLED,
    EventKind.DELIVERED: InboxState.HANDLED,
    EventKind.SEEN: InboxState.HANDLED,
    EventKind.STAFF_MESSAGE: InboxState.HANDLED,
    EventKind.REACTION: InboxState.SKIPPED,
    EventKind.ECHO: InboxState.SKIPPED,
    EventKind.UNKNOWN: InboxState.SKIPPED,
}


def needs_turn(kind: EventKind) -> bool:
    """Whether an event is to be answered by the dialogue."""
    return kind not in _WITHOUT_TURN


class Inbox:
    """Accepts events of one account at a time; the channels' webhooks call nothing else."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, wake: Wakeup) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._wake = wake

    async def accept(self, account_id: str, events: Sequence[InboundEvent]) -> int:
        """Store the events that are new and return how many; repeats are silently ignored."""
        new = 0
        async with self._database.transaction() as tx:
            conversations = await self._lock_conversations(tx, account_id, events)
            for event in events:
                new += await self._store(tx, account_id, conversations.get(event.user_id), event)
        if new:
            await self._wake.announce(Work.TURNS)
            await self._wake.announce(Work.SENDS)
        return new

    async def quarantine(self, kind: str, reason: str, body: bytes, signature: str | None) -> None:
        """Keep a body that failed its check: with a wrong secret these are real messages. Old ones are purged."""
        now = self._clock()
        kept = self._vault.seal_bytes(body, "quarantine.body") if len(body) <= QUARANTINE_BODY_MAX else None
        async with self._database.transaction() as tx:
            await tx.execute(
                delete(QuarantinedBody).where(QuarantinedBody.received_at < now - timedelta(days=QUARANTINE_DAYS))
            )
            newest = QuarantinedBody(
                kind=kind[:16],
                reason=reason[:40],
                size=len(body),
                body_sealed=kept,
                signature=mend_text(signature)[:200] if signature is not None else None,
                received_at=now,
            )
            tx.add(newest)
            await tx.flush()
            await tx.execute(delete(QuarantinedBody).where(QuarantinedBody.id <= newest.id - QUARANTINE_ROWS))
        logger.warning("webhook.quarantined kind=%s reason=%s size=%d", kind, reason, len(body))

    async def _lock_conversations(
        self, tx: AsyncSession, account_id: str, events: Sequence[InboundEvent]
    ) -> dict[str, Conversation]:
        """The conversations of the events, row-locked in a fixed order: inbox ids then follow the order of arrival,
        and two webhooks that name the same users cannot deadlock."""
        creators = {e.user_id for e in events if needs_turn(e.kind) or e.kind is EventKind.STAFF_MESSAGE}
        hashes = {user: self._hash(account_id, user) for user in {e.user_id for e in events} if user}
        found: dict[str, Conversation] = {}
        for user in sorted(hashes, key=lambda name: hashes[name]):
            conversation = await self._find(tx, account_id, user)
            if conversation is None and user in creators:
                conversation = await self._create(tx, account_id, user)
            if conversation is not None:
                found[user] = conversation
        return found

    async def _find(self, tx: AsyncSession, account_id: str, user: str) -> Conversation | None:
        hashes = self._vault.index_candidates(f"{account_id}:{mend_text(user)}", "conversation.user")
        query = select(Conversation).where(Conversation.account_id == account_id, Conversation.user_hash.in_(hashes))
        return (await tx.scalars(query.limit(1).with_for_update())).first()

    async def _create(self, tx: AsyncSession, account_id: str, user: str) -> Conversation | None:
        await insert_new(
            tx,
            Conversation,
            id=new_id(),
            account_id=account_id,
            user_hash=self._hash(account_id, user),
            user_sealed=self._vault.seal(mend_text(user), "conversation.user"),
            created_at=self._clock(),
        )
        return await self._find(tx, account_id, user)

    def _hash(self, account_id: str, user: str) -> str:
        return self._vault.index(f"{account_id}:{mend_text(user)}", "conversation.user")

    async def _store(
        self, tx: AsyncSession, account_id: str, conversation: Conversation | None, event: InboundEvent
    ) -> bool:
        now = self._clock()
        state = _WITHOUT_TURN.get(event.kind, InboxState.PENDING)
        if conversation is None and state is InboxState.PENDING:
            state = InboxState.SKIPPED
        values: dict[str, Any] = {
            "account_id": account_id,
            "external_id": _external_id(event.external_id),
            "conversation_id": conversation.id if conversation is not None else None,
            "kind": event.kind.value,
            "event_sealed": seal_event(self._vault, event),
            "state": state.value,
            "received_at": now,
            "handled_at": None if state is InboxState.PENDING else now,
        }
        if await insert_new(tx, InboxItem, **values) is None:
            return False
        await self._apply(tx, account_id, conversation, event, now)
        return True

    async def _apply(
        self,
        tx: AsyncSession,
        account_id: str,
        conversation: Conversation | None,
        event: InboundEvent,
        now: datetime,
    ) -> None:
        if event.kind in (EventKind.DELIVERED, EventKind.SEEN):
            await _mark_receipts(tx, account_id, event, now)
        elif conversation is None:
            return
        elif event.kind is EventKind.STAFF_MESSAGE:
            _mark_taken_over(conversation, event, now)
        elif event.kind is EventKind.UNFOLLOW:
            _mark_gone(conversation, event)
        elif event.kind is EventKind.RETURN:
            _mark_back(conversation, event, now)
        elif needs_turn(event.kind):
            _mark_heard(conversation, event, now)


def _mark_heard(conversation: Conversation, event: InboundEvent, now: datetime) -> None:
    """The worker is there (again). A backoff under way stays: its item must not use up its tries sooner."""
    heard = min(event.occurred_at, now)
    conversation.last_inbound_at = max(conversation.last_inbound_at or heard, heard)
    conversation.next_turn_at = conversation.next_turn_at or now
    if conversation.gone_at is not None:
        _let_send(conversation, now)


def _mark_back(conversation: Conversation, event: InboundEvent, now: datetime) -> None:
    """One that comes late, after they left again, says nothing about now. Platforms tell whole seconds."""
    if conversation.gone_at is not None and event.occurred_at >= conversation.gone_at.replace(microsecond=0):
        _let_send(conversation, now)


def _let_send(conversation: Conversation, now: datetime) -> None:
    conversation.gone_at = conversation.gone_reason = None
    conversation.next_send_at = now


def _mark_taken_over(conversation: Conversation, event: InboundEvent, now: datetime) -> None:
    """Counted from when the person wrote: an event that comes hours late must not silence the bot anew."""
    until = min(event.occurred_at, now) + HUMAN_TAKEOVER
    conversation.paused_until = max(conversation.paused_until or until, until)


def _mark_gone(conversation: Conversation, event: InboundEvent) -> None:
    """An unfollow that comes late, after a newer message, says nothing about now."""
    if conversation.last_inbound_at is None or event.occurred_at >= conversation.last_inbound_at:
        conversation.gone_at = event.occurred_at
        conversation.gone_reason = event.kind.value


async def _mark_receipts(tx: AsyncSession, account_id: str, event: InboundEvent, now: datetime) -> None:
    columns = ["delivered_at", "seen_at"] if event.kind is EventKind.SEEN else ["delivered_at"]
    mine = (SentMessage.account_id == account_id) & SentMessage.platform_id.in_(event.about)
    for column in columns:
        empty = getattr(SentMessage, column).is_(None)
        await tx.execute(update(SentMessage).where(mine, empty).values({column: min(event.occurred_at, now)}))


def _external_id(value: str) -> str:
    """As it is when it fits the column; a hash of anything a hostile sender might put there instead."""
    mended = mend_text(value)
    if mended == value and len(value) <= _EXTERNAL_ID_MAX:
        return value
    return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
