from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.engine import RasaEngine, TurnMetadata, TurnRequest
from connectors.errors import EngineError
from connectors.messages import Button, Reply

REQUEST = TurnRequest("conv-1", "inbox:7", "lương", TurnMetadata("zalo", caption="ảnh"))
Handler = Callable[[httpx.Request], httpx.Response]


def engine(handler: Handler, urls: tuple[str, ...] = ("http://rasa-1", "http://rasa-2/")) -> RasaEngine:
    return RasaEngine(httpx.AsyncClient(transport=httpx.MockTransport(handler)), urls, "s3cret")


async def code_of(handler: Handler) -> str:
    with pytest.raises(EngineError) as caught:
        await engine(handler).turn(REQUEST)
    return caught.value.code


async def test_a_turn_asks_rasa_with_the_secret_and_reads_its_answers() -> None:
    seen: list[httpx.Request] = []

    def rasa(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            200,
            json=[
                {
                    "text": "Chào bạn",
                    "buttons": [{"title": "Lương", "payload": "/a"}, {"title": "Web", "url": "https://x"}],
                },
                {"image": "https://x/a.jpg", "expects_text": True, "later_field": 1},
                {"text": " "},
            ],
        )

    replies = await engine(rasa).turn(REQUEST)
    assert replies == [
        Reply("Chào bạn", (Button("Lương", "/a"), Button("Web", url="https://x"))),
        Reply("", image_url="https://x/a.jpg", expects_text=True),
    ]
    assert seen[0].url.path == "/webhooks/gateway"
    assert seen[0].headers["X-Motcham-Secret"] == "s3cret"
    assert json.loads(seen[0].content) == {
        "sender": "conv-1",
        "message_id": "inbox:7",
        "text": "lương",
        "metadata": {
            "channel": "zalo",
            "unit_id": None,
            "media_id": None,
            "caption": "ảnh",
            "start": "",
            "media_kind": "",
            "media_problem": "",
            "media_count": 1,
            "media_kinds": "",
            "more_media": False,
        },
    }


async def test_a_chat_keeps_to_one_rasa_and_all_are_used() -> None:
    hosts: dict[str, set[str]] = {}

    def rasa(request: httpx.Request) -> httpx.Response:
        hosts.setdefault(json.loads(request.content)["sender"], set()).add(request.url.host)
        return httpx.Response(200, json=[])

    one = engine(rasa)
    for n in range(40):
        await one.turn(TurnRequest(f"c{n % 20}", "m", "x", TurnMetadata("web")))
    assert all(len(used) == 1 for used in hosts.values())
    assert set.union(*hosts.values()) == {"rasa-1", "rasa-2"}


async def test_another_rasa_steps_in_only_when_the_first_was_never_reached() -> None:
    tried: list[str] = []

    def rasa(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        if len(tried) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=[{"text": "ok"}])

    assert await engine(rasa).turn(REQUEST) == [Reply("ok")]
    assert len(set(tried)) == 2


@pytest.mark.parametrize(
    ("error", "code", "tries"),
    [
        (httpx.ConnectError("x"), "engine_unreachable", 2),
        (httpx.ConnectTimeout("x"), "engine_unreachable", 2),
        (httpx.ReadTimeout("x"), "engine_timeout", 1),
        (httpx.RemoteProtocolError("x"), "engine_broken_off", 1),
    ],
)
async def test_network_trouble_has_a_code(error: httpx.HTTPError, code: str, tries: int) -> None:
    tried: list[str] = []

    def rasa(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        raise error

    assert await code_of(rasa) == code
    assert len(tried) == tries


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503, 302, 204])
async def test_anything_but_200_is_a_failed_turn(status: int) -> None:
    assert await code_of(lambda request: httpx.Response(status, json=[])) == f"engine_{status}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"[1]",
        b"[[]]",
        b'[{"text": 1}]',
        b'[{"text": null}]',
        b'[{"buttons": {}}]',
        b'[{"buttons": [{"title": "A"}]}]',
        b'[{"buttons": [{"title": "", "payload": "/a"}]}]',
        b'[{"buttons": [{"title": "A", "payload": "no command"}]}]',
        b'[{"buttons": [{"title": "A", "payload": "/a", "url": "https://x"}]}]',
        b'[{"buttons": [{"title": "A", "url": "javascript:x"}]}]',
        b'[{"image": "file:///etc/passwd"}]',
        b'[{"expects_text": "yes"}]',
        b'[{"text": "' + b"x" * 30_000 + b'"}]',
        json.dumps([{"text": "x"}] * 21).encode(),
        b"\xff\xfe",
    ],
)
async def test_a_malformed_answer_is_a_failed_turn(body: bytes) -> None:
    assert await code_of(lambda request: httpx.Response(200, content=body)) == "engine_malformed"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
async def test_no_answer_at_all_surprises_us(answer: object) -> None:
    with contextlib.suppress(EngineError):
        await engine(lambda request: httpx.Response(200, json=answer)).turn(REQUEST)


async def test_the_secret_and_the_text_stay_out_of_representations() -> None:
    assert "lương" not in repr(REQUEST)
    assert "ảnh" not in repr(REQUEST)


@pytest.mark.parametrize(
    ("meaning", "danger"),
    [
        ({"decision": "answer", "intent": "report_emergency"}, True),
        ({"decision": "offer", "intent": "report_emergency"}, False),
        ({"decision": "answer", "intent": "faq/dues"}, False),
    ],
)
async def test_danger_is_what_the_bot_would_answer_as_an_emergency(meaning: dict[str, str], danger: bool) -> None:
    seen: list[httpx.Request] = []

    def rasa(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=meaning)

    assert await engine(rasa).senses_danger("cứu em") is danger
    assert seen[0].url.path == "/webhooks/gateway/parse"
    assert seen[0].headers["X-Motcham-Secret"] == "s3cret"
    assert json.loads(seen[0].content) == {"text": "cứu em"}


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, content=b"[]"), None])
async def test_a_model_that_cannot_say_is_an_error(answer: httpx.Response | None) -> None:
    def rasa(request: httpx.Request) -> httpx.Response:
        if answer is None:
            raise httpx.ReadTimeout("late")
        return answer

    with pytest.raises(EngineError):
        await engine(rasa).senses_danger("cứu em")
