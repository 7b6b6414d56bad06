"""The one place that builds everything from the settings and passes it down."""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import APIRouter
from redis.asyncio import Redis

from connectors.accounts import ensure_account
from connectors.base import Channel
from connectors.budget import LocalBudget, RateBudget, RedisBudget
from connectors.engine import RasaEngine
from connectors.inbox import Inbox
from connectors.messages import ChannelKind
from connectors.outbox import OutboxNotifier
from connectors.sender import Sender
from connectors.telegram.channel import TelegramChannel, bot_id, close_bot, open_bot
from connectors.telegram.pace import Pace
from connectors.telegram.webhook import telegram_router
from connectors.turns import TurnWorker
from connectors.typing import TypingSigns
from connectors.wakeups import LocalWakeup, RedisWakeup, Wakeup
from connectors.web.channel import WebChannel
from connectors.web.feed import Feed
from connectors.web.router import web_router
from connectors.zalo.config import ZaloConfig
from connectors.zalo.connector import ZaloConnector
from console.live.signals import Signals
from grievances.alerts.addresses import AddressKind
from grievances.alerts.outbox import AlertOutbox
from grievances.collective.collectives import Collectives
from grievances.desk import CaseDesk
from grievances.evidence.workshop import Workshop
from grievances.live.desk import LiveDesk
from grievances.live.watch import LiveWatch
from grievances.privacy.erasure import Erasure
from grievances.privacy.keeping import Keeping
from grievances.worker import WorkerCases
from knowledge.library import Library
from motcham.alarm_watch import alarm_watch
from motcham.alert_sending import alert_sending
from motcham.apprise_line import AppriseLine
from motcham.audit_watch import audit_checking, audit_sealing
from motcham.case_watch import case_watch
from motcham.collective_watch import collective_watch
from motcham.erasure_watch import erasure_watch
from motcham.housekeeping import housekeeping
from motcham.live_watch import live_watch
from motcham.place import ROOT
from motcham.running import open_database
from motcham.settings import Settings
from motcham.spike_watch import spike_watch
from storage.clock import Clock, utc_now
from storage.database import Database
from storage.keyring import open_vault
from storage.migrate import migrate
from storage.vault import Vault

Background = Callable[[asyncio.Event], Awaitable[None]]


@dataclass(frozen=True)
class Services:
    """Everything that runs, built once. `background` works until its event is set."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    wake: Wakeup
    turns: TurnWorker
    sender: Sender
    desk: CaseDesk
    live: LiveDesk
    signals: Signals
    typing: TypingSigns
    cases: WorkerCases
    library: Library
    cleaner: Workshop
    alert_kinds: frozenset[AddressKind]
    http: httpx.AsyncClient
    channel_routers: tuple[APIRouter, ...]
    background: tuple[Background, ...]


@asynccontextmanager
async def open_services(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Services]:
    """Build, and close again at the end. Raise ConfigError for anything that is wrong in files or settings."""
    async with AsyncExitStack() as stack:
        library = Library.load(ROOT / "data")
        database = open_database(settings)
        stack.push_async_callback(database.close)
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        # Rasa alone is asked with it: a proxy from the environment must not see workers' words and our secret.
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        wake, budget, background = await _coordination(settings, stack)
        cleaner = Workshop()
        channels = _Channels(settings, database, vault, clock, wake, stack, cleaner)
        await channels.open()
        engine = RasaEngine(http, settings.rasa_urls, settings.internal_secret)
        line = OutboxNotifier(vault, clock)
        alert_line = AppriseLine(settings)
        yield Services(
            settings=settings,
            database=database,
            vault=vault,
            clock=clock,
            wake=wake,
            turns=TurnWorker(database, vault, clock, wake, engine, channels.by_account, cleaner=cleaner),
            sender=Sender(database, vault, clock, channels.by_account, budget),
            desk=CaseDesk(vault, clock, line),
            live=LiveDesk(vault, clock, line),
            signals=Signals(database, clock),
            typing=TypingSigns(database, vault, channels.by_account),
            cases=WorkerCases(vault, clock),
            library=library,
            cleaner=cleaner,
            alert_kinds=alert_line.kinds,
            http=http,
            channel_routers=tuple(channels.routers),
            background=(
                *background,
                *channels.background,
                housekeeping(database, vault, clock),
                alarm_watch(database, vault, clock),
                erasure_watch(database, Keeping(vault, clock, Erasure(vault, clock))),
                collective_watch(database, Collectives(vault, clock, line)),
                alert_sending(AlertOutbox(database, vault, clock, alert_line, settings.public_url)),
                case_watch(database, vault, clock, OutboxNotifier(vault, clock)),
                spike_watch(database, vault, clock),
                audit_sealing(database, vault),
                audit_checking(database, vault, clock),
                live_watch(database, LiveWatch(vault, clock, line), wake),
            ),
        )


async def _coordination(settings: Settings, stack: AsyncExitStack) -> tuple[Wakeup, RateBudget, list[Background]]:
    """Between processes by Redis when there is one; it never holds the truth."""
    if not settings.redis_url:
        return LocalWakeup(), LocalBudget(), []
    redis = Redis.from_url(settings.redis_url)
    stack.push_async_callback(redis.aclose)
    wake = RedisWakeup(redis)
    return wake, RedisBudget(redis), [wake.listen]


class _Channels:
    """Opens the channels that the settings know; a new channel is one more method here."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        vault: Vault,
        clock: Clock,
        wake: Wakeup,
        stack: AsyncExitStack,
        cleaner: Workshop,
    ) -> None:
        self._settings = settings
        self._database = database
        self._vault = vault
        self._clock = clock
        self._stack = stack
        self._cleaner = cleaner
        self._inbox = Inbox(database, vault, clock, wake)
        self._own: dict[str, Channel] = {}
        # A Zalo OA that is connected while we run appears in the connector's own mapping.
        self.by_account: ChainMap[str, Channel] = ChainMap(self._own)
        self.routers: list[APIRouter] = []
        self.background: list[Background] = []

    async def open(self) -> None:
        await self._open_web()
        if self._settings.telegram_ready:
            await self._open_telegram()
        if self._settings.zalo_ready:
            await self._open_zalo()

    async def _open_web(self) -> None:
        feed = Feed(self._database)
        account_id = await self._account(ChannelKind.WEB, "web")
        self._own[account_id] = WebChannel(account_id, self._database, self._vault, self._clock, feed)
        self.routers.append(
            web_router(
                account_id,
                self._inbox,
                self._database,
                self._vault,
                self._clock,
                feed,
                self._settings.public_url,
                cleaner=self._cleaner,
            )
        )

    async def _open_telegram(self) -> None:
        settings = self._settings
        bot = open_bot(settings.telegram_token, settings.telegram_api_base, settings.telegram_file_base)
        self._stack.push_async_callback(close_bot, bot)
        account_id = await self._account(ChannelKind.TELEGRAM, bot_id(settings.telegram_token))
        self._own[account_id] = TelegramChannel(account_id, bot, Pace())
        self.routers.append(telegram_router(account_id, settings.telegram_secret, self._inbox, self._clock))

    async def _open_zalo(self) -> None:
        connector = open_zalo(self._settings, self._database, self._vault, self._clock)
        self._stack.push_async_callback(connector.close)
        self.by_account.maps.append(await connector.channels())  # type: ignore[arg-type]
        self.routers.append(connector.router(self._inbox))
        self.background.append(connector.keep_fresh)

    async def _account(self, kind: ChannelKind, external_id: str) -> str:
        async with self._database.transaction() as tx:
            account = await ensure_account(tx, kind, external_id, "", self._clock)
            return account.id


def open_zalo(settings: Settings, database: Database, vault: Vault, clock: Clock) -> ZaloConnector:
    """Also for the command line, which authorizes an OA without starting anything else."""
    config = ZaloConfig(
        app_id=settings.zalo_app_id,
        app_secret=settings.zalo_app_secret,
        oa_id=settings.zalo_oa_id,
        oa_secret=settings.zalo_oa_secret,
        access_token=settings.zalo_access_token,
        refresh_token=settings.zalo_refresh_token,
        api_base=settings.zalo_api_base,
        oauth_base=settings.zalo_oauth_base,
        native_buttons=settings.zalo_buttons == "native",
        strict_signature=settings.zalo_strict_signature,
        site_verification=settings.zalo_site_verification,
        code_verifier=settings.zalo_code_verifier,
        media_hosts=tuple(host.strip() for host in settings.zalo_media_hosts.split(",") if host.strip()),
    )
    return ZaloConnector(config, database, vault, clock)
