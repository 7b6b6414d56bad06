"""An open desk that somebody left: what it does not give away."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from fastapi import FastAPI, Request

from console.web.forms import form_fields
from console.web.guard import Sudo
from tests.console.cast import COOKIE, PASSWORD, House, Visitor, field
from tests.console.second_factor import confirm, demand, enter_code, enter_password, set_up
from tests.console.test_access import console_of
from tests.support.clock import ManualClock

TYPED = 'Dòng một\nDòng hai "có ngoặc" <b>'


@pytest.fixture
async def kept(house: House) -> list[object]:
    """Two dangerous pages, and what reached the second."""
    console: FastAPI = console_of(house)
    reached: list[object] = []

    @console.get("/dangerous")
    async def dangerous(_: Sudo) -> str:
        return "secret"

    @console.post("/dangerous/{name}")
    async def act(request: Request, name: str, _: Sudo) -> str:
        form = await request.form()
        reached.append((name, (await form_fields(request)).raw("text"), form.getlist("many")))
        return "done"

    return reached


async def test_a_page_is_shown_after_confirming_and_for_a_quarter_of_an_hour(
    house: House, kept: list[object], clock: ManualClock
) -> None:
    visitor = await house.visitor("officer")
    sent_on = await visitor.get("/dangerous", q="a b")
    page = await visitor.client.get(sent_on.headers["location"])
    assert field(page, "next") == "/console/dangerous?q=a+b"
    before = visitor.client.cookies[COOKIE]
    answer = await confirm(visitor, next="/console/dangerous?q=a+b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/dangerous?q=a+b")
    assert visitor.client.cookies[COOKIE] != before
    clock.advance(minutes=14, seconds=59)
    assert (await visitor.get("/dangerous")).status_code == 200
    clock.advance(seconds=1)
    assert (await visitor.get("/dangerous")).status_code == 303


async def test_the_cookie_before_the_confirmation_is_worth_nothing(house: House, kept: list[object]) -> None:
    visitor = await house.visitor("officer")
    stolen = visitor.client.cookies[COOKIE]
    await confirm(visitor)
    thief = await house.visitor()
    thief.client.cookies.set(COOKIE, stolen)
    assert "/sign-in?" in (await thief.get("/cases")).headers["location"]


async def test_signing_in_is_no_confirmation(house: House, kept: list[object]) -> None:
    visitor = await enter_password(house, "officer")
    assert (await visitor.get("/dangerous")).status_code == 303


async def test_a_form_that_comes_too_early_is_kept_and_sent_on(house: House, kept: list[object]) -> None:
    visitor = await house.visitor("officer")
    asked = await visitor.post("/dangerous/x", {"text": TYPED, "many": ["1", "2"]})
    assert asked.status_code == 403
    assert kept == []
    again = await _send_shown(visitor, asked, "/confirm", password="sai-mat-khau-roi")
    assert again.status_code == 422
    confirmed = await _send_shown(visitor, again, "/confirm", password=PASSWORD)
    assert confirmed.status_code == 200
    assert 'action="/console/dangerous/x"' in confirmed.text
    assert (await _send_shown(visitor, confirmed, "/dangerous/x")).status_code == 200
    assert kept == [("x", TYPED, ["1", "2"])]


async def test_a_wrong_password_confirms_nothing_and_is_braked(house: House, kept: list[object]) -> None:
    visitor = await house.visitor("officer")
    answers = [await confirm(visitor, password="sai-mat-khau-roi") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Mật khẩu chưa đúng" in answers[0].text
    assert (await visitor.get("/dangerous")).status_code == 303


async def test_who_has_a_second_factor_confirms_with_it_too(
    house: House, kept: list[object], clock: ManualClock
) -> None:
    await demand(house, "officer")
    visitor = await enter_password(house, "officer")
    phone, _ = await set_up(visitor, house)
    clock.advance(minutes=1)
    code = phone.code()
    assert (await confirm(visitor, "")).status_code == 422
    assert (await confirm(visitor, code, password="sai-mat-khau-roi")).status_code == 422
    assert (await confirm(visitor, code)).status_code == 303  # a wrong password did not use the code up
    assert (await visitor.get("/dangerous")).status_code == 200
    assert (await enter_code(await enter_password(house, "officer"), code)).status_code == 401


@pytest.mark.parametrize("hostile", ["https://evil.example/console/", "//evil.example", "/chat", "javascript:alert(1)"])
async def test_after_confirming_nobody_is_led_elsewhere(house: House, hostile: str) -> None:
    visitor = await house.visitor("officer")
    assert (await confirm(visitor, next=hostile)).headers["location"] == "/console/"
    kept = await confirm(visitor, next=hostile, resend="1")
    assert 'action="/console/"' in kept.text


async def _send_shown(visitor: Visitor, page: httpx.Response, path: str, **more: str) -> httpx.Response:
    """As a browser sends the form on the page, hidden fields and all."""
    body = page.text[page.text.index('<form class="card') :]
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
    areas = re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', body, re.DOTALL)
    data: dict[str, list[str]] = {}
    for name, value in [*inputs, *areas, *more.items()]:
        data.setdefault(name, []).append(html.unescape(value))
    return await visitor.client.post("/console" + path, data=data)
