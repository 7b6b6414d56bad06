"""A small world: one account, a fake platform, a fake engine, the real inbox, turns, outbox and sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.accounts import ensure_account
from connectors.budget import LocalBudget
from connectors.deliveries import SendPolicy
from connectors.inbox import Inbox
from connectors.messages import ChannelKind, EventKind, InboundEvent, Reply
from connectors.outbox import queue_reply
from connectors.sender import Sender
from connectors.testing import FakeChannel, FakeEngine
from connectors.turns import TurnPolicy, TurnWorker
from connectors.wakeups import LocalWakeup
from storage.database import Database
from storage.tables import ChannelAccount, Conversation, InboxItem, OutboxItem
from storage.vault import Vault
from tests.support.clock import ManualClock

AT_ONCE = TurnPolicy(pause=timedelta(0))  # photos are not waited for


@dataclass
class World:
    database: Database
    vault: Vault
    clock: ManualClock
    channel: FakeChannel
    engine: FakeEngine = field(default_factory=FakeEngine)
    wake: LocalWakeup = field(default_factory=LocalWakeup)
    _count: int = 0

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.database, self.vault, self.clock, self.wake)

    def turns(self, policy: TurnPolicy = AT_ONCE) -> TurnWorker:
        channels = {self.channel.account_id: self.channel}
        return TurnWorker(self.database, self.vault, self.clock, self.wake, self.engine, channels, policy)

    def sender(self, policy: SendPolicy = SendPolicy()) -> Sender:
        channels = {self.channel.account_id: self.channel}
        return Sender(self.database, self.vault, self.clock, channels, LocalBudget(), policy)

    def event(self, text: str = "xin chào", kind: EventKind = EventKind.TEXT, **more: object) -> InboundEvent:
        self._count += 1
        values: dict[str, object] = {
            "external_id": f"e{self._count}",
            "user_id": "u1",
            "occurred_at": self.clock(),
            "text": text,
        } | more
        return InboundEvent(kind=kind, **values)  # type: ignore[arg-type]

    async def hear(self, text: str = "xin chào", kind: EventKind = EventKind.TEXT, **more: object) -> None:
        await self.inbox.accept(self.channel.account_id, [self.event(text, kind, **more)])

    async def work(self, rounds: int = 50) -> None:
        """Let the workers do what is due now."""
        for _ in range(rounds):
            busy = [await self.turns().run_once("t"), await self.sender().run_once("s")]
            if not any(busy):
                return
        raise AssertionError("the workers do not come to rest")

    async def say(self, text: str = "xin chào", kind: EventKind = EventKind.TEXT, **more: object) -> list[str]:
        """Hear something and return what went out in answer."""
        before = len(self.channel.sent)
        await self.hear(text, kind, **more)
        await self.work()
        return self.channel.texts[before:]

    async def queue(self, reply: Reply, key: str, priority: int = 1) -> None:
        talk = await self.conversation()
        async with self.database.transaction() as tx:
            await queue_reply(tx, self.vault, self.clock, talk.id, reply, key, priority=priority)

    async def conversation(self) -> Conversation:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(Conversation))).one()

    async def account(self) -> ChannelAccount:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(ChannelAccount))).one()

    async def inbox_items(self) -> Sequence[InboxItem]:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(InboxItem).order_by(InboxItem.id))).all()

    async def outbox_items(self) -> Sequence[OutboxItem]:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(OutboxItem).order_by(OutboxItem.id))).all()


async def make_world(database: Database, vault: Vault, clock: ManualClock) -> World:
    async with database.transaction() as tx:
        account = await ensure_account(tx, ChannelKind.WEB, "web", "Trang chat", clock)
    return World(database, vault, clock, FakeChannel(account.id))


@pytest.fixture
async def world(database: Database, vault: Vault, clock: ManualClock) -> World:
    return await make_world(database, vault, clock)


@pytest.fixture
async def small_world(sqlite_database: Database, vault: Vault, clock: ManualClock) -> World:
    """On SQLite only: for what does not depend on the database."""
    return await make_world(sqlite_database, vault, clock)
