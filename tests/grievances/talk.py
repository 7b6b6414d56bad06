"""A conversation between a worker and an officer, for tests."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from grievances.live.desk import LiveDesk
from grievances.live.model import LiveView
from grievances.live.watch import LiveWatch
from grievances.live.worker import LiveWorker
from grievances.model import EntryKind
from storage.tables import AuditEvent
from tests.grievances.cast import CHAT, Union


@dataclass
class Talk:
    """A worker's chat, the officers, and the time between them."""

    union: Union
    case_id: str

    @property
    def desk(self) -> LiveDesk:
        return LiveDesk(self.union.vault, self.union.clock, self.union.notifier)

    @property
    def worker(self) -> LiveWorker:
        return LiveWorker(self.union.vault, self.union.clock)

    async def ask(self, chat: str = CHAT) -> bool:
        async with self.union.database.transaction() as tx:
            return await self.worker.ask(tx, chat, self.case_id)

    async def take(self, name: str = "mill") -> None:
        async with self.union.database.transaction() as tx:
            await self.desk.take(tx, self.union.staff[name], self.case_id)

    async def say(self, text: str, key: str = "key-00001", name: str = "mill") -> None:
        async with self.union.database.transaction() as tx:
            await self.desk.say(tx, self.union.staff[name], self.case_id, key, text)

    async def end(self, text: str = "", name: str = "mill") -> bool:
        async with self.union.database.transaction() as tx:
            return await self.desk.end(tx, self.union.staff[name], self.case_id, text)

    async def hear(self, text: str) -> bool:
        """False when the message is the bot's."""
        async with self.union.database.transaction() as tx:
            link = await self.worker.find(tx, CHAT, self.union.clock())
            if link is not None:
                await self.worker.hear(tx, link, CHAT, text)
        return link is not None

    async def stop(self) -> str:
        async with self.union.database.transaction() as tx:
            return await self.worker.end(tx, CHAT, self.union.clock())

    async def see(self, name: str = "mill") -> LiveView:
        async with self.union.database.transaction() as tx:
            return await self.desk.look(tx, self.union.staff[name], self.case_id)

    async def said(self) -> list[str]:
        return [entry.body for entry in (await self.see()).entries if entry.kind is EntryKind.MESSAGE]

    async def rings(self, name: str) -> bool:
        async with self.union.database.transaction() as tx:
            return any(row.case_id == self.case_id for row in await self.desk.waiting(tx, self.union.staff[name]))

    async def watch(self) -> tuple[int, int, int]:
        watch = LiveWatch(self.union.vault, self.union.clock, self.union.notifier)
        async with self.union.database.transaction() as tx:
            return await watch.end_silent(tx), await watch.raise_overdue(tx), await watch.let_go(tx)

    async def audited(self, action: str) -> int:
        async with self.union.database.transaction() as tx:
            query = select(func.count()).select_from(AuditEvent)
            return await tx.scalar(query.where(AuditEvent.action == action, AuditEvent.object_id == self.case_id)) or 0
