"""The web page as a channel: sending is a row in a table, and the waiting page is woken."""

from __future__ import annotations

from connectors.errors import FetchFailed
from connectors.messages import Attachment, Capabilities, ChannelKind, Media, Part, SendReceipt
from connectors.upsert import insert_new
from connectors.web.feed import Feed
from connectors.web.parts import seal_part
from grievances.evidence.carriage import WEB
from storage.clock import Clock
from storage.database import Database
from storage.tables import WebMessage
from storage.vault import Vault

CAPABILITIES = Capabilities(
    max_text=8000,
    buttons="native",
    max_buttons=40,
    max_button_title=80,
    images=True,
    max_caption=8000,
    files=WEB,
)


class WebChannel:
    """Implements connectors.base.Channel."""

    def __init__(self, account_id: str, database: Database, vault: Vault, clock: Clock, feed: Feed) -> None:
        self._account_id = account_id
        self._database = database
        self._vault = vault
        self._clock = clock
        self._feed = feed

    @property
    def kind(self) -> ChannelKind:
        return ChannelKind.WEB

    @property
    def account_id(self) -> str:
        return self._account_id

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        """No platform stands between: what is written is delivered, and there is no receipt to wait for. A part that
        was written before a process died is not written again."""
        async with self._database.transaction() as tx:
            await insert_new(
                tx,
                WebMessage,
                conversation_id=conversation_id,
                part_sealed=seal_part(self._vault, part),
                sent_key=part.key or None,
                created_at=self._clock(),
            )
        self._feed.announce(conversation_id)
        return SendReceipt(())

    async def acknowledge(self, callback_id: str) -> None:
        """The page knows by itself that its tap arrived."""

    async def typing(self, user_id: str, conversation_id: str) -> None:
        """The page that waits looks again, and finds the sign with the live conversation."""
        self._feed.announce(conversation_id)

    async def fetch(self, attachment: Attachment) -> Media:
        """What a page uploads is in the store before its event is; see connectors/web/uploads.py."""
        raise FetchFailed("web_upload_gone")
