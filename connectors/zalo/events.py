"""From Zalo's webhook bodies to our events. Pure: no clock, no database, nothing that can fail.

A tap on a button comes as an ordinary text that holds our payload; what it stands for is kept on our side only.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

from connectors.messages import Attachment, EventKind, InboundEvent
from connectors.zalo.payloads import SubmittedInfo, WebhookBody
from connectors.zalo.recipients import user_ref

BUTTON_PREFIX = "#cd:v1:"
_BUTTON = re.compile(re.escape(BUTTON_PREFIX) + r"([A-Za-z0-9_-]{8,32})")
_EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
_GROUP = re.compile(r"(user|oa)_send_group_")

_CONTENT_KINDS = {
    "text": EventKind.TEXT,
    "image": EventKind.IMAGE,
    "gif": EventKind.IMAGE,
    "audio": EventKind.VOICE,
    "video": EventKind.VIDEO,
    "link": EventKind.LINK,
    "sticker": EventKind.STICKER,
    "location": EventKind.LOCATION,
    "file": EventKind.FILE,
    "business_card": EventKind.CONTACT,
}
_FETCHABLE = {EventKind.IMAGE, EventKind.VOICE, EventKind.VIDEO, EventKind.FILE}
_OTHER_KINDS = {
    "follow": EventKind.FOLLOW,
    "unfollow": EventKind.UNFOLLOW,
    "user_withdraw": EventKind.UNFOLLOW,
    "user_click_chatnow": EventKind.START,
    "user_received_message": EventKind.DELIVERED,
    "user_seen_message": EventKind.SEEN,
    "user_reacted_message": EventKind.REACTION,
    "user_submit_info": EventKind.CONTACT,
}
_ABOUT_OUR_MESSAGES = {EventKind.DELIVERED, EventKind.SEEN, EventKind.REACTION}
_NOBODY = {EventKind.UNKNOWN}


def parse(body: WebhookBody, raw: bytes, oa_id: str, received_at: datetime) -> list[InboundEvent]:
    """The events of one body for the OA `oa_id`; none when a body that needs a user names nobody."""
    kind = _kind(body)
    user_id = _user(body, oa_id)
    if not user_id and kind not in _NOBODY:
        return []
    sent = kind not in _ABOUT_OUR_MESSAGES
    return [
        InboundEvent(
            kind=kind,
            external_id=_dedupe_key(body, raw, user_id),
            user_id=user_id,
            occurred_at=_occurred_at(body.timestamp, received_at),
            text=_text(kind, body),
            button=_button(body) if kind is EventKind.BUTTON else "",
            attachment=_attachment(kind, body),
            platform_message_id=body.message.msg_id if sent else "",
            about=() if sent else _about(body),
        )
    ]


def _kind(body: WebhookBody) -> EventKind:
    name = body.event_name
    if _GROUP.match(name):
        return EventKind.UNKNOWN
    if name.startswith("oa_send_"):
        return EventKind.STAFF_MESSAGE if body.sender.admin_id else EventKind.ECHO
    for prefix in ("user_send_", "anonymous_send_"):
        if name.startswith(prefix):
            return _content_kind(name.removeprefix(prefix), body)
    return _OTHER_KINDS.get(name, EventKind.UNKNOWN)


def _content_kind(content: str, body: WebhookBody) -> EventKind:
    if content == "text" and _button(body):
        return EventKind.BUTTON
    return _CONTENT_KINDS.get(content, EventKind.OTHER)


def _button(body: WebhookBody) -> str:
    tapped = _BUTTON.fullmatch(body.message.text.strip())
    return tapped.group(1) if tapped else ""


def _user(body: WebhookBody, oa_id: str) -> str:
    """Whoever is not the OA. Some events name the two the other way round, flat ones only the user."""
    if "_send_group_" in body.event_name:
        return ""  # the bot does not speak in groups
    for party in (body.sender.id, body.recipient.id, body.follower.id, body.user_id):
        if party and party != oa_id:
            anonymous = body.event_name.startswith(("anonymous_", "oa_send_anonymous_"))
            return user_ref(party, body.message.conversation_id if anonymous else "")
    return ""


def _dedupe_key(body: WebhookBody, raw: bytes, user_id: str) -> str:
    """The message's id for what was sent; a receipt or a reaction carries the id of *another* message."""
    if "_send_" in body.event_name and body.message.msg_id:
        return f"msg:{body.message.msg_id}"
    parts = (body.event_name.encode(), body.timestamp.encode(), user_id.encode(), raw)
    return f"sha:{hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def _occurred_at(timestamp: str, received_at: datetime) -> datetime:
    """Milliseconds; an impossible time is replaced by the time of arrival."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 14):
        return received_at
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(timestamp))
    return at if _EARLIEST <= at <= received_at + timedelta(days=1) else received_at


def _text(kind: EventKind, body: WebhookBody) -> str:
    if body.event_name == "user_submit_info":
        return _readable(body.info)
    if kind is EventKind.REACTION:
        return body.message.react_icon
    if kind is EventKind.LOCATION:
        return body.message.text.strip()
    return "" if kind is EventKind.BUTTON else body.message.text


def _readable(info: SubmittedInfo) -> str:
    """Shared contact details as one text that an officer can read."""
    address = info.full_address
    places = (
        info.address or address.user_address,
        info.ward or address.user_ward,
        info.district,
        info.city or address.user_city,
    )
    lines = (
        ("Họ tên", info.name),
        ("Số điện thoại", info.phone),
        ("Địa chỉ", ", ".join(place.strip() for place in places if place.strip())),
    )
    return "\n".join(f"{label}: {value.strip()}" for label, value in lines if value.strip())


def _attachment(kind: EventKind, body: WebhookBody) -> Attachment | None:
    if kind not in _FETCHABLE:
        return None
    payload = next((item.payload for item in body.message.attachments if item.payload.url), None)
    if payload is None:
        return None
    size = int(payload.size) if payload.size.isdigit() and len(payload.size) <= 15 else None
    return Attachment(kind=kind, source=payload.url, name=payload.name, size=size)


def _about(body: WebhookBody) -> tuple[str, ...]:
    named = [body.message.msg_id] if body.message.msg_id else []
    return tuple(dict.fromkeys([*named, *body.message.msg_ids]))
