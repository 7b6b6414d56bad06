"""How news of a case leaves this room: the connectors implement it, so that the case knows no channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from storage.vault import Vault


@dataclass(frozen=True)
class NoticeButton:
    """`payload` is a dialogue command, as the buttons of the bot carry it."""

    title: str
    payload: str


@dataclass(frozen=True)
class NoticeFile:
    """A file of the case by its id; nothing of it but its kind and size leaves the case before it is sent."""

    media_id: str
    mime: str
    size: int


@dataclass(frozen=True)
class Notice:
    """A message for the worker's chat. `key` makes a repeated notice harmless. `expects_text`: a number that is typed
    next is an answer, not a choice from an older menu. One with a `file` has nothing else."""

    key: str
    text: str
    buttons: Sequence[NoticeButton] = ()
    expects_text: bool = False
    file: NoticeFile | None = None


class WorkerNotifier(Protocol):
    async def notify(self, tx: AsyncSession, conversation_id: str, notice: Notice) -> bool:
        """Queue the notice with the caller's transaction. False when the chat is known to be unreachable."""
        ...


def notice_key(vault: Vault, case_id: str, what: str | int) -> str:
    """Stands beside a conversation in the outbox: in the clear it would tie the chat to the case."""
    return "case:" + vault.index(f"{case_id}:{what}", "case.notice")
