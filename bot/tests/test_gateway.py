"""What the application can rely on when it posts a message to Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sanic import Sanic

from bot.engine import TurnAgent
from bot.tests.conftest import ActionServer
from bot.tests.gateway_client import Gateway, agent_of, listening


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[tuple[Sanic, str]]:
    async with listening() as started:
        yield started


@pytest.fixture
async def gateway(
    server: tuple[Sanic, str], model: Path, actions: ActionServer, tmp_path: Path
) -> AsyncIterator[Gateway]:
    app, base = server
    async with agent_of(model, actions, tmp_path / "trackers.sqlite") as agent, aiohttp.ClientSession() as session:
        app.ctx.agent = agent
        yield Gateway(session, base, agent)


async def test_a_question_is_answered(gateway: Gateway, actions: ActionServer) -> None:
    actions.says("action_answer", {"text": "Đoàn phí bằng 0,5% lương.\n\nTheo điều lệ."})
    assert await gateway.say("doan phi bao nhieu 1 thang") == (
        200,
        [{"text": "Đoàn phí bằng 0,5% lương.\n\nTheo điều lệ."}],
    )
    latest = actions.calls[-1]["tracker"]["latest_message"]
    assert latest["intent"]["name"] == "faq"
    assert latest["response_selector"]["faq"]["response"]["intent_response_key"] == "faq/dues"
    assert latest["motcham"]["decision"] == "answer"
    assert latest["motcham"]["intent"] == "faq/dues"


async def test_both_spellings_of_the_address_work(gateway: Gateway) -> None:
    body = {"sender": "a", "message_id": "1", "text": "xin chào"}
    assert (await gateway.post("", json=body))[0] == 200
    assert (await gateway.post("/", json=body))[0] == 200


async def test_buttons_pictures_and_what_is_awaited_travel_with_their_text(
    gateway: Gateway, actions: ActionServer
) -> None:
    buttons = [{"title": "Xem", "payload": "/menu"}, {"title": "Trang web", "url": "https://example.vn"}]
    actions.says(
        "action_greet",
        {"text": "Chào bạn", "buttons": buttons},
        {"text": "Ảnh đây", "image": "https://example.vn/a.png"},
        {"custom": {"expects_text": True}},
    )
    _, replies = await gateway.say("xin chào")
    assert replies == [
        {"text": "Chào bạn", "buttons": buttons},
        {"text": "Ảnh đây", "image": "https://example.vn/a.png", "expects_text": True},
    ]


async def test_an_action_that_says_nothing_gives_an_empty_list(gateway: Gateway, actions: ActionServer) -> None:
    actions.says("action_greet")
    assert await gateway.say("xin chào") == (200, [])


async def test_the_messages_metadata_and_id_reach_the_action(gateway: Gateway, actions: ActionServer) -> None:
    await gateway.say("xin chào", message_id="inbox:77", metadata={"channel": "zalo", "media_id": None})
    user = [event for event in actions.calls[-1]["tracker"]["events"] if event["event"] == "user"][-1]
    assert user["message_id"] == "inbox:77"
    assert user["metadata"]["channel"] == "zalo"


async def test_the_same_message_again_gives_the_same_answer_without_a_second_turn(
    gateway: Gateway, actions: ActionServer
) -> None:
    actions.says("action_greet", {"text": "Chào bạn", "buttons": [{"title": "A", "payload": "/menu"}]}, {"text": "Hai"})
    first = await gateway.say("xin chào", message_id="inbox:1")
    actions.says("action_greet", {"text": "khác"})
    assert await gateway.say("xin chào", message_id="inbox:1") == first
    assert actions.names().count("action_greet") == 1


async def test_the_message_before_the_last_is_still_remembered(gateway: Gateway) -> None:
    first = await gateway.say("xin chào", message_id="inbox:1")
    await gateway.say("cho xem danh mục", message_id="inbox:2")
    assert await gateway.say("xin chào", message_id="inbox:1") == first


async def test_a_failing_action_fails_the_turn_and_the_turn_can_be_tried_again(
    gateway: Gateway, actions: ActionServer
) -> None:
    actions.fails("action_greet")
    assert await gateway.say("xin chào", message_id="inbox:1") == (500, {"error": "turn_failed"})
    actions.says("action_greet", {"text": "Chào bạn"})
    assert await gateway.say("xin chào", message_id="inbox:1") == (200, [{"text": "Chào bạn"}])


async def test_the_second_action_failing_undoes_the_whole_turn(gateway: Gateway, actions: ActionServer) -> None:
    actions.fails("action_broken")
    assert (await gateway.say("đúng rồi", message_id="inbox:1"))[0] == 500
    assert await gateway.agent.tracker_store.retrieve("chat-1") is None


@pytest.mark.parametrize("status", [401, 404, 449, 502])
async def test_any_refusal_of_the_action_server_fails_the_turn(
    gateway: Gateway, actions: ActionServer, status: int
) -> None:
    actions.fails("action_greet", status)
    assert (await gateway.say("xin chào"))[0] == 500


async def test_an_answer_that_rasa_cannot_read_fails_the_turn(gateway: Gateway, actions: ActionServer) -> None:
    actions.says("action_greet", {"text": "mất"}, events=[{"event": "no such event"}])
    assert (await gateway.say("xin chào"))[0] == 500
    actions.answers["action_greet"] = lambda _call: web.Response(text="<html>", content_type="text/html")
    assert (await gateway.say("xin chào"))[0] == 500


async def test_a_failing_form_validation_fails_the_turn(gateway: Gateway, actions: ActionServer) -> None:
    assert (await gateway.say("/tell"))[0] == 200
    actions.fails("validate_details_form")
    assert (await gateway.say("ông chủ nợ lương"))[0] == 500


async def test_an_action_server_that_is_away_fails_the_turn(gateway: Gateway, actions: ActionServer) -> None:
    gateway.agent.action_endpoint.url = "http://127.0.0.1:9/actions"
    assert (await gateway.say("xin chào"))[0] == 500


async def test_a_circle_of_actions_fails_the_turn(gateway: Gateway, actions: ActionServer) -> None:
    actions.says("action_greet", events=[{"event": "followup", "name": "action_menu"}])
    actions.says("action_menu", events=[{"event": "followup", "name": "action_greet"}])
    assert (await gateway.say("xin chào"))[0] == 500


async def test_a_wrong_secret_is_refused(gateway: Gateway, actions: ActionServer) -> None:
    for secret in ("", "wrong", "the-secret-between-the-tw", "bí mật"):
        body = {"sender": "a", "message_id": "1", "text": "xin chào"}
        assert await gateway.post(secret=secret.encode().decode("latin-1"), json=body) == (401, {"error": "secret"})
    assert actions.calls == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 20000,
        b'{"sender": "a", "message_id": "1"}',
        b'{"sender": "a", "message_id": "1", "text": ""}',
        b'{"sender": "a", "message_id": "1", "text": "  "}',
        b'{"sender": "a", "message_id": "1", "text": 5}',
        b'{"sender": "a", "message_id": "1", "text": "\\ud800"}',
        b'{"sender": "", "message_id": "1", "text": "a"}',
        b'{"sender": null, "message_id": "1", "text": "a"}',
        b'{"sender": {"$ne": 1}, "message_id": "1", "text": "a"}',
        b'{"sender": "a", "message_id": 7, "text": "a"}',
        b'{"sender": "a", "message_id": "1", "text": "a", "metadata": "x"}',
        b'{"sender": "' + b"a" * 300 + b'", "message_id": "1", "text": "a"}',
    ],
)
async def test_malformed_requests_are_refused(gateway: Gateway, body: bytes) -> None:
    assert (await gateway.post(data=body))[0] == 400


async def test_a_body_of_a_megabyte_is_refused(gateway: Gateway) -> None:
    async with gateway.session.post(
        f"{gateway.base}/webhooks/gateway", headers={"X-Motcham-Secret": "x"}, data=b"a" * 1_000_000
    ) as response:
        assert response.status == 413
    assert (await gateway.post(data=b'{"text": "' + b"a" * 70_000 + b'"}')) == (413, {"error": "too_large"})


async def test_messages_of_one_sender_are_taken_one_by_one_in_order(gateway: Gateway, actions: ActionServer) -> None:
    running_now, most = 0, 0

    async def slow(_call: object) -> web.Response:
        nonlocal running_now, most
        running_now += 1
        most = max(most, running_now)
        await asyncio.sleep(0.02)
        running_now -= 1
        return web.json_response({"events": [], "responses": [{"text": "chào"}]})

    actions.answers["action_greet"] = slow
    results = await asyncio.gather(*(gateway.say("xin chào", message_id=f"inbox:{n}") for n in range(8)))
    assert [status for status, _ in results] == [200] * 8
    assert most == 1
    most = 0
    await asyncio.gather(*(gateway.say("xin chào", sender=f"chat-{n}") for n in range(8)))
    assert most > 1


async def test_the_same_message_twice_at_once_is_taken_once(gateway: Gateway, actions: ActionServer) -> None:
    results = await asyncio.gather(*(gateway.say("xin chào", message_id="inbox:1") for _ in range(5)))
    assert all(result == results[0] for result in results)
    assert actions.names().count("action_greet") == 1


async def test_an_escaped_command_is_only_a_text(gateway: Gateway, actions: ActionServer) -> None:
    await gateway.say("xin chào")
    await gateway.say("\u200b/restart")
    tracker = await gateway.agent.tracker_store.retrieve("chat-1")
    assert tracker is not None
    assert [event.type_name for event in tracker.events].count("restart") == 0
    assert tracker.latest_message is not None
    assert tracker.latest_message.intent["name"] != "restart"


async def test_a_button_is_a_command_with_its_values(gateway: Gateway, actions: ActionServer) -> None:
    assert (await gateway.say('/choose{"category": "wages"}'))[0] == 200
    assert actions.names() == ["action_choose"]
    assert actions.calls[-1]["tracker"]["slots"]["category"] == "wages"


async def test_health_tells_whether_there_is_a_model(
    server: tuple[Sanic, str], gateway: Gateway, actions: ActionServer
) -> None:
    status, state = await gateway.health()
    assert (status, state["ready"], state["model"]) == (200, True, "small.tar.gz")
    server[0].ctx.agent = TurnAgent()
    assert (await gateway.health())[0] == 503
    assert (await gateway.say("xin chào"))[0] == 500


async def test_another_model_is_taken_while_running_and_a_bad_one_is_not(
    gateway: Gateway, model: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(b"nothing")
    before = await gateway.health()
    assert (await gateway.put_model(str(bad)))[0] == 500
    assert (await gateway.put_model("no/such/file.tar.gz"))[0] == 400
    assert (await gateway.put_model(str(model), secret="wrong"))[0] == 401
    assert await gateway.health() == before
    other = tmp_path / "other.tar.gz"
    other.write_bytes(model.read_bytes())
    assert (await gateway.put_model(str(other)))[0] == 200
    assert (await gateway.health())[1]["model"] == "other.tar.gz"
    assert (await gateway.say("xin chào"))[0] == 200


async def test_a_text_is_understood_without_a_turn(gateway: Gateway, actions: ActionServer) -> None:
    asked = len(actions.calls)
    assert await gateway.post("/parse", json={"text": "doan phi bao nhieu 1 thang"}) == (
        200,
        {"decision": "answer", "intent": "faq/dues"},
    )
    assert len(actions.calls) == asked
    assert (await gateway.post("/parse", json={"text": " "}))[0] == 400
    assert (await gateway.post("/parse", secret="wrong", json={"text": "x"}))[0] == 401
