"""An application with nothing but the Zalo connector, before a fake Zalo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from connectors.fakes.zalo import FakeZalo
from connectors.fakes.zalo_bodies import BodyMaker, SignedBody
from connectors.fakes.zalo_state import ZaloIdentity
from connectors.inbox import Inbox
from connectors.messages import InboundEvent
from connectors.sealing import open_event
from connectors.wakeups import LocalWakeup
from connectors.zalo.config import ZaloConfig
from connectors.zalo.connector import ZaloConnector
from storage.database import Database
from storage.tables import InboxItem, QuarantinedBody
from storage.vault import Vault
from tests.support.clock import ManualClock

IDENTITY = ZaloIdentity()
USER = "246845883529197922"


def config_for(fake_url: str = "http://127.0.0.1:9", **changes: object) -> ZaloConfig:
    values: dict[str, object] = {
        "app_id": IDENTITY.app_id,
        "app_secret": IDENTITY.app_secret,
        "oa_id": IDENTITY.oa_id,
        "oa_secret": IDENTITY.oa_secret,
        "access_token": "fake-access-1",
        "refresh_token": "fake-refresh-1",
        "api_base": fake_url,
        "oauth_base": fake_url,
        "media_hosts": (fake_url.removeprefix("http://"),),
    }
    return ZaloConfig(**{**values, **changes})  # type: ignore[arg-type]


@dataclass
class Site:
    """Our side: the webhook's address as a client, and what it has stored."""

    connector: ZaloConnector
    client: httpx.AsyncClient
    database: Database
    vault: Vault

    async def post(self, signed: SignedBody, **headers: str) -> httpx.Response:
        return await self.client.post("/webhooks/zalo", content=signed.raw, headers={**signed.headers, **headers})

    async def events(self) -> list[InboundEvent]:
        async with self.database.transaction() as tx:
            rows = list(await tx.scalars(select(InboxItem).order_by(InboxItem.id)))
        return [open_event(self.vault, row.event_sealed) for row in rows]

    async def quarantined(self) -> list[str]:
        async with self.database.transaction() as tx:
            return list(await tx.scalars(select(QuarantinedBody.reason).order_by(QuarantinedBody.id)))


async def open_site(config: ZaloConfig, database: Database, vault: Vault, clock: ManualClock) -> Site:
    connector = ZaloConnector(config, database, vault, clock)
    await connector.channels()
    app = FastAPI()
    app.include_router(connector.router(Inbox(database, vault, clock, LocalWakeup())))
    transport = httpx.ASGITransport(app=app)
    return Site(connector, httpx.AsyncClient(transport=transport, base_url="http://app"), database, vault)


@pytest.fixture
async def site(sqlite_database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[Site]:
    opened = await open_site(config_for(), sqlite_database, vault, clock)
    yield opened
    await opened.client.aclose()
    await opened.connector.close()


@pytest.fixture
def bodies() -> BodyMaker:
    return BodyMaker(IDENTITY)


@pytest.fixture
async def zalo(clock: ManualClock) -> AsyncIterator[FakeZalo]:
    async with FakeZalo(clock=clock).run() as fake:
        yield fake
