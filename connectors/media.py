"""Pictures, voice notes and files from outside: fetched by the channel, cleaned in a process of its own, sealed."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from connectors.base import Channel
from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES
from connectors.messages import Attachment
from grievances.evidence.kinds import Clean, Refusal, Refused
from grievances.evidence.workshop import Cleaner
from grievances.media import is_waiting, keep_clean, may_send
from storage.clock import Clock
from storage.database import Database
from storage.once import once
from storage.vault import Vault

logger = logging.getLogger(__name__)


class _NotKeptYet(Exception):
    """Rolls the look-up back."""


@dataclass(frozen=True)
class Kept:
    """The id of the stored media and its kind, or why there is none, so that the dialogue can say so."""

    media_id: str = ""
    kind: str = ""
    problem: str = ""


class MediaKeeper:
    """Brings an attachment into our store once per inbox item, however often its turn is tried."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, cleaner: Cleaner) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._cleaner = cleaner

    async def keep(self, channel: Channel, conversation_id: str, item_id: int, attachment: Attachment) -> Kept:
        key = f"inbox:{item_id}:media"
        known = await self._kept_before(key)
        if known is not None:
            return known
        try:
            if attachment.media_id:
                return await self._kept_at_the_door(conversation_id, key, attachment)
            clean = await self._cleaner.clean(await _fetched(channel, attachment))
            return await self._store(conversation_id, key, clean)
        except Refused as refused:
            logger.info("media.refused inbox=%d code=%s", item_id, refused.why)
            return Kept(problem=refused.why)

    async def _store(self, conversation_id: str, key: str, clean: Clean) -> Kept:
        async def store() -> list[str]:
            if not await may_send(tx, self._vault, self._clock, conversation_id, len(clean.body)):
                raise Refused(Refusal.DAY_FULL)
            return [await keep_clean(tx, self._vault, self._clock, conversation_id, clean), clean.kind]

        async with self._database.transaction() as tx:
            media_id, kind = await once(tx, self._vault, self._clock, key, store)
        return Kept(media_id, kind)

    async def _kept_at_the_door(self, conversation_id: str, key: str, attachment: Attachment) -> Kept:
        async def look() -> list[str]:
            if not await is_waiting(tx, self._vault, conversation_id, attachment.media_id):
                raise Refused(Refusal.LOST)
            return [attachment.media_id, attachment.kind.value]

        async with self._database.transaction() as tx:
            media_id, kind = await once(tx, self._vault, self._clock, key, look)
        return Kept(media_id, kind)

    async def _kept_before(self, key: str) -> Kept | None:
        async def missing() -> None:
            raise _NotKeptYet

        try:
            async with self._database.transaction() as tx:
                media_id, kind = await once(tx, self._vault, self._clock, key, missing)
                return Kept(media_id, kind)
        except _NotKeptYet:
            return None


async def _fetched(channel: Channel, attachment: Attachment) -> bytes:
    """Raise Refused."""
    if attachment.size is not None and attachment.size > MAX_MEDIA_BYTES:
        raise Refused(Refusal.TOO_BIG)
    try:
        return (await channel.fetch(attachment)).body
    except FetchFailed as error:
        logger.info("media.not_fetched code=%s", error.code)
        too_big = error.code.endswith("too_big")
        raise Refused(Refusal.TOO_BIG if too_big else Refusal.LOST) from None
