"""Everything of Zalo put together: what the application starts, mounts, keeps running and closes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime

import httpx
from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from connectors.inbox import Inbox
from connectors.zalo.authorize import Authorizer, ConsentRequest, read_pasted
from connectors.zalo.channel import ZaloChannel
from connectors.zalo.client import TIMEOUT, ZaloClient
from connectors.zalo.config import ZaloConfig
from connectors.zalo.directory import OaDirectory
from connectors.zalo.media import MediaFetcher
from connectors.zalo.oauth import ZaloOauth
from connectors.zalo.token_store import TokenStore
from connectors.zalo.tokens import TokenKeeper, seed_pair
from connectors.zalo.webhook import zalo_router
from storage.clock import Clock
from storage.database import Database
from storage.tables import Conversation
from storage.vault import Vault

logger = logging.getLogger(__name__)

_NEW_OA_SECONDS = 60.0


class ZaloConnector:
    """One Zalo app with any number of Official Accounts; a channel is made for each when it is first asked for."""

    def __init__(self, config: ZaloConfig, database: Database, vault: Vault, clock: Clock) -> None:
        # httpx logs every address, and those of workers' pictures open without a login.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._config = config
        self._database = database
        self._vault = vault
        self._clock = clock
        self._http = httpx.AsyncClient(timeout=TIMEOUT)
        self._client = ZaloClient(config.api_base, clock)
        self._oauth = ZaloOauth(self._http, config.oauth_base, config.app_id, config.app_secret)
        self._directory = OaDirectory(database, clock)
        self._authorizer = Authorizer(config, self._oauth, database, vault, clock, self._directory)
        self._media = MediaFetcher(self._http, config.media_hosts)
        self._keepers: dict[str, TokenKeeper] = {}
        self._channels: dict[str, ZaloChannel] = {}

    def router(self, inbox: Inbox) -> APIRouter:
        return zalo_router(self._config, inbox, self._directory, self._authorizer, self._clock)

    async def channels(self) -> dict[str, ZaloChannel]:
        """The channel of each known OA by account id; the OA of the settings is made known first. The same dictionary
        each time: an OA that is connected later appears in it while `keep_fresh` runs."""
        if self._config.oa_id:
            await self._directory.add(self._config.oa_id)
        for oa_id, account_id in (await self._directory.all()).items():
            if account_id not in self._channels:
                self._channels[account_id] = self._open(oa_id, account_id)
        return self._channels

    async def keep_fresh(self, stop: asyncio.Event) -> None:
        """Keep the tokens of all OAs alive, also of those that are connected while this runs."""
        kept: dict[str, asyncio.Task[None]] = {}
        while not stop.is_set():
            try:
                await self.channels()
            except (SQLAlchemyError, OSError) as error:
                logger.error("zalo.accounts_not_read error=%s", type(error).__name__)
            for account_id, keeper in self._keepers.items():
                if account_id not in kept:
                    kept[account_id] = asyncio.create_task(keeper.keep_fresh(stop))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_NEW_OA_SECONDS):
                    await stop.wait()
        await asyncio.gather(*kept.values())

    def start_authorization(self, redirect_uri: str) -> ConsentRequest:
        """The address that an OA's administrator must open."""
        return self._authorizer.start(redirect_uri)

    async def finish_authorization(self, pasted: str, state: str) -> str:
        """`pasted`: the address that Zalo led the administrator to, or the bare code of the request with `state`.
        Return the OA's id. Raise AuthorizationFailed."""
        code, pasted_state, oa_id = read_pasted(pasted)
        return await self._authorizer.finish(code or pasted.strip(), pasted_state or state, oa_id)

    async def close(self) -> None:
        for keeper in self._keepers.values():
            await keeper.close()
        await self._client.close()
        await self._http.aclose()

    def _open(self, oa_id: str, account_id: str) -> ZaloChannel:
        store = TokenStore(self._database, self._vault, self._clock, account_id)
        seed = seed_pair(self._config.access_token, self._config.refresh_token) if oa_id == self._config.oa_id else None
        keeper = self._keepers[account_id] = TokenKeeper(store, self._oauth, self._clock, seed)
        return ZaloChannel(
            account_id, self._client, keeper, self._media, self._last_inbound, self._clock, self._config.native_buttons
        )

    async def _last_inbound(self, conversation_id: str) -> datetime | None:
        async with self._database.reading() as tx:
            conversation = await tx.get(Conversation, conversation_id)
            return conversation.last_inbound_at if conversation is not None else None
