"""The states that inbox and outbox rows go through, in one place so that no two modules spell them differently."""

from __future__ import annotations

from enum import StrEnum


class InboxState(StrEnum):
    PENDING = "pending"
    HANDLED = "handled"
    SKIPPED = "skipped"  # needs no answer from the bot
    FAILED = "failed"  # given up, with an apology to the worker


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # committed before the request leaves: found again after a crash, it counts as unknown
    SENT = "sent"
    UNKNOWN = "unknown"  # sent? the answer was lost, and it is not tried again
    FAILED = "failed"
    CANCELLED = "cancelled"


class Priority:
    """Replies go before bulk."""

    BULK = 0
    REPLY = 1
