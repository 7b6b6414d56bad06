"""The line to the worker's chat as a live conversation needs it: the connectors implement it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.notices import Notice


class DeliveryState(StrEnum):
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    UNSURE = "unsure"  # the platform's answer was lost
    HELD = "held"  # the worker cannot be reached now; it goes out when they write again
    FAILED = "failed"
    STOOD_IN = "stood_in"  # the platform takes no such file: the worker got words instead


@dataclass(frozen=True)
class Delivery:
    """How far a message got; `code` says why when it got nowhere."""

    state: DeliveryState
    code: str = ""


class ChatLine(Protocol):
    async def notify(self, tx: AsyncSession, conversation_id: str, notice: Notice) -> bool:
        """Queue the notice with the caller's transaction. False when the chat is known to be unreachable."""
        ...

    async def deliveries(self, tx: AsyncSession, keys: Sequence[str]) -> Mapping[str, Delivery]:
        """How far the notices with these keys got; those that were never queued are left out."""
        ...

    async def resend(self, tx: AsyncSession, key: str) -> bool:
        """Try a notice again that could not be sent. False when there is none such."""
        ...
