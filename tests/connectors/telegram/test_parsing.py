"""Every kind of message becomes the event it means; nothing that is an update can make the parser fail."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.messages import EventKind, InboundEvent
from connectors.telegram.parsing import MalformedUpdate, parse_update

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
FILE = {"file_id": "f1", "file_unique_id": "u1", "file_size": 1234}
VIDEO = FILE | {"width": 1, "height": 1, "duration": 1}


def message(content: dict[str, Any], chat: str = "private", is_bot: bool = False) -> dict[str, Any]:
    return {
        "message_id": 5,
        "date": 1767225600,
        "chat": {"id": 7, "type": chat},
        "from": {"id": 7, "is_bot": is_bot, "first_name": "An"},
        **content,
    }


def parsed(content: dict[str, Any], chat: str = "private", is_bot: bool = False) -> InboundEvent:
    return parse_update({"update_id": 10, "message": message(content, chat, is_bot)}, NOW)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": FILE | {"duration": 3}}, EventKind.VOICE),
        ({"audio": FILE | {"duration": 3}}, EventKind.VOICE),
        ({"video": VIDEO}, EventKind.VIDEO),
        ({"video_note": FILE | {"length": 1, "duration": 1}}, EventKind.VIDEO),
        ({"animation": VIDEO, "document": FILE}, EventKind.VIDEO),
        ({"document": FILE | {"file_name": "don.pdf", "mime_type": "application/pdf"}}, EventKind.FILE),
        ({"document": FILE | {"file_name": "anh.jpg", "mime_type": "image/jpeg"}}, EventKind.IMAGE),
        ({"location": {"longitude": 106.6, "latitude": 10.7}}, EventKind.LOCATION),
        ({"contact": {"phone_number": "0900000000", "first_name": "An"}}, EventKind.CONTACT),
        ({"dice": {"value": 3, "emoji": "🎲"}}, EventKind.OTHER),
        ({"something_new": {"a": 1}}, EventKind.OTHER),
        ({"new_chat_title": "x"}, EventKind.UNKNOWN),
        ({"message_auto_delete_timer_changed": {"message_auto_delete_time": 5}}, EventKind.UNKNOWN),
    ],
)
def test_each_kind_of_message(content: dict[str, Any], kind: EventKind) -> None:
    assert parsed(content).kind is kind


def test_an_attachment_tells_what_telegram_knows_of_it() -> None:
    attachment = parsed({"document": FILE | {"file_name": "đơn.pdf", "mime_type": "application/pdf"}}).attachment
    assert attachment is not None
    assert (attachment.source, attachment.name, attachment.size) == ("f1", "đơn.pdf", 1234)


@pytest.mark.parametrize(
    ("chat", "is_bot"), [("group", False), ("supergroup", False), ("channel", False), ("private", True)]
)
def test_groups_and_bots_get_no_answer(chat: str, is_bot: bool) -> None:
    event = parsed({"text": "xin chào"}, chat, is_bot)
    assert (event.kind, event.user_id) == (EventKind.UNKNOWN, "")


def test_an_edited_message_is_stored_but_not_answered_again() -> None:
    event = parse_update({"update_id": 11, "edited_message": message({"text": "sửa"})}, NOW)
    assert event.kind is EventKind.UNKNOWN


def test_no_telegram_id_stands_in_the_external_id() -> None:
    update = {"update_id": 10, "message": message({"text": "x"}) | {"chat": {"id": 987654321, "type": "private"}}}
    assert "987654321" not in parse_update(update, NOW).external_id


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = ["message", "edited_message", "callback_query", "my_chat_member", "poll"]
_INNER = ["message_id", "date", "chat", "from", "text", "photo", "voice", "sticker", "id", "data", "new_chat_member"]


@given(
    st.dictionaries(st.sampled_from(_FIELDS), st.dictionaries(st.sampled_from(_INNER), _JSON) | _JSON, max_size=2),
    st.integers(0, 2**31),
)
def test_whatever_comes_is_an_event_or_malformed(update: dict[str, Any], update_id: int) -> None:
    with contextlib.suppress(MalformedUpdate):
        assert isinstance(parse_update({"update_id": update_id, **update}, NOW), InboundEvent)


@given(st.dictionaries(st.sampled_from(["photo", "sticker", "location", "text", "caption", "document"]), _JSON))
def test_whatever_a_private_message_holds(content: dict[str, Any]) -> None:
    with contextlib.suppress(MalformedUpdate):
        assert isinstance(parsed(content), InboundEvent)
