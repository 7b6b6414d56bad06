"""What the page shows: the bot's messages, and on opening also what the worker had said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.messages import EventKind, InboundEvent, Part
from connectors.sealing import Unreadable, open_event
from connectors.states import InboxState, OutboxState
from connectors.web.files import shown_file
from connectors.web.parts import open_part
from grievances.media import forget_orphans_of
from storage.erasures import Erased, chat_key, note
from storage.errors import SealBroken
from storage.tables import ButtonToken, InboxItem, OutboxItem, WebMessage
from storage.vault import Vault

_PAGE = 100
_OWN_KINDS = {
    EventKind.TEXT: "text",
    EventKind.BUTTON: "text",
    EventKind.IMAGE: "photo",
    EventKind.VOICE: "voice",
    EventKind.VIDEO: "video",
    EventKind.FILE: "file",
}

Shown = dict[str, Any]


async def messages(tx: AsyncSession, vault: Vault, conversation_id: str, after: int | None) -> list[Shown]:
    """The bot's messages with a greater id, oldest first; without `after` the latest of both sides, by time."""
    mine = select(WebMessage).where(WebMessage.conversation_id == conversation_id)
    if after is not None:
        query = mine.where(WebMessage.id > after).order_by(WebMessage.id).limit(_PAGE)
        return [_bot_message(vault, row) for row in await tx.scalars(query)]
    latest = (await tx.scalars(mine.order_by(WebMessage.id.desc()).limit(_PAGE))).all()
    said = [_bot_message(vault, row) for row in reversed(latest)]
    own = await _own_messages(tx, vault, conversation_id)
    return sorted([*own, *said], key=lambda message: message["at"])


async def has_messages(tx: AsyncSession, conversation_id: str) -> bool:
    query = select(WebMessage.id).where(WebMessage.conversation_id == conversation_id).limit(1)
    return await tx.scalar(query) is not None


async def has_unsent(tx: AsyncSession, conversation_id: str) -> bool:
    """Whether more is coming. What is being sent just now does not count: the page is reading it."""
    mine = (OutboxItem.conversation_id == conversation_id) & (OutboxItem.state == OutboxState.PENDING.value)
    return await tx.scalar(select(OutboxItem.id).where(mine).limit(1)) is not None


async def forget(tx: AsyncSession, vault: Vault, conversation_id: str) -> None:
    """Delete what was said. An event that still waits is worked on first: it may be a report."""
    note(tx, Erased.SAID, chat_key(vault, conversation_id))
    await tx.execute(delete(WebMessage).where(WebMessage.conversation_id == conversation_id))
    done = InboxItem.state != InboxState.PENDING.value
    await tx.execute(
        update(InboxItem).where(InboxItem.conversation_id == conversation_id, done).values(event_sealed=None)
    )
    under_way = OutboxItem.state.in_([OutboxState.PENDING.value, OutboxState.SENDING.value])
    await tx.execute(
        update(OutboxItem).where(OutboxItem.conversation_id == conversation_id, ~under_way).values(reply_sealed=None)
    )
    await forget_orphans_of(tx, vault, conversation_id)


def _bot_message(vault: Vault, row: WebMessage) -> Shown:
    try:
        part = open_part(vault, row.part_sealed)
    except Unreadable:
        part = Part("(Tin này không còn đọc được.)")
    buttons = [
        {"title": button.title, "url": button.url} if button.url else {"title": button.title, "token": button.token}
        for button in part.buttons
    ]
    return {
        "id": row.id,
        "from": "bot",
        "text": "" if part.file else part.text,
        "buttons": buttons,
        "image": part.image_url,
        "file": part.file and shown_file(row.id, part.file),
        "at": _stamp(row.created_at),
    }


async def _own_messages(tx: AsyncSession, vault: Vault, conversation_id: str) -> list[Shown]:
    query = (
        select(InboxItem)
        .where(
            InboxItem.conversation_id == conversation_id,
            InboxItem.kind.in_([kind.value for kind in _OWN_KINDS]),
            InboxItem.event_sealed.is_not(None),
        )
        .order_by(InboxItem.id.desc())
        .limit(_PAGE)
    )
    found = []
    for item in await tx.scalars(query):
        try:
            found.append((item, open_event(vault, item.event_sealed)))
        except Unreadable:
            continue
    titles = await _titles(tx, vault, conversation_id, [event.button for _, event in found if event.button])
    return [_own_message(item.received_at, event, titles) for item, event in reversed(found)]


def _own_message(at: datetime, event: InboundEvent, titles: dict[str, str]) -> Shown:
    return {
        "from": "worker",
        "kind": _OWN_KINDS[event.kind],
        "text": titles.get(event.button, "…") if event.kind is EventKind.BUTTON else event.text,
        "client_message_id": event.platform_message_id,
        "at": _stamp(at),
    }


async def _titles(tx: AsyncSession, vault: Vault, conversation_id: str, tokens: list[str]) -> dict[str, str]:
    """What stood on the tapped buttons."""
    query = select(ButtonToken).where(ButtonToken.conversation_id == conversation_id, ButtonToken.token.in_(tokens))
    titles = {}
    for row in await tx.scalars(query):
        try:
            titles[row.token] = str(vault.open_json(row.command_sealed, "button.command")["title"])
        except SealBroken:
            continue
    return titles


def _stamp(at: datetime) -> str:
    """Always with microseconds, so that the texts sort like the times."""
    return at.isoformat(timespec="microseconds")
