"""The chat's API: what a worker's phone sends, once or twice, and what it gets to see."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.fakes.telegram import TINY_PNG
from connectors.messages import EventKind, Part, PartButton
from connectors.web.parts import seal_part
from storage.clock import utc_now
from storage.database import Database
from storage.tables import Conversation, InboxItem, MediaItem, OutboxItem, WebMessage
from storage.vault import Vault
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import MENU, WELCOME, ChatService, make_service
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
