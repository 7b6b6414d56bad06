"""From a Telegram update to the event it means. Pure: no network, no database."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from telegram import CallbackQuery, ChatMemberUpdated, Message, TelegramObject, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import filters

from connectors.messages import Attachment, EventKind, InboundEvent
from connectors.telegram.menu import sentence_for

BUTTON_PREFIX = "b:"
_EVENT = TypeAdapter(InboundEvent)
_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>.*))?", re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GONE = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}


class MalformedUpdate(Exception):
    """The body is not an update. The reason is a code; the body never stands in it."""


def parse_update(data: Any, now: datetime) -> InboundEvent:
    """Raise MalformedUpdate. `now` stands in for the time where Telegram tells none (button taps)."""
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        raise MalformedUpdate("no_update_id")
    try:
        event = _event(Update.de_json(data), now)
        # The library checks no types: a number may stand where a text should.
        return _EVENT.validate_python(asdict(event))
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise MalformedUpdate(type(error).__name__) from None


def _event(update: Update, now: datetime) -> InboundEvent:
    if update.callback_query is not None:
        return _tap(update.update_id, update.callback_query, now)
    if update.message is not None:
        return _message(update, update.message)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    return _unknown(update.update_id, now)


def _external_id(update_id: int) -> str:
    return f"up:{update_id}"


def _unknown(update_id: int, at: datetime) -> InboundEvent:
    """Stored and answered with nothing: groups, other bots, edits, and whatever Telegram invents next."""
    return InboundEvent(EventKind.UNKNOWN, _external_id(update_id), user_id="", occurred_at=at)


def _tap(update_id: int, query: CallbackQuery, now: datetime) -> InboundEvent:
    message = query.message
    if query.from_user.is_bot or message is None or message.chat.type != ChatType.PRIVATE:
        return _unknown(update_id, now)
    data = query.data or ""
    return InboundEvent(
        EventKind.BUTTON,
        f"cq:{query.id}",
        user_id=str(message.chat.id),
        occurred_at=now,
        button=data.removeprefix(BUTTON_PREFIX) if data.startswith(BUTTON_PREFIX) else "",
        platform_message_id=str(message.message_id),
        callback_id=query.id,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> InboundEvent:
    if change.chat.type != ChatType.PRIVATE:
        return _unknown(update_id, change.date)
    gone = change.new_chat_member.status in _GONE
    return InboundEvent(
        # Who comes back presses "start" as well, which is a message of its own: greeting both would be twice.
        EventKind.UNFOLLOW if gone else EventKind.RETURN,
        _external_id(update_id),
        user_id=str(change.chat.id),
        occurred_at=change.date,
    )


def _message(update: Update, message: Message) -> InboundEvent:
    from_bot = message.from_user is not None and message.from_user.is_bot
    is_service = filters.StatusUpdate.ALL.check_update(update)
    if message.chat.type != ChatType.PRIVATE or from_bot or is_service:
        return _unknown(update.update_id, message.date)
    kind, text = _kind_and_text(message)
    return InboundEvent(
        kind,
        _external_id(update.update_id),
        user_id=str(message.chat.id),
        occurred_at=message.date,
        text=text,
        attachment=_attachment(message),
        platform_message_id=str(message.message_id),
    )


def _kind_and_text(message: Message) -> tuple[EventKind, str]:
    if message.text is None:
        attachment = _attachment(message)
        return (attachment.kind if attachment else _bare_kind(message)), message.caption or ""
    start = _START.fullmatch(message.text.strip())
    if start is None:
        return EventKind.TEXT, sentence_for(message.text)
    payload = (start["payload"] or "").strip()
    return EventKind.START, payload if _PAYLOAD.fullmatch(payload) else ""


def _bare_kind(message: Message) -> EventKind:
    """Messages without a file. A venue also carries a location."""
    if message.location is not None:
        return EventKind.LOCATION
    return EventKind.CONTACT if message.contact is not None else EventKind.OTHER


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment(EventKind.IMAGE, largest.file_id, mime="image/jpeg", size=largest.file_size)
    # An animation also carries a document: the more telling one goes first.
    candidates = (
        (EventKind.VIDEO, message.animation or message.video or message.video_note),
        (EventKind.VOICE, message.voice or message.audio),
        (EventKind.STICKER, message.sticker),
        (_document_kind(message), message.document),
    )
    return next((_described(kind, file) for kind, file in candidates if file is not None), None)


def _document_kind(message: Message) -> EventKind:
    """A photo sent "as a file" is still a photo."""
    mime = (message.document.mime_type or "") if message.document else ""
    return EventKind.IMAGE if mime in {"image/jpeg", "image/png", "image/webp"} else EventKind.FILE


def _described(kind: EventKind, file: TelegramObject) -> Attachment:
    return Attachment(
        kind,
        source=getattr(file, "file_id", ""),
        name=getattr(file, "file_name", None) or "",
        mime=getattr(file, "mime_type", None) or "",
        size=getattr(file, "file_size", None),
    )
