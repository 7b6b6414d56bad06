"""Keeps an OA's tokens alive. A refresh token works once and the old access token dies with it, so a refresh is claimed
in the database first, done by one process, and saved before anybody uses the new pair.

If a process dies between Zalo's answer and the save, the only living pair is lost: the next try is refused, an alarm
asks for a new consent, and nobody tries again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from connectors.errors import AccountBroken, ChannelError, SendTemporary
from connectors.zalo.oauth import OauthRefused, OauthUnanswered, TokenPair, ZaloOauth
from connectors.zalo.token_store import CLAIM_LIFETIME, FINAL, StoredPair, TokenStore
from storage.clock import Clock, new_id
from storage.errors import SealBroken

logger = logging.getLogger(__name__)

REFRESH_BEFORE = timedelta(hours=2)
REFRESH_TOKEN_LIFETIME = timedelta(days=90)
WARN_BEFORE = timedelta(days=14)
EXPIRING = "refresh_token_expiring"
# A token refused although it was replaced less than this ago: replacing it again would not help.
_FORCED_PAUSE = timedelta(minutes=5)
_REMEMBER = timedelta(seconds=30)
_TEND_SECONDS = 300.0
_WAIT_TRIES, _WAIT_SECONDS = 20, 0.25
_SAVE_TRIES = 5

Sleep = Callable[[float], Awaitable[None]]


class TokenKeeper:
    """One OA's access token for whoever sends. Raises AccountBroken when an operator must act."""

    def __init__(
        self,
        store: TokenStore,
        oauth: ZaloOauth,
        clock: Clock,
        seed: TokenPair | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._oauth = oauth
        self._clock = clock
        self._seed = seed
        self._sleep = sleep
        self._owner = new_id()
        self._known: tuple[StoredPair, datetime] | None = None
        self._rotation: asyncio.Task[bool] | None = None
        self._forced_at: datetime | None = None

    async def access_token(self) -> str:
        """The current token, replaced beforehand when its end is near."""
        pair = await self._current()
        if pair.expires_at - self._clock() > REFRESH_BEFORE:
            return pair.access
        if not pair.dead and await self._rotate(pair):
            pair = await self._reload()
        if pair.expires_at > self._clock():
            return pair.access
        raise await self._unavailable()

    async def renewed(self, refused: str) -> str:
        """Another token than `refused`, which Zalo did not accept: perhaps another process has replaced it."""
        for _ in range(_WAIT_TRIES):
            pair = await self._reload()
            if pair.access != refused:
                return pair.access
            if pair.dead or self._forced_lately():
                break
            if await self._rotate(pair):
                self._forced_at = self._clock()
            else:
                await self._sleep(_WAIT_SECONDS)
        if self._forced_lately():
            raise AccountBroken("zalo_token_rejected")
        raise await self._unavailable()

    async def keep_fresh(self, stop: asyncio.Event) -> None:
        """Replace the token in time also when nobody sends, and warn before the refresh token ends."""
        while not stop.is_set():
            try:
                await self.access_token()
                await self._warn_of_end()
            except (ChannelError, SQLAlchemyError, OSError) as error:
                logger.error("zalo.token_not_kept reason=%s", getattr(error, "code", type(error).__name__))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TEND_SECONDS):
                    await stop.wait()

    async def close(self) -> None:
        """Let a refresh under way be saved."""
        if self._rotation is not None:
            await asyncio.wait([self._rotation])

    async def _current(self) -> StoredPair:
        if self._known is not None and self._clock() - self._known[1] < _REMEMBER:
            return self._known[0]
        return await self._reload()

    async def _reload(self) -> StoredPair:
        try:
            pair = await self._store.read()
            if pair is None and self._seed is not None:
                await self._store.seed(self._seed)
                pair = await self._store.read()
        except SealBroken:
            raise AccountBroken("zalo_tokens_unreadable") from None
        if pair is None:
            raise AccountBroken("zalo_no_token")
        self._known = (pair, self._clock())
        return pair

    def _forced_lately(self) -> bool:
        return self._forced_at is not None and self._clock() - self._forced_at < _FORCED_PAUSE

    async def _unavailable(self) -> ChannelError:
        pair = await self._reload()
        if pair.dead:
            return AccountBroken(f"zalo_{pair.alarm}")
        return SendTemporary("zalo_token_refreshing", retry_after=CLAIM_LIFETIME, whole_account=True)

    async def _rotate(self, pair: StoredPair) -> bool:
        """Replace the pair; True when it was. All callers of this process share one try, which no cancellation
        tears apart: a new pair that is not saved is lost."""
        if self._rotation is None or self._rotation.done():
            self._rotation = asyncio.create_task(self._rotate_once(pair))
        return await asyncio.shield(self._rotation)

    async def _rotate_once(self, pair: StoredPair) -> bool:
        if not pair.refresh:
            await self._alarm(pair, FINAL + "no_refresh_token")
            return False
        if not await self._store.claim(pair.version, self._owner):
            return False
        try:
            fresh = await self._oauth.refresh(pair.refresh)
        except OauthUnanswered as error:
            # The claim stays: nobody tries again for a minute. Zalo may have replaced the pair; then that try tells.
            logger.error("zalo.refresh_unanswered reason=%s", error)
            return False
        except OauthRefused as refused:
            await self._alarm(pair, _alarm_for(refused.code))
            return False
        await self._save(pair, fresh)
        return True

    async def _save(self, pair: StoredPair, fresh: TokenPair) -> None:
        """The old pair is dead by now, so a database that stumbles gets several chances."""
        for attempt in range(_SAVE_TRIES):
            try:
                await self._store.replace(pair.version, fresh)
            except (SQLAlchemyError, OSError):
                logger.critical("zalo.new_tokens_not_saved attempt=%d", attempt + 1)
                if attempt + 1 == _SAVE_TRIES:
                    raise
                await self._sleep(2.0**attempt)
            else:
                logger.info("zalo.tokens_replaced")
                return

    async def _alarm(self, pair: StoredPair, alarm: str) -> None:
        if pair.alarm != alarm and await self._store.raise_alarm(pair.version, alarm):
            logger.error("zalo.token_alarm alarm=%s", alarm)
        self._known = None

    async def _warn_of_end(self) -> None:
        pair = await self._current()
        age = self._clock() - pair.refreshed_at
        if age > REFRESH_TOKEN_LIFETIME - WARN_BEFORE and not pair.alarm:
            await self._alarm(pair, EXPIRING)


def seed_pair(access: str, refresh: str) -> TokenPair | None:
    """The first tokens from the settings. Without an access token the refresh token is used at once."""
    if not (access or refresh):
        return None
    pair = TokenPair(access, refresh)
    return pair if access else replace(pair, lives=timedelta(0))


def _alarm_for(code: int) -> str:
    """Zalo's OAuth codes (-140xx) are final; any other refusal is tried again each minute, with a warning."""
    return f"{FINAL}{code}" if -14999 <= code <= -14000 else f"refresh_failing:{code}"
