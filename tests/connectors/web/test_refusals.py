"""What the chat's API refuses: what is no message, strangers, other sites, and floods."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from connectors.fakes.telegram import TINY_PNG
from connectors.web.limits import NEW_CHATS
from storage.tables import Conversation
from storage.throttle import allow
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import ChatService
from tests.support.clock import ManualClock


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"client_message_id": "message-1"}, 400),
        ({"client_message_id": "message-1", "text": ""}, 400),
        ({"client_message_id": "message-1", "text": " \n\t "}, 400),
        ({"client_message_id": "message-1", "text": 5}, 400),
        ({"client_message_id": "short", "text": "x"}, 400),
        ({"client_message_id": "message-1;DROP", "text": "x"}, 400),
        ({"client_message_id": "message-1", "text": "x", "button": "y"}, 400),
        ({"client_message_id": "message-1", "button": "/delete_my_data"}, 400),
        ({"client_message_id": "message-1", "text": "x" * 8001}, 413),
        ({"client_message_id": "message-1", "text": "x" * 100_000}, 413),
    ],
)
async def test_what_is_no_message_is_refused_in_vietnamese(phone: Phone, body: dict[str, Any], status: int) -> None:
    await phone.start()
    answer = await phone.http.post("/api/chat/messages", json=body)
    assert answer.status_code == status
    assert "ạn" in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 50_000])
async def test_what_is_no_json_is_refused(phone: Phone, body: bytes) -> None:
    await phone.start()
    headers = {"Content-Type": "application/json"}
    assert (await phone.http.post("/api/chat/messages", content=body, headers=headers)).status_code == 400


async def test_a_plain_form_is_refused(phone: Phone) -> None:
    await phone.start()
    headers = {"Content-Type": "text/plain"}
    answer = await phone.http.post(
        "/api/chat/messages", content='{"client_message_id":"m-123456","text":"x"}', headers=headers
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("after", ["-1", "x", "1" * 30, "١", ""])
async def test_an_odd_cursor_is_refused(phone: Phone, after: str) -> None:
    await phone.start()
    assert (await phone.http.get("/api/chat/messages", params={"after": after})).status_code == 400


@pytest.mark.parametrize("cookie", [None, "", "short", "x" * 43])
async def test_without_a_session_nothing_is_taken_and_nothing_shown(phone: Phone, cookie: str | None) -> None:
    if cookie is not None:
        phone.http.cookies.set("motcham_chat", cookie, domain="chat.test", path="/api/chat")
    assert (await phone.say("xin chào")).status_code == 401
    assert (await phone.photo(TINY_PNG)).status_code == 401
    assert (await phone.http.get("/api/chat/messages?after=0")).status_code == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(phone: Phone, service: ChatService) -> None:
    cookie = (await phone.start()).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    token = phone.http.cookies["motcham_chat"]
    async with service.database.transaction() as tx:
        conversation = (await tx.scalars(select(Conversation))).one()
        user = service.vault.open(conversation.user_sealed, "conversation.user")
    assert len(token) == 43
    assert token not in user


_FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("headers", _FOREIGN)
async def test_other_sites_cannot_act_for_the_worker(phone: Phone, headers: dict[str, str]) -> None:
    await phone.start()
    del phone.http.headers["Sec-Fetch-Site"]
    body = {"client_message_id": "message-1", "text": "x"}
    assert (await phone.http.post("/api/chat/messages", json=body, headers=headers)).status_code == 403
    assert (await phone.http.post("/api/chat/start", json={}, headers=headers)).status_code == 403
    assert (await phone.http.post("/api/chat/file", files={"file": TINY_PNG}, headers=headers)).status_code == 403
    assert (await phone.http.delete("/api/chat", headers=headers)).status_code == 403


async def test_an_older_browser_is_known_by_its_origin(phone: Phone) -> None:
    del phone.http.headers["Sec-Fetch-Site"]
    phone.http.headers["Origin"] = "http://chat.test"
    assert (await phone.start()).status_code == 200


async def test_a_flood_is_slowed_and_told_so(phone: Phone, clock: ManualClock) -> None:
    await phone.start()
    answers = [(await phone.say("x")).status_code for _ in range(25)]
    assert answers == [200] * 20 + [429] * 5
    refused = await phone.say("x")
    assert refused.headers["retry-after"] == "60"
    assert "nhanh" in refused.json()["error"]["message"]
    clock.advance(minutes=1)
    assert (await phone.say("x")).status_code == 200


async def test_one_address_cannot_open_chats_without_end(
    phone: Phone, service: ChatService, clock: ManualClock
) -> None:
    async with service.database.transaction() as tx:
        key = service.vault.index("start:127.0.0.1", "web.limit")
        assert await allow(tx, clock, key, NEW_CHATS, cost=NEW_CHATS.capacity - 1)
    assert (await phone.start()).status_code == 200
    invented = Phone(service)
    invented.http.cookies.set("motcham_chat", "x" * 43, domain="chat.test", path="/api/chat")
    async with invented.http:
        assert (await invented.start()).status_code == 429
    assert (await phone.start()).status_code == 200
