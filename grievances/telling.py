"""News of a case on their way to its worker's chat, while there is a tie to one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.notices import Notice, WorkerNotifier, notice_key
from storage.tables import CaseRecord
from storage.vault import Vault


class WorkerNews:
    def __init__(self, vault: Vault, notifier: WorkerNotifier) -> None:
        self._vault = vault
        self._notifier = notifier

    async def tell(self, tx: AsyncSession, record: CaseRecord, entry_id: int, notice: Callable[[str], Notice]) -> bool:
        """Once for each step of the case. False when no chat can be reached."""
        chat = await mailboxes.chat_of(tx, self._vault, record)
        return chat is not None and await self._notifier.notify(
            tx, chat, notice(notice_key(self._vault, record.id, entry_id))
        )
