"""What an event says to the dialogue: a text, or one of our commands."""

from __future__ import annotations

import re
import unicodedata

import regex
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.menus import command_of_number, command_of_token
from connectors.messages import EventKind, InboundEvent
from connectors.sealing import mend_text
from connectors.split import shorten
from grievances.folding import fold
from storage.tables import Conversation
from storage.vault import Vault

MAX_TEXT = 8_000
_ZERO_WIDTH_SPACE = "\u200b"
# Also behind white space and invisible characters, and the full-width slash: any of these may be normalised away later.
_SLASH_FIRST = regex.compile(r"^[\s\p{Cf}\p{Cc}\p{M}]*[/／]")
_COMMANDS = {
    EventKind.START: "/start_chat",
    EventKind.FOLLOW: "/start_chat",
    EventKind.IMAGE: "/share_media",
    EventKind.VIDEO: "/share_media",
    EventKind.FILE: "/share_media",
    EventKind.VOICE: "/share_voice",
    EventKind.STICKER: "/share_sticker",
    EventKind.LOCATION: "/share_location",
    EventKind.CONTACT: "/share_contact",
    EventKind.LINK: "/share_other",
    EventKind.OTHER: "/share_other",
}
_REMOVE = re.compile(
    r"(minh muon |em muon )?xoa (giup )?(tep|file|anh|hinh|video|tin thoai|ghi am)( minh| em)? vua gui( nhe| di)?"
)
_STALE = "/stale_button"
MEDIA_KINDS = frozenset({EventKind.IMAGE, EventKind.VIDEO, EventKind.FILE, EventKind.VOICE})


async def dialogue_text(tx: AsyncSession, vault: Vault, conversation: Conversation, event: InboundEvent) -> str:
    """The text for the engine. Only our own buttons and events become commands, never what somebody typed."""
    if event.kind is EventKind.BUTTON:
        return await command_of_token(tx, vault, conversation.id, event.button) or _STALE
    if event.kind is not EventKind.TEXT:
        return _COMMANDS[event.kind]
    chosen = await command_of_number(tx, vault, conversation, event.text)
    return chosen or said_command(event.text) or plain_text(event.text) or _COMMANDS[EventKind.OTHER]


def said_command(text: str) -> str:
    """A wish so plain that it need not be understood, and must not be misunderstood."""
    words = " ".join(fold(mend_text(text))[:60].strip(" .!").split())
    return "/remove_media" if _REMOVE.fullmatch(words) else ""


def plain_text(text: str) -> str:
    """NFC, at most MAX_TEXT characters, and never a command."""
    text = shorten(unicodedata.normalize("NFC", mend_text(text)).strip(), MAX_TEXT, len)
    return _ZERO_WIDTH_SPACE + text if _SLASH_FIRST.match(text) else text


def is_cut(event: InboundEvent) -> bool:
    """Whether the worker must be told that only the beginning was read."""
    return event.kind is EventKind.TEXT and len(unicodedata.normalize("NFC", event.text).strip()) > MAX_TEXT
