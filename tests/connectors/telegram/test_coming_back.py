"""A worker who blocked the bot and comes back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from connectors.budget import LocalBudget
from connectors.engine import TurnRequest
from connectors.fakes.telegram import FakeTelegram
from connectors.messages import Reply
from connectors.outbox import queue_reply
from connectors.sender import Sender
from connectors.telegram.channel import TelegramChannel
from connectors.testing import FakeEngine
from connectors.turns import TurnPolicy, TurnWorker
from connectors.wakeups import LocalWakeup
from storage.tables import Conversation
from tests.connectors.telegram.conftest import Station
from tests.support.clock import ManualClock

AN = 7
WELCOME = "Chào bạn! Mình là trợ lý Công đoàn."
NEWS = "Công đoàn đã trả lời phản ánh của bạn."


def greets(request: TurnRequest) -> list[Reply]:
    return [Reply(WELCOME if request.text == "/start_chat" else request.text)]


@dataclass
class Worker:
    """On Telegram; our workers do what is due after each step."""

    fake: FakeTelegram
    station: Station
    channel: TelegramChannel
    clock: ManualClock

    async def work(self) -> None:
        channels = {self.station.account_id: self.channel}
        database, vault = self.station.database, self.station.vault
        engine = FakeEngine(answer=greets)
        turns = TurnWorker(database, vault, self.clock, LocalWakeup(), engine, channels, TurnPolicy())
        sender = Sender(database, vault, self.clock, channels, LocalBudget())
        while any([await turns.run_once("t"), await sender.run_once("s")]):
            pass

    async def starts(self) -> None:
        await self.fake.user_starts(AN)
        await self.work()

    async def blocks(self) -> None:
        await self.fake.user_blocks(AN)
        await self.work()

    async def unblocks(self) -> None:
        await self.fake.user_unblocks(AN)
        await self.work()

    async def gets_news(self) -> None:
        async with self.station.database.transaction() as tx:
            talk = (await tx.scalars(select(Conversation.id))).one()
            await queue_reply(tx, self.station.vault, self.clock, talk, Reply(NEWS), "news")
        await self.work()

    @property
    def heard(self) -> list[str]:
        return [message.text for message in self.fake.sent_to(AN)]


@pytest.fixture
def worker(fake: FakeTelegram, station: Station, channel: TelegramChannel, clock: ManualClock) -> Worker:
    return Worker(fake, station, channel, clock)


async def test_who_unblocks_and_presses_start_is_greeted_once(worker: Worker) -> None:
    await worker.starts()
    assert worker.heard == [WELCOME]
    await worker.blocks()
    await worker.unblocks()
    await worker.starts()
    assert worker.heard == [WELCOME] * 2


async def test_it_does_not_matter_which_of_the_two_telegram_tells_first(worker: Worker) -> None:
    await worker.starts()
    await worker.blocks()
    worker.fake.state.blocked.discard(AN)
    await worker.starts()
    await worker.unblocks()
    assert worker.heard == [WELCOME] * 2


async def test_news_that_waited_arrives_when_the_worker_unblocks_without_a_word(worker: Worker) -> None:
    await worker.starts()
    await worker.blocks()
    await worker.gets_news()
    assert worker.heard == [WELCOME]
    await worker.unblocks()
    assert worker.heard == [WELCOME, NEWS]
