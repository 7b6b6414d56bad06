"""A fake Telegram over real HTTP, our webhook served for it, and a bot that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from telegram import Bot

from connectors.accounts import ensure_account
from connectors.fakes.serving import serving
from connectors.fakes.telegram import FakeTelegram
from connectors.inbox import Inbox
from connectors.messages import ChannelKind, InboundEvent
from connectors.sealing import open_event
from connectors.telegram.channel import TelegramChannel, close_bot, open_bot
from connectors.telegram.commands import set_webhook
from connectors.telegram.pace import Pace
from connectors.telegram.webhook import telegram_router
from connectors.wakeups import LocalWakeup
from storage.database import Database
from storage.tables import InboxItem
from storage.vault import Vault
from tests.support.clock import ManualClock

SECRET = "telegram-secret-for-tests"


@dataclass
class Station:
    """Our side of the wire."""

    url: str
    account_id: str
    database: Database
    vault: Vault

    async def events(self) -> list[InboundEvent]:
        async with self.database.transaction() as tx:
            items = await tx.scalars(select(InboxItem).order_by(InboxItem.id))
            return [open_event(self.vault, item.event_sealed) for item in items]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram().run() as telegram:
        yield telegram


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    made = open_bot(fake.state.token, fake.api_base, fake.file_base)
    yield made
    await close_bot(made)


@pytest.fixture
def channel(bot: Bot) -> TelegramChannel:
    return TelegramChannel("account-1", bot, Pace(spacing=0.0))


@pytest.fixture
async def station(
    sqlite_database: Database, vault: Vault, clock: ManualClock, fake: FakeTelegram, bot: Bot
) -> AsyncIterator[Station]:
    """The webhook is registered: the fake's users reach our inbox."""
    async with sqlite_database.transaction() as tx:
        account = await ensure_account(tx, ChannelKind.TELEGRAM, "1", "bot", clock)
    app = FastAPI()
    app.include_router(telegram_router(account.id, SECRET, Inbox(sqlite_database, vault, clock, LocalWakeup()), clock))
    async with serving(app) as url:
        await set_webhook(bot, url, SECRET)
        yield Station(url, account.id, sqlite_database, vault)
