"""Who may work on a conversation: a lease that ends by itself, with a fence that a late holder cannot pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.states import Priority
from storage.errors import AppError
from storage.tables import ChannelAccount, Conversation

# Renewing costs a write; work outside of a transaction must end within this share of the lease.
_NEARLY_FULL = 0.9


class LeaseLost(AppError):
    """Somebody else has taken the conversation over: nothing may be written any more."""


@dataclass(frozen=True)
class Lane:
    """The columns of one kind of work on a conversation."""

    due: str
    owner: str
    until: str
    fence: str


TURNS = Lane("next_turn_at", "turn_owner", "turn_lease_until", "turn_fence")
SENDS = Lane("next_send_at", "send_owner", "send_lease_until", "send_fence")


@dataclass(frozen=True)
class Lease:
    lane: Lane
    conversation_id: str
    fence: int
    duration: timedelta


async def turns_due(tx: AsyncSession, now: datetime, account_ids: Collection[str]) -> bool:
    """Whether `claim_turns` would find something; a look only."""
    return await _first(tx, TURNS, now, Conversation.account_id.in_(account_ids)) is not None


async def sends_due(tx: AsyncSession, now: datetime, account_ids: Collection[str]) -> bool:
    """Whether `claim_sends` would find something; a look only."""
    return await _first(tx, SENDS, now, _reachable(now, account_ids)) is not None


async def claim_turns(
    tx: AsyncSession, owner: str, now: datetime, duration: timedelta, account_ids: Collection[str]
) -> Lease | None:
    """Lease the conversation that has waited longest for a turn."""
    return await _claim(tx, TURNS, owner, now, duration, Conversation.account_id.in_(account_ids))


async def claim_sends(
    tx: AsyncSession, owner: str, now: datetime, duration: timedelta, account_ids: Collection[str]
) -> Lease | None:
    """Lease a conversation with something to send: replies anywhere go before bulk; paused accounts are left alone."""
    reachable = _reachable(now, account_ids)
    for priority in (Priority.REPLY, Priority.BULK):
        waiting = reachable & (Conversation.send_priority == priority)
        lease = await _claim(tx, SENDS, owner, now, duration, waiting)
        if lease is not None:
            return lease
    return None


async def hold(tx: AsyncSession, lease: Lease, now: datetime) -> Conversation:
    """Lock the conversation's row and keep the lease nearly full. Raise LeaseLost when the fence has moved on."""
    fence = getattr(Conversation, lease.lane.fence)
    query = select(Conversation).where(Conversation.id == lease.conversation_id, fence == lease.fence)
    conversation = (await tx.scalars(query.with_for_update())).first()
    if conversation is None:
        raise LeaseLost
    until = getattr(conversation, lease.lane.until)
    if until is None or until < now + lease.duration * _NEARLY_FULL:
        setattr(conversation, lease.lane.until, now + lease.duration)
    return conversation


def release(conversation: Conversation, lane: Lane, due: datetime | None) -> None:
    """Give the conversation back; `due` says when there is work again."""
    setattr(conversation, lane.owner, None)
    setattr(conversation, lane.until, None)
    setattr(conversation, lane.due, due)


def _reachable(now: datetime, account_ids: Collection[str]) -> ColumnElement[bool]:
    """Conversations of accounts that are not paused, with workers who are there."""
    open_now = ChannelAccount.paused_until.is_(None) | (ChannelAccount.paused_until <= now)
    accounts = select(ChannelAccount.id).where(ChannelAccount.id.in_(account_ids), open_now)
    return Conversation.account_id.in_(accounts) & Conversation.gone_at.is_(None)


async def _first(tx: AsyncSession, lane: Lane, now: datetime, extra: ColumnElement[bool]) -> str | None:
    return await tx.scalar(select(Conversation.id).where(_free(lane, now), extra).limit(1))


def _free(lane: Lane, now: datetime) -> ColumnElement[bool]:
    """Due, and in nobody's hands."""
    due, until = getattr(Conversation, lane.due), getattr(Conversation, lane.until)
    free: ColumnElement[bool] = (due <= now) & (until.is_(None) | (until <= now))
    return free


async def _claim(
    tx: AsyncSession, lane: Lane, owner: str, now: datetime, duration: timedelta, extra: ColumnElement[bool]
) -> Lease | None:
    due, fence = getattr(Conversation, lane.due), getattr(Conversation, lane.fence)
    free = _free(lane, now)
    # SKIP LOCKED where there is such a thing (PostgreSQL); SQLite has one writer at a time anyway.
    candidate = select(Conversation.id).where(free, extra).order_by(due).limit(1).with_for_update(skip_locked=True)
    conversation_id = await tx.scalar(candidate)
    if conversation_id is None:
        return None
    taken = (
        update(Conversation)
        .where(Conversation.id == conversation_id, free)
        .values({lane.owner: owner, lane.until: now + duration, lane.fence: fence + 1})
        .returning(fence)
    )
    new_fence = await tx.scalar(taken)
    return None if new_fence is None else Lease(lane, conversation_id, new_fence, duration)
