"""One Official Account as a channel: sends with a living token, inside Zalo's window, with buttons where they work."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.errors import AccountBroken, ContactGone, SendPermanent
from connectors.messages import Attachment, Capabilities, ChannelKind, Media, Part, SendReceipt, SharedFile
from connectors.zalo.client import ZaloClient
from connectors.zalo.errors import ContentRefused, TokenRefused
from connectors.zalo.media import MediaFetcher
from connectors.zalo.outgoing import body_of, numbered
from connectors.zalo.tokens import TokenKeeper
from grievances.evidence.carriage import ZALO
from storage.clock import Clock

logger = logging.getLogger(__name__)

WINDOW = timedelta(days=7)
# Zalo refuses more than 2,000 characters, and how it counts emoji is not known.
NUMBERS = Capabilities(
    max_text=1900,
    buttons="numbers",
    max_buttons=9,
    max_button_title=100,
    images=True,
    max_caption=1900,
    files=ZALO,
    uploads=True,
)
NATIVE = replace(NUMBERS, buttons="native", max_buttons=5)

LastInbound = Callable[[str], Awaitable[datetime | None]]


class ZaloChannel:
    """Implements connectors.base.Channel. A lost answer is SendUnknown: Zalo has no idempotency key."""

    def __init__(
        self,
        account_id: str,
        client: ZaloClient,
        tokens: TokenKeeper,
        media: MediaFetcher,
        last_inbound: LastInbound,
        clock: Clock,
        native_buttons: bool,
    ) -> None:
        self._account_id = account_id
        self._client = client
        self._tokens = tokens
        self._media = media
        self._last_inbound = last_inbound
        self._clock = clock
        self._native = native_buttons

    @property
    def kind(self) -> ChannelKind:
        return ChannelKind.ZALO

    @property
    def account_id(self) -> str:
        return self._account_id

    @property
    def capabilities(self) -> Capabilities:
        return NATIVE if self._native else NUMBERS

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        """`in_reply_to` is not quoted: being free depends on the window alone, and a quote that Zalo has forgotten
        could only get the message refused."""
        await self._check_window(conversation_id)
        if part.file is not None:
            return await self._send_file(user_id, part, part.file)
        if not part.buttons:
            return await self._send(user_id, part)
        if not self._native:
            return await self._send_numbered(user_id, part)
        try:
            return await self._send(user_id, part)
        except ContentRefused as refused:
            receipt = await self._send_numbered(user_id, part)
            # Only now it is sure that the buttons were the fault.
            self._native = False
            logger.warning("zalo.native_buttons_off account=%s code=%s", self._account_id, refused.code)
            return receipt

    async def acknowledge(self, callback_id: str) -> None:
        """A tap on Zalo is a message like any other: nothing waits for an answer."""

    async def typing(self, user_id: str, conversation_id: str) -> None:
        """Zalo has no such sign."""

    async def fetch(self, attachment: Attachment) -> Media:
        return await self._media.fetch(attachment)

    async def _check_window(self, conversation_id: str) -> None:
        """Later than seven days after the worker's last word Zalo refuses; spare the call."""
        last = await self._last_inbound(conversation_id)
        if last is not None and self._clock() - last > WINDOW:
            raise ContactGone("window_closed")

    async def _send_numbered(self, user_id: str, part: Part) -> SendReceipt:
        receipts = [await self._send(user_id, piece) for piece in numbered(part, NUMBERS)]
        return SendReceipt(tuple(found for receipt in receipts for found in receipt.platform_ids))

    async def _send_file(self, user_id: str, part: Part, file: SharedFile) -> SendReceipt:
        """Where Zalo does not take the file after all, the worker gets the words instead."""
        try:
            return await self._with_token(lambda token: self._client.send_file(token, user_id, file))
        except (ContactGone, AccountBroken):
            raise
        except SendPermanent as refused:
            logger.warning("zalo.file_refused account=%s code=%s", self._account_id, refused.code)
        return replace(await self._send(user_id, Part(part.text)), stood_in=True)

    async def _send(self, user_id: str, part: Part) -> SendReceipt:
        body = body_of(part)
        return await self._with_token(lambda token: self._client.send(token, user_id, body))

    async def _with_token(self, act: Callable[[str], Awaitable[SendReceipt]]) -> SendReceipt:
        """A refused token is replaced once and the message sent once more: the first call did nothing."""
        token = await self._tokens.access_token()
        try:
            return await act(token)
        except TokenRefused:
            token = await self._tokens.renewed(token)
        try:
            return await act(token)
        except TokenRefused as refused:
            raise AccountBroken(refused.code) from None
