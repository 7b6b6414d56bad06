"""The fake Zalo is as strict as the real one, and other processes can drive it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from connectors.fakes.zalo import FakeZalo
from tests.connectors.zalo.conftest import USER

TOKEN = "fake-access-1"


async def call(zalo: FakeZalo, body: Any, path: str = "/v3.0/oa/message/cs", token: str = TOKEN) -> Any:
    async with httpx.AsyncClient(base_url=zalo.url) as client:
        answer = await client.post(path, json=body, headers={"access_token": token})
    assert answer.status_code == 200
    return answer.json()


def to_user(**message: Any) -> dict[str, Any]:
    return {"recipient": {"user_id": USER}, "message": message}


def with_buttons(*buttons: dict[str, Any]) -> dict[str, Any]:
    return to_user(text="x", attachment={"type": "template", "payload": {"buttons": list(buttons)}})


QUERY = {"title": "Một", "type": "oa.query.hide", "payload": "#cd:v1:x"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (to_user(text="x"), 0),
        (to_user(text="ă" * 2000), 0),
        (to_user(text="ă" * 2001), -210),
        (to_user(), -201),
        (to_user(text=5), -201),
        ({"recipient": {}, "message": {"text": "x"}}, -201),
        ({"recipient": {"user_id": "8"}, "message": {"text": "x"}}, -231),
        (with_buttons(QUERY), 0),
        (with_buttons(*[QUERY] * 6), -201),
        (with_buttons(QUERY | {"title": "x" * 101}), -201),
        (with_buttons(QUERY | {"payload": {"url": "https://x"}}), -201),
        (with_buttons(QUERY | {"type": "oa.open.url"}), -201),
    ],
)
async def test_calls_are_checked_as_zalo_does(zalo: FakeZalo, body: Any, code: int) -> None:
    zalo._now(USER)
    zalo.state.native_buttons = True
    assert (await call(zalo, body))["error"] == code


async def test_a_wrong_token_and_the_old_way_are_refused(zalo: FakeZalo) -> None:
    zalo._now(USER)
    assert (await call(zalo, to_user(text="x"), token="wrong"))["error"] == -216
    assert (await call(zalo, to_user(text="x"), path="/v2.0/oa/message"))["error"] == -240
    zalo.state.native_buttons = False
    assert (await call(zalo, with_buttons(QUERY)))["error"] == -201
    assert zalo.state.sent == []


async def test_other_processes_drive_it(zalo: FakeZalo) -> None:
    received: list[httpx.Request] = []

    def webhook(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(200)

    zalo.webhook_url = "http://app/webhooks/zalo"
    zalo._client = httpx.AsyncClient(transport=httpx.MockTransport(webhook))
    async with httpx.AsyncClient(base_url=zalo.url) as client:
        said = await client.post("/_control/user_sends_text", json={"user_id": USER, "text": "chào"})
        again = await client.post("/_control/repeat", json={"num_retry": 2})
        missing = await client.post("/_control/user_taps", json={"user_id": USER, "title": "không có"})
        unknown = await client.post("/_control/state", json={})
        wrong = await client.post("/_control/options", json={"identity": 1})
        await client.post("/_control/options", json={"native_buttons": True})
        await client.post("/_control/trouble", json={"path": "/cs", "code": -200})
        assert (await call(zalo, to_user(text="x")))["error"] == -200
        assert (await call(zalo, to_user(text="x")))["error"] == 0
        sent = (await client.get("/_control/sent", params={"user_id": USER})).json()
    assert (said.json(), again.json()) == ({"status": 200}, {"status": 200})
    assert [answer.status_code for answer in (missing, unknown, wrong)] == [409, 409, 409]
    assert zalo.state.native_buttons
    assert [message["text"] for message in sent] == ["x"]
    assert received[0].content == received[1].content
    assert received[1].headers["num_retry"] == "2"
    assert received[0].headers["X-ZEvent-Signature"].startswith("mac=")
    await zalo._client.aclose()


async def test_a_webhook_that_does_not_answer_is_said_so(zalo: FakeZalo) -> None:
    zalo.webhook_url = "http://127.0.0.1:9/webhooks/zalo"
    async with httpx.AsyncClient(base_url=zalo.url) as client:
        answer = await client.post("/_control/user_follows", json={"user_id": USER})
    assert answer.status_code == 502
