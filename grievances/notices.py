"""How news of a case leaves this room: the connectors implement it, so that the case knows no channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class NoticeButton:
    """`payload` is a dialogue command, as the buttons of the bot carry it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Notice:
    """A message for the worker's chat. `key` makes a repeated notice harmless."""

    key: str
    text: str
    buttons: Sequence[NoticeButton] = ()


class WorkerNotifier(Protocol):
    async def notify(self, tx: AsyncSession, conversation_id: str, notice: Notice) -> bool:
        """Queue the notice with the caller's transaction. False when the chat is known to be unreachable."""
        ...
