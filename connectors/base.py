"""What a channel must be able to do. A new channel is a folder with one class like this and a router."""

from __future__ import annotations

from typing import Protocol

from connectors.messages import Attachment, Capabilities, ChannelKind, Media, Part, SendReceipt


class Channel(Protocol):
    """Thin input and output for one account; no retries, no state of conversations."""

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def account_id(self) -> str:
        """The row in channel_account."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """May change while running: Zalo buttons fall back to numbers once refused."""
        ...

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        """Send one part. Raise SendTemporary, SendUnknown, SendPermanent or a child of these."""
        ...

    async def acknowledge(self, callback_id: str) -> None:
        """Tell the platform that a tap arrived (Telegram); nothing elsewhere. Never raises for a stale one."""
        ...

    async def typing(self, user_id: str, conversation_id: str) -> None:
        """Show the worker that somebody is writing, where the platform can. Raise as `send` does."""
        ...

    async def fetch(self, attachment: Attachment) -> Media:
        """Bring an attachment's bytes. Raise FetchFailed."""
        ...
