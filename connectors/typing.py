"""The sign that an officer is writing, in the worker's chat. A courtesy: nothing depends on it, so it never fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from connectors.base import Channel
from connectors.errors import ChannelError
from storage.database import Database
from storage.errors import SealBroken
from storage.tables import Conversation
from storage.vault import Vault

logger = logging.getLogger(__name__)

_SECONDS = 5.0


class TypingSigns:
    def __init__(self, database: Database, vault: Vault, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._vault = vault
        self._channels = channels

    async def show(self, conversation_id: str) -> None:
        async with self._database.reading() as tx:
            conversation = await tx.get(Conversation, conversation_id)
        if conversation is None or conversation.gone_at is not None:
            return
        channel = self._channels.get(conversation.account_id)
        if channel is None:
            return
        try:
            user_id = self._vault.open(conversation.user_sealed, "conversation.user")
            async with asyncio.timeout(_SECONDS):
                await channel.typing(user_id, conversation_id)
        except (ChannelError, SealBroken, TimeoutError) as error:
            logger.info("typing.not_shown error=%s", type(error).__name__)
