"""Every event that Zalo sends becomes the right event of ours, however loosely it is written."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.messages import EventKind, InboundEvent
from connectors.zalo.events import parse
from connectors.zalo.payloads import WebhookBody
from connectors.zalo.recipients import AnonymousRecipient, recipient_of

OA = "388613280878808645"
USER = "246845883529197922"
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SENT = datetime(2026, 1, 1, tzinfo=UTC)
TIMESTAMP = "1767225600000"


def events(body: dict[str, Any]) -> list[InboundEvent]:
    return parse(WebhookBody.model_validate(body), json.dumps(body).encode(), OA, NOW)


def event(body: dict[str, Any]) -> InboundEvent:
    (found,) = events(body)
    return found


def from_user(name: str, **message: Any) -> dict[str, Any]:
    return {
        "app_id": "1234567890123456789",
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "event_name": name,
        "message": {"msg_id": "96d3cdf3af150460909", **message},
        "timestamp": TIMESTAMP,
    }


def from_oa(name: str, message: dict[str, Any], **sender: Any) -> dict[str, Any]:
    return {
        "event_name": name,
        "sender": {"id": OA, **sender},
        "recipient": {"id": USER},
        "message": message,
        "timestamp": TIMESTAMP,
    }


def attached(kind: str, **payload: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "payload": payload}]


def test_a_text_keeps_its_words_its_time_and_its_id() -> None:
    found = event(from_user("user_send_text", text="Mức đóng đoàn phí?", quote_msg_id="4868"))
    assert found.kind is EventKind.TEXT
    assert found.text == "Mức đóng đoàn phí?"
    assert found.user_id == USER
    assert found.occurred_at == SENT
    assert found.external_id == "msg:96d3cdf3af150460909"
    assert found.platform_message_id == "96d3cdf3af150460909"


def test_decomposed_vietnamese_becomes_composed() -> None:
    words = "Lương tháng này chưa trả đủ"
    assert event(from_user("user_send_text", text=unicodedata.normalize("NFD", words))).text == words


@pytest.mark.parametrize(
    "text", ["/restart", "👷‍♀️🏭 lương", "a" * 5000, "  ", "#cd:v1:", "#cd:v1:ab", "x #cd:v1:abcdefghij"]
)
def test_what_people_type_stays_a_text(text: str) -> None:
    found = event(from_user("user_send_text", text=text))
    assert found.kind is EventKind.TEXT
    assert found.text == text


def test_a_tap_on_our_button_is_a_button() -> None:
    found = event(from_user("user_send_text", text=" #cd:v1:Ab_9-xyz01234567\n"))
    assert found.kind is EventKind.BUTTON
    assert found.button == "Ab_9-xyz01234567"
    assert found.text == ""


@pytest.mark.parametrize(
    ("content", "kind", "fetchable"),
    [
        ("image", EventKind.IMAGE, True),
        ("gif", EventKind.IMAGE, True),
        ("audio", EventKind.VOICE, True),
        ("video", EventKind.VIDEO, True),
        ("file", EventKind.FILE, True),
        ("link", EventKind.LINK, False),
        ("sticker", EventKind.STICKER, False),
        ("business_card", EventKind.CONTACT, False),
        ("hologram", EventKind.OTHER, False),
    ],
)
def test_each_content_has_its_kind(content: str, kind: EventKind, fetchable: bool) -> None:
    url = "https://f1.photo.zdn.vn/abc.jpg"
    found = event(from_user(f"user_send_{content}", text="chú thích", attachments=attached(content, url=url)))
    assert found.kind is kind
    assert found.text == "chú thích"
    assert (found.attachment is not None) == fetchable
    if found.attachment is not None:
        assert found.attachment.source == url


def test_a_file_tells_its_name_and_size() -> None:
    payload = {"size": "123456", "name": "hợp đồng.pdf", "checksum": "x", "type": "pdf", "url": "https://zdn.vn/a"}
    found = event(from_user("user_send_file", attachments=attached("file", **payload))).attachment
    assert found is not None
    assert (found.name, found.size) == ("hợp đồng.pdf", 123456)


def test_a_location_is_known_by_the_name_of_the_place() -> None:
    where = attached("location", coordinates={"latitude": "10.7626", "longitude": "106.6602"})
    assert event(from_user("user_send_location", text=" Khu chế xuất \n", attachments=where)).text == "Khu chế xuất"
    nameless = event(from_user("user_send_location", attachments=where))
    assert (nameless.kind, nameless.text) == (EventKind.LOCATION, "")


def test_an_anonymous_visitor_can_be_answered() -> None:
    found = event(from_user("anonymous_send_text", text="cho hỏi", conversation_id="c:1/đ"[:4]))
    assert found.kind is EventKind.TEXT
    assert recipient_of(found.user_id) == AnonymousRecipient(USER, "c:1/")


@pytest.mark.parametrize(("name", "kind"), [("follow", EventKind.FOLLOW), ("unfollow", EventKind.UNFOLLOW)])
def test_following_names_the_follower_only(name: str, kind: EventKind) -> None:
    found = event({"event_name": name, "oa_id": OA, "follower": {"id": USER}, "timestamp": TIMESTAMP})
    assert (found.kind, found.user_id) == (kind, USER)


def test_withdrawn_consent_is_like_an_unfollow() -> None:
    body = {"event_name": "user_withdraw", "sender": {"id": USER}, "recipient": {"id": OA}, "timestamp": TIMESTAMP}
    assert event(body).kind is EventKind.UNFOLLOW


def test_a_click_on_chat_starts() -> None:
    found = event({"event_name": "user_click_chatnow", "oa_id": OA, "user_id": USER, "timestamp": TIMESTAMP})
    assert (found.kind, found.user_id) == (EventKind.START, USER)


def test_receipts_name_the_messages_they_are_about() -> None:
    received = event(from_oa("user_received_message", {"msg_id": "a1"}))
    seen = event(from_oa("user_seen_message", {"msg_ids": ["a1", "a2", 7, None, {"x": 1}]}))
    assert (received.kind, received.user_id, received.about) == (EventKind.DELIVERED, USER, ("a1",))
    assert (seen.kind, seen.user_id, seen.about) == (EventKind.SEEN, USER, ("a1", "a2", "7"))
    assert received.platform_message_id == ""


def test_a_receipt_with_the_two_swapped_still_names_the_user() -> None:
    swapped = from_oa("user_seen_message", {"msg_ids": "a1"}) | {"sender": {"id": USER}, "recipient": {"id": OA}}
    found = event(swapped)
    assert (found.user_id, found.about) == (USER, ("a1",))


def test_a_reaction_is_about_another_message_and_may_change() -> None:
    first = event(from_user("user_reacted_message", msg_id="a1", react_icon="/-strong"))
    second = event(from_user("user_reacted_message", msg_id="a1", react_icon="/-heart"))
    assert (first.kind, first.text, first.about) == (EventKind.REACTION, "/-strong", ("a1",))
    assert first.external_id != second.external_id


def test_shared_contact_details_become_readable_in_both_shapes() -> None:
    flat = {"name": "Nguyễn Văn An", "phone": "84901234567", "address": "12 Lê Lợi", "ward": "Bến Nghé", "city": "HCM"}
    full = {
        "name": "Trần Thị Bình",
        "phone": 84907654321,
        "user_dob": "1990",
        "full_address": {"user_address": "5 Hai Bà Trưng", "user_ward": "Sài Gòn", "user_city": "HCM"},
    }
    old, new = (event(from_user("user_submit_info") | {"info": info}) for info in (flat, full))
    assert old.kind is EventKind.CONTACT
    assert old.text == "Họ tên: Nguyễn Văn An\nSố điện thoại: 84901234567\nĐịa chỉ: 12 Lê Lợi, Bến Nghé, HCM"
    assert new.text == "Họ tên: Trần Thị Bình\nSố điện thoại: 84907654321\nĐịa chỉ: 5 Hai Bà Trưng, Sài Gòn, HCM"


@pytest.mark.parametrize("content", ["text", "image", "gif", "list", "file", "sticker", "template", "anonymous_text"])
def test_what_the_oa_sent_is_an_echo_unless_a_person_typed_it(content: str) -> None:
    message = {"msg_id": "b7", "text": "Cán bộ công đoàn trả lời"}
    echo = event(from_oa(f"oa_send_{content}", message))
    typed = event(from_oa(f"oa_send_{content}", message, admin_id="9000000000000001"))
    assert (echo.kind, echo.user_id, echo.platform_message_id) == (EventKind.ECHO, USER, "b7")
    assert (typed.kind, typed.user_id) == (EventKind.STAFF_MESSAGE, USER)


@pytest.mark.parametrize(
    "name",
    [
        "oa_reacted_message",
        "update_user_info",
        "add_user_to_tag",
        "permission_revoked",
        "change_oa_daily_quota",
        "user_feedback",
        "user_click_button",
        "create_group",
        "something_new",
    ],
)
def test_events_that_need_nothing_are_stored_as_unknown(name: str) -> None:
    assert event({"event_name": name, "oa_id": OA, "timestamp": TIMESTAMP}).kind is EventKind.UNKNOWN


def test_the_bot_does_not_speak_in_groups() -> None:
    found = event(from_user("user_send_group_text", text="chào cả nhà"))
    assert (found.kind, found.user_id) == (EventKind.UNKNOWN, "")


def test_ids_and_times_may_be_numbers() -> None:
    body = from_user("user_send_text", text="x", msg_id=96) | {"sender": {"id": int(USER)}, "timestamp": int(TIMESTAMP)}
    found = event(body)
    assert (found.user_id, found.external_id, found.occurred_at) == (USER, "msg:96", SENT)


@pytest.mark.parametrize(
    "timestamp", ["", "154390853474", "-5", "9" * 14, "9" * 30, "1e12", "١٧٦٧٢٢٥٦٠٠٠٠٠", None, 1.5, []]
)
def test_an_impossible_time_is_the_time_of_arrival(timestamp: Any) -> None:
    assert event(from_user("user_send_text", text="x") | {"timestamp": timestamp}).occurred_at == NOW


def test_without_a_message_id_the_whole_body_is_the_key() -> None:
    body = from_user("user_send_text", text="x", msg_id=None)
    assert event(body).external_id == event(body).external_id
    assert event(body).external_id != event(body | {"timestamp": "1767225600001"}).external_id
    assert event(body).external_id.startswith("sha:")


def test_a_message_from_nobody_gives_no_event() -> None:
    assert events(from_user("user_send_text", text="x") | {"sender": {}}) == []
    assert events(from_user("user_send_text", text="x") | {"sender": {"id": OA}}) == []


@pytest.mark.parametrize(
    "message",
    [
        None,
        "text",
        [],
        {"text": {"a": 1}, "msg_id": ["x"], "attachments": "none"},
        {"attachments": [None, 5, {"type": 7, "payload": "x"}, {"payload": {"url": 5, "size": "٣"}}]},
        {"msg_id": "id\x00\n", "text": "a\x00b\ud800c"},
    ],
)
def test_a_hostile_message_is_still_a_message(message: Any) -> None:
    found = event(from_user("user_send_image") | {"message": message})
    assert found.kind is EventKind.IMAGE
    assert found.attachment is None
    found.text.encode()
    assert "\x00" not in found.text + found.external_id


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([OA, USER]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
_NAMES = st.sampled_from(
    ["user_send_text", "user_send_file", "follow", "user_seen_message", "user_submit_info", "oa_send_text", "zzz"]
)
_BODIES = st.fixed_dictionaries(
    {"event_name": _NAMES | _JSON},
    optional={
        name: _JSON for name in ("sender", "recipient", "follower", "oa_id", "user_id", "message", "info", "timestamp")
    },
)


@given(_BODIES)
def test_no_body_whatever_breaks_the_parser(body: dict[str, Any]) -> None:
    for found in parse(WebhookBody.model_validate(body), b"raw", OA, NOW):
        assert found.external_id.isprintable()
        assert len(found.external_id) <= 160
        found.text.encode()
