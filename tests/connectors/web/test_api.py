"""The chat's API: what a worker's phone sends, once or twice, and what it gets to see."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.errors import FetchFailed
from connectors.fakes.telegram import TINY_PNG
from connectors.messages import Attachment, EventKind, Part, PartButton
from connectors.web.limits import NEW_CHATS
from connectors.web.parts import seal_part
from grievances import media
from storage.clock import utc_now
from storage.database import Database
from storage.tables import Conversation, InboxItem, MediaItem, OutboxItem, WebMessage
from storage.throttle import Allowance, allow
from storage.vault import Vault
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import MENU, WELCOME, ChatService, make_service
from tests.grievances.evidence import samples
from tests.support.clock import ManualClock


def texts(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(message["from"], message["text"]) for message in messages]


async def test_opening_the_page_makes_the_bot_greet(phone: Phone) -> None:
    assert (await phone.start()).json() == {"new": True}
    [greeting] = await phone.shown()
    assert greeting["text"] == WELCOME.text
    assert [button["title"] for button in greeting["buttons"]] == [button.title for button in MENU]


async def test_opening_it_again_greets_only_once(phone: Phone) -> None:
    await phone.start()
    await phone.start()
    assert len(await phone.shown()) == 1
    assert (await phone.start()).json() == {"new": False}
    assert len(await phone.shown()) == 1


async def test_the_poster_of_a_workplace_names_its_unit(phone: Phone, service: ChatService) -> None:
    await phone.start("BN-HOASEN")
    await phone.shown()
    assert [(request.text, request.metadata.start) for request in service.engine.said] == [("/start_chat", "BN-HOASEN")]


async def test_invented_workplaces_cannot_flood_the_assistant(phone: Phone) -> None:
    await phone.start()
    answers = [(await phone.start(f"BN-{number}")).status_code for number in range(25)]
    assert answers == [200] * 20 + [429] * 5


@pytest.mark.parametrize("unit", ['{"a":1}', "x" * 65, "../..", "mã có dấu"])
async def test_an_odd_unit_code_is_dropped(phone: Phone, service: ChatService, unit: str) -> None:
    assert (await phone.start(unit)).status_code == 200
    await phone.shown()
    assert [request.metadata.start for request in service.engine.said] == [""]


async def test_a_question_and_its_answer_stand_in_order(phone: Phone) -> None:
    await phone.start()
    await phone.shown()
    assert (await phone.say("đoàn phí?")).json() == {"accepted": True, "repeated": False}
    shown = await phone.shown()
    assert texts(shown)[1] == ("worker", "đoàn phí?")
    assert "0,5%" in shown[2]["text"]


async def test_a_message_sent_again_counts_once(phone: Phone, service: ChatService) -> None:
    await phone.start()
    for repeated in (False, True, True):
        assert (await phone.say("xin chào", client_id="same-id-1")).json()["repeated"] is repeated
    await phone.shown()
    assert [request.text for request in service.engine.said].count("xin chào") == 1


async def test_two_phones_may_use_the_same_ids(phone: Phone, service: ChatService) -> None:
    other = Phone(service)
    async with other.http:
        for each in (phone, other):
            await each.start()
            assert (await each.say("xin chào", client_id="same-id-1")).json()["repeated"] is False


async def test_a_tap_runs_its_command_and_shows_its_title(phone: Phone, service: ChatService) -> None:
    await phone.start()
    token = (await phone.shown())[0]["buttons"][0]["token"]
    await phone.tap(token)
    shown = await phone.shown()
    assert texts(shown)[1] == ("worker", MENU[0].title)
    assert service.engine.said[-1].text == "/report_grievance"


async def test_the_button_of_another_chat_does_nothing(phone: Phone, service: ChatService) -> None:
    await phone.start()
    token = (await phone.shown())[0]["buttons"][0]["token"]
    other = Phone(service)
    async with other.http:
        await other.start()
        await other.tap(token)
        await other.shown()
    assert service.engine.said[-1].text == "/stale_button"


async def test_nobody_reads_the_chat_of_another(phone: Phone, service: ChatService) -> None:
    await phone.start()
    await phone.say("điều riêng tư")
    await phone.shown()
    other = Phone(service)
    async with other.http:
        await other.start()
        assert "điều riêng tư" not in str(await other.shown())


@pytest.mark.parametrize("text", ["/restart", "  /restart", '/confirm_delete{"x":1}'])
async def test_a_typed_command_is_only_a_text(phone: Phone, service: ChatService, text: str) -> None:
    await phone.start()
    await phone.say(text)
    await phone.shown()
    assert not service.engine.said[-1].text.startswith("/")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5000,
        unicodedata.normalize("NFD", "Lương tối thiểu"),
        "👷‍♀️👍🏽",
        "\u202e<script>alert(1)</script>",
        "\ud800x",
    ],
)
async def test_odd_texts_get_an_answer(phone: Phone, text: str) -> None:
    await phone.start()
    await phone.shown()
    body = f'{{"client_message_id": "message-odd", "text": {json.dumps(text)}}}'
    answer = await phone.http.post("/api/chat/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert (await phone.shown())[-1]["from"] == "bot"


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


async def test_a_photo_arrives_with_its_caption(phone: Phone, service: ChatService) -> None:
    await phone.start()
    assert (await phone.photo(TINY_PNG, caption="Nhà ăn")).status_code == 200
    shown = await phone.shown()
    assert [message["kind"] for message in shown if message["from"] == "worker"] == ["photo"]
    request = service.engine.said[-1]
    assert (request.text, request.metadata.caption) == ("/share_media", "Nhà ăn")
    assert request.metadata.media_id is not None


async def test_a_photo_sent_again_counts_once(phone: Phone, service: ChatService) -> None:
    await phone.start()
    for _ in range(2):
        await phone.photo(TINY_PNG, client_id="photo-id-1")
    await phone.shown()
    assert [request.text for request in service.engine.said].count("/share_media") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 415), (b"GIF89a" + b"x" * 20, 415), (b"<html>", 415), (b"%PDF-1.7", 415), (b"x" * 99, 415)],
)
async def test_what_does_not_open_is_refused_with_a_way_out(phone: Phone, body: bytes, status: int) -> None:
    await phone.start()
    answer = await phone.photo(body)
    assert answer.status_code == status
    assert "gửi ảnh chụp" in answer.json()["error"]["message"]


async def test_a_paper_and_a_voice_note_arrive_clean(phone: Phone, service: ChatService) -> None:
    await phone.start()
    for body in (samples.pdf(), samples.opus()):
        assert (await phone.photo(body)).status_code == 200
    shown = await phone.shown()
    assert [message["kind"] for message in shown if message["from"] == "worker"] == ["file", "voice"]
    assert [request.text for request in service.engine.said[-2:]] == ["/share_media", "/share_voice"]
    async with service.database.transaction() as tx:
        for item in await tx.scalars(select(MediaItem)):
            assert samples.MARK.encode() not in service.vault.open_bytes(item.body_sealed, f"media.body:{item.id}")


async def test_one_chat_cannot_fill_our_disks(
    phone: Phone, service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_FILES_A_DAY", Allowance(2, timedelta(days=1)))
    await phone.start()
    answers = [await phone.photo(samples.jpeg(20 + n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Mai bạn gửi tiếp" in answers[-1].json()["error"]["message"]


async def test_a_photo_over_10_mb_is_refused(phone: Phone, service: ChatService) -> None:
    await phone.start()
    too_big = b"\xff\xd8\xff" + b"x" * 10 * 1024 * 1024
    assert (await phone.photo(too_big)).status_code == 413
    assert (await phone.photo(too_big * 2)).status_code == 413
    async with service.database.transaction() as tx:
        assert (await tx.scalars(select(MediaItem))).all() == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\ngarbage"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
        ),
        ("application/json", b"{}"),
    ],
)
async def test_a_broken_upload_is_refused(phone: Phone, content_type: str, body: bytes) -> None:
    await phone.start()
    answer = await phone.http.post("/api/chat/file", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 400


async def test_an_upload_that_is_gone_cannot_be_fetched(service: ChatService) -> None:
    with pytest.raises(FetchFailed):
        await service.channel.fetch(Attachment(EventKind.IMAGE, "gone", mime="image/png"))


async def test_the_page_waits_for_news_and_hears_at_once(phone: Phone, service: ChatService) -> None:
    await phone.start()
    newest = (await phone.shown())[-1]["id"]
    async with asyncio.timeout(60):
        waiting = asyncio.create_task(phone.http.get(f"/api/chat/messages?after={newest}"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await phone.say("đoàn phí?")
        await service.work()
        found = (await waiting).json()
    assert len(found["messages"]) == 1
    assert found["after"] > newest


async def test_what_another_process_wrote_is_found_too(phone: Phone, service: ChatService, clock: ManualClock) -> None:
    await phone.start()
    newest = (await phone.shown())[-1]["id"]
    waiting = asyncio.create_task(phone.http.get(f"/api/chat/messages?after={newest}"))
    await asyncio.sleep(0.05)
    async with service.database.transaction() as tx:
        conversation_id = (await tx.scalars(select(Conversation.id))).one()
        sealed = seal_part(service.vault, Part("Cán bộ trả lời", (PartButton("Trang", url="https://congdoan.vn"),)))
        tx.add(WebMessage(conversation_id=conversation_id, part_sealed=sealed, created_at=clock()))
    async with asyncio.timeout(60):
        [message] = (await waiting).json()["messages"]
    assert message["buttons"] == [{"title": "Trang", "url": "https://congdoan.vn"}]


async def test_a_wait_without_news_ends_empty(phone: Phone) -> None:
    await phone.start()
    newest = (await phone.shown())[-1]["id"]
    found = (await phone.http.get(f"/api/chat/messages?after={newest}")).json()
    assert found == {"messages": [], "after": newest, "waiting": False, "live": False, "typed": None}


async def test_the_page_knows_that_the_bot_is_at_work(phone: Phone) -> None:
    await phone.start()
    assert (await phone.http.get("/api/chat/messages")).json()["waiting"] is True
    await phone.shown()
    assert (await phone.http.get("/api/chat/messages")).json()["waiting"] is False


async def test_erasing_leaves_nothing_to_read(phone: Phone, service: ChatService) -> None:
    await phone.start()
    await phone.say("điều riêng tư")
    await phone.photo(TINY_PNG)
    await phone.shown()
    old_cookie = phone.http.cookies["motcham_chat"]
    assert (await phone.http.delete("/api/chat")).status_code == 204
    assert "motcham_chat" not in phone.http.cookies
    async with service.database.transaction() as tx:
        assert (await tx.scalars(select(WebMessage))).all() == []
        assert (await tx.scalars(select(MediaItem))).all() == []
        said = await tx.scalars(select(InboxItem).where(InboxItem.kind != EventKind.UNFOLLOW.value))
        assert {item.event_sealed for item in said} == {None}
        assert {item.reply_sealed for item in await tx.scalars(select(OutboxItem))} == {None}
        assert (await tx.scalars(select(Conversation))).one().gone_at is not None
    phone.http.cookies.set("motcham_chat", old_cookie, domain="chat.test", path="/api/chat")
    assert "điều riêng tư" not in str(await phone.shown())


async def test_erasing_does_not_lose_a_report_under_way(phone: Phone, service: ChatService) -> None:
    await phone.start()
    await phone.say("công ty nợ lương")
    await phone.http.delete("/api/chat")
    await service.work()
    assert service.engine.said[-1].text == "công ty nợ lương"


async def test_erasing_twice_or_without_a_chat_is_no_error(phone: Phone) -> None:
    assert (await phone.http.delete("/api/chat")).status_code == 204
    await phone.start()
    await phone.http.delete("/api/chat")
    assert (await phone.http.delete("/api/chat")).status_code == 204


async def test_a_text_forgotten_by_time_is_only_missing(phone: Phone, service: ChatService) -> None:
    await phone.start()
    await phone.say("xin chào")
    await phone.shown()
    async with service.database.transaction() as tx:
        for item in await tx.scalars(select(InboxItem)):
            item.event_sealed = b"unreadable"
        for row in await tx.scalars(select(WebMessage)):
            row.part_sealed = b"unreadable"
    assert texts(await phone.shown()) == [("bot", "(Tin này không còn đọc được.)")] * 2


async def test_a_worker_who_comes_back_after_the_sweep_is_greeted_again(
    phone: Phone, service: ChatService, clock: ManualClock
) -> None:
    await phone.start()
    await phone.shown()
    async with service.database.transaction() as tx:
        for row in await tx.scalars(select(WebMessage)):
            await tx.delete(row)
    clock.now += timedelta(days=20)
    assert (await phone.start()).json() == {"new": True}
    assert len(await phone.shown()) == 1


async def test_a_whole_chat_on_both_databases(database: Database, vault: Vault) -> None:
    service = await make_service(database, vault, utc_now)
    phone = Phone(service)
    async with phone.http:
        await phone.start()
        await phone.shown()
        await phone.say("đoàn phí?")
        await phone.photo(TINY_PNG)
        shown = await phone.shown()
        assert [message["from"] for message in shown].count("worker") == 2
        assert len((await phone.http.get(f"/api/chat/messages?after={shown[0]['id']}")).json()["messages"]) == 2
        assert (await phone.http.delete("/api/chat")).status_code == 204
    async with database.transaction() as tx:
        assert (await tx.scalars(select(WebMessage))).all() == []


async def test_while_the_database_is_away_the_page_hears_503(phone: Phone, service: ChatService) -> None:
    await phone.start()
    async with service.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")
    answer = await phone.say("xin chào")
    assert answer.status_code == 503
    assert "đang bận" in answer.json()["error"]["message"]
