"""What goes over the wire to Zalo, and what becomes of each kind of answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from zalo_sdk.oa import ZaloMessageBody

from connectors.errors import ChannelError, ContactGone, SendTemporary, SendUnknown
from connectors.messages import Part, PartButton, SendReceipt
from connectors.zalo.client import ZaloClient
from connectors.zalo.errors import TokenRefused
from connectors.zalo.outgoing import body_of
from connectors.zalo.recipients import user_ref
from tests.support.clock import ManualClock

SENT = {"data": {"message_id": "63ec", "user_id": "7", "quota": {"quota_type": "reply"}}, "error": 0}


async def send(
    answer: Callable[[httpx.Request], httpx.Response], body: ZaloMessageBody | None = None, user: str = "7"
) -> SendReceipt:
    client = ZaloClient("http://zalo/", ManualClock(), httpx.MockTransport(answer))
    try:
        return await client.send("token-1", user, body or ZaloMessageBody(text="chào"))
    finally:
        await client.close()


async def wire(part: Part, user: str = "7") -> tuple[httpx.Request, Any]:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=SENT)

    await send(answer, body_of(part), user)
    return seen[0], json.loads(seen[0].content)


async def test_a_text_goes_to_the_consultation_call_with_the_token_header() -> None:
    request, body = await wire(Part("Đoàn phí bằng 0,5 %"))
    assert str(request.url) == "http://zalo/v3.0/oa/message/cs"
    assert request.headers["access_token"] == "token-1"
    assert "authorization" not in request.headers
    assert body == {"recipient": {"user_id": "7"}, "message": {"text": "Đoàn phí bằng 0,5 %"}}


async def test_an_image_is_a_media_template(capsys: pytest.CaptureFixture[str]) -> None:
    _, body = await wire(Part("Thẻ", image_url="https://example.vn/a.jpg"))
    assert body["message"] == {
        "text": "Thẻ",
        "attachment": {
            "type": "template",
            "payload": {
                "template_type": "media",
                "elements": [{"media_type": "image", "url": "https://example.vn/a.jpg"}],
            },
        },
    }
    _, bare = await wire(Part("", image_url="https://example.vn/a.jpg"))
    assert "text" not in bare["message"]
    assert capsys.readouterr().out == ""


async def test_buttons_carry_tokens_or_links() -> None:
    buttons = (PartButton("Mức đóng", token="abcdefghij"), PartButton("Trang web", url="https://congdoan.vn"))
    _, body = await wire(Part("Bạn cần gì?", buttons))
    assert body["message"]["attachment"] == {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": "Mức đóng", "type": "oa.query.hide", "payload": "#cd:v1:abcdefghij"},
                {"title": "Trang web", "type": "oa.open.url", "payload": {"url": "https://congdoan.vn"}},
            ]
        },
    }


async def test_an_anonymous_visitor_is_answered_where_zalo_takes_it() -> None:
    request, body = await wire(Part("chào"), user_ref("anon-1", "conv-1"))
    assert request.url.path == "/v2.0/oa/message"
    assert body["recipient"] == {"anonymous_id": "anon-1", "conversation_id": "conv-1"}


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        (SENT, ("63ec",)),
        ({"error": 0, "data": {"message_id": 63}}, ("63",)),
        ({"error": 0, "data": {"message_id": "1", "quota": None, "sent_time": 5}}, ("1",)),
        ({"error": 0, "data": {"message_id": "1", "quota": {"remain": 7, "quota_type": ["?"]}}}, ("1",)),
        ({"error": 0}, ()),
        ({"error": 0, "data": []}, ()),
    ],
)
async def test_error_zero_is_a_success_whatever_else_is_there(answer: Any, ids: tuple[str, ...]) -> None:
    receipt = await send(lambda _: httpx.Response(200, json=answer))
    assert receipt.platform_ids == ids


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": -230, "message": "…"}, ContactGone),
        ({"error": -216, "message": "Access token has expired"}, TokenRefused),
        ({"error": -216, "message": None}, TokenRefused),
        ({"error": -220}, TokenRefused),
        ({"error": -32, "message": 5, "data": "none"}, SendTemporary),
    ],
)
async def test_a_code_counts_although_the_status_is_200(answer: Any, error: type[ChannelError]) -> None:
    with pytest.raises(error):
        await send(lambda _: httpx.Response(200, json=answer))


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 503])
async def test_any_other_status_is_tried_again(status: int) -> None:
    with pytest.raises(SendTemporary, match=f"zalo_http_{status}"):
        await send(lambda _: httpx.Response(status, text="nội dung bí mật"))


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"error": "0"}', b'{"error": true}', b'{"data": {}}'])
async def test_an_answer_that_cannot_be_read_may_have_been_a_delivery(content: bytes) -> None:
    with pytest.raises(SendUnknown, match="zalo_unreadable_answer"):
        await send(lambda _: httpx.Response(200, content=content))


async def test_a_gateway_that_waited_in_vain_may_have_delivered() -> None:
    with pytest.raises(SendUnknown):
        await send(lambda _: httpx.Response(504))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx.ConnectError, SendTemporary),
        (httpx.ConnectTimeout, SendTemporary),
        (httpx.PoolTimeout, SendTemporary),
        (httpx.ReadTimeout, SendUnknown),
        (httpx.WriteTimeout, SendUnknown),
        (httpx.ReadError, SendUnknown),
        (httpx.RemoteProtocolError, SendUnknown),
    ],
)
async def test_a_fault_of_the_wire_is_unknown_only_if_the_request_left(
    fault: type[httpx.TransportError], error: type[ChannelError]
) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise fault("https://secret.example/with-token")

    with pytest.raises(error) as raised:
        await send(broken)
    assert "secret" not in str(raised.value)


async def test_errors_and_logs_hold_no_words_of_people(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    refusal = {"error": -201, "message": "param Lương tôi bị nợ is invalid"}
    with pytest.raises(ChannelError) as raised:
        await send(lambda _: httpx.Response(200, json=refusal), ZaloMessageBody(text="Lương tôi bị nợ"))
    assert "Lương" not in caplog.text + repr(raised.value)
    assert "token-1" not in caplog.text
