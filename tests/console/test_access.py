from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from console.app import build_console
from console.web.guard import PUBLIC, guard
from console.web.middleware import MAX_BODY
from grievances.desk import CaseDesk
from storage.tables import CaseRecord
from tests.console.cast import CHAT, House, Visitor, field
from tests.grievances.cast import RememberingNotifier

CASE_PAGES = ("", "/media/{media}", "/media/{media}/preview")
CASE_FORMS = ("/reply", "/note", "/status", "/take-alarm")
NO_ID = "f" * 32


def console_of(house: House) -> FastAPI:
    mount = next(route for route in house.app.routes if isinstance(route, Mount))
    assert isinstance(mount.app, FastAPI)
    return mount.app


def pages(house: House) -> list[RouteContext]:
    return [route for route in iter_route_contexts(console_of(house).routes) if route.path != "/static"]


async def test_every_route_stands_behind_the_guard(house: House) -> None:
    routes = pages(house)
    assert len(routes) >= 13
    for route in routes:
        assert isinstance(route.original_route, APIRoute), f"{route.path} is no guarded page"
        assert guard in [dependency.call for dependency in route.dependant.dependencies], route.path


async def test_only_the_sign_in_answers_a_stranger(house: House) -> None:
    visitor = await house.visitor()
    opened = {(method, route.path) for route in pages(house) for method in route.methods or ()}
    assert opened >= PUBLIC
    for method, path in sorted(opened - PUBLIC, key=str):
        answer = await visitor.client.request(
            method, f"/console{path}", data={"text": "x"} if method == "POST" else None
        )
        assert answer.status_code == (303 if method == "GET" else 401), (method, path)


async def test_a_stranger_who_sends_no_form_is_told_to_sign_in(house: House) -> None:
    visitor = await house.visitor()
    answer = await visitor.client.post("/console/sign-out", json={"text": "x"})
    assert answer.status_code == 401


async def test_a_forgotten_page_is_closed_too(house: House) -> None:
    console = console_of(house)

    @console.get("/forgotten")
    async def forgotten() -> str:
        return "secret"

    answer = await (await house.visitor()).get("/forgotten")
    assert answer.status_code == 303
    assert "secret" not in answer.text


@pytest.mark.parametrize("name", ["outsider", "below", "trainer"])
async def test_who_may_not_see_a_case_finds_nothing_of_it(house: House, name: str) -> None:
    case_id = (await house.open("Chuyện kín của tổ máy may.")).case_id
    media_id = await house.attach(case_id, "application/pdf", b"%PDF-1.4", "file")
    before = await house.record(case_id)
    visitor = await house.visitor(name)
    for page in CASE_PAGES:
        answer = await visitor.get(f"/cases/{case_id}{page.format(media=media_id)}")
        assert answer.status_code == 404, page
        assert "Chuyện kín" not in answer.text
    for form in CASE_FORMS:
        data = {"version": str(before.version), "text": "x", "to": "resolved"}
        assert (await visitor.post(f"/cases/{case_id}{form}", data)).status_code == 404, form
    after = await house.record(case_id)
    assert (after.version, after.status) == (before.version, before.status)
    assert house.notifier.texts == []


async def test_a_foreign_case_looks_like_one_that_never_was(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("outsider")
    foreign, nothing = await visitor.get(f"/cases/{case_id}"), await visitor.get(f"/cases/{NO_ID}")
    assert foreign.text == nothing.text


async def test_the_outsider_finds_nothing_in_the_list(house: House) -> None:
    case_id = (await house.open()).case_id
    number = (await house.record(case_id)).number
    visitor = await house.visitor("outsider")
    zone = house.units["zone"].id
    for params in ({}, {"q": f"PA-{number:06d}"}, {"unit": zone}, {"waiting": "1"}):
        page = await visitor.get("/cases", **params)
        assert page.status_code == 200
        assert "Không có vụ việc nào" in page.text
        assert case_id not in page.text


async def test_an_officer_sees_the_units_below_and_the_admin_all(house: House) -> None:
    case_id = (await house.open(unit="mill")).case_id
    for name in ("below", "officer", "admin"):
        assert (await (await house.visitor(name)).get(f"/cases/{case_id}")).status_code == 200, name


async def test_a_picture_is_reached_only_through_its_own_case(house: House) -> None:
    mine, other = (await house.open()).case_id, (await house.open(unit="south")).case_id
    hidden = await house.attach(other, "application/pdf", b"%PDF-1.4", "file")
    visitor = await house.visitor("officer")
    for media_id in (hidden, NO_ID, "x", "..%2f..%2fetc"):
        assert (await visitor.get(f"/cases/{mine}/media/{media_id}")).status_code == 404


async def test_trainers_get_their_topics_and_no_cases(house: House) -> None:
    visitor = await house.visitor("trainer")
    page = await visitor.get("/")
    assert "Tài khoản của bạn dành cho việc biên soạn câu trả lời" in page.text
    assert "Mức đóng đoàn phí" in page.text
    assert "/console/cases" not in page.text
    assert (await visitor.get("/cases")).status_code == 404
    assert (await visitor.get("/audit")).status_code == 404


@pytest.mark.parametrize("name", ["officer", "outsider", "trainer"])
async def test_the_audit_log_is_for_administrators(house: House, name: str) -> None:
    assert (await (await house.visitor(name)).get("/audit")).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "đ" * 40, "a" * 5000])
async def test_a_form_without_its_token_is_refused(house: House, token: str) -> None:
    case = await house.record((await house.open()).case_id)
    visitor = await house.visitor("officer")
    data = {"csrf": token, "version": str(case.version), "text": "Chào bạn", "to": "resolved"}
    for path in ("/sign-out", "/account/password", *(f"/cases/{case.id}{form}" for form in CASE_FORMS)):
        answer = await visitor.post(path, data)
        assert answer.status_code == 403, path
        assert "không còn hiệu lực" in answer.text
    assert (await house.record(case.id)).version == case.version


async def test_a_token_of_another_session_is_refused(house: House) -> None:
    admins = await (await house.visitor("admin")).token()
    assert (await (await house.visitor("officer")).post("/sign-out", {"csrf": admins})).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://[bad"},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_the_token(house: House, headers: dict[str, str]) -> None:
    visitor = await house.visitor("officer")
    assert (await visitor.post("/sign-out", headers=headers)).status_code == 403
    stranger = await house.visitor()
    answer = await stranger.client.post("/console/sign-in", data={"email": "a", "password": "b"}, headers=headers)
    assert answer.status_code == 403
    assert (await visitor.get("/cases")).status_code == 200


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://console.test"}])
async def test_a_form_of_ours_is_accepted(house: House, headers: dict[str, str]) -> None:
    assert (await (await house.visitor("officer")).post("/sign-out", headers=headers)).status_code == 303


async def test_every_answer_carries_the_safe_headers(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "image/jpeg", b"\xff\xd8\xff\xe0rest")
    officer, stranger = await house.visitor("officer"), await house.visitor()
    answers = [
        await officer.get("/cases"),
        await officer.get(f"/cases/{case_id}"),
        await officer.get(f"/cases/{case_id}/media/{media_id}"),
        await officer.get("/nowhere"),
        await stranger.get("/sign-in"),
        await stranger.get("/cases"),
        await officer.post("/sign-out", {"csrf": ""}),
    ]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "content-encoding" not in answer.headers


async def test_static_files_are_open_small_and_kept(house: House) -> None:
    visitor = await house.visitor()
    page = await visitor.get("/sign-in")
    style = field_of_link(page)
    answer = await visitor.client.get(style)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    for path in ("/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/nothing.css"):
        assert (await visitor.get(path)).status_code == 404, path


def field_of_link(page: httpx.Response) -> str:
    return page.text.split('rel="stylesheet" href="')[1].split('"')[0]


async def test_pages_ask_no_other_server_for_anything(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("admin")
    for path in ("/cases", f"/cases/{case_id}", "/account", "/audit", "/nowhere"):
        text = (await visitor.get(path)).text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "<style" not in text, path
        assert " style=" not in text, path
        assert " onclick=" not in text, path


async def test_unknown_pages_and_methods_get_a_vietnamese_page(house: House) -> None:
    visitor = await house.visitor("officer")
    missing = await visitor.get("/khong-co")
    assert missing.status_code == 404
    assert "Không tìm thấy trang này" in missing.text
    assert "Not Found" not in missing.text
    wrong = await visitor.client.delete("/console/cases")
    assert wrong.status_code == 405
    assert "Method" not in wrong.text


async def test_a_body_that_is_too_large_is_refused_kindly(house: House) -> None:
    visitor = await house.visitor("officer")
    answer = await visitor.post("/sign-out", {"text": "a" * MAX_BODY})
    assert answer.status_code == 413
    assert "quá dài" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_that_hides_its_size_is_stopped_while_it_comes(house: House) -> None:
    visitor = await house.visitor("officer")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // 1000 + 10):
            yield b"a" * 1000

    answer = await visitor.client.post(
        "/console/sign-out",
        content=endless(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
async def test_only_plain_forms_are_read(house: House, kind: str) -> None:
    visitor = await house.visitor("officer")
    answer = await visitor.client.post("/console/sign-out", content=b"--x\r\n", headers={"content-type": kind})
    assert answer.status_code == 415
    assert "Yêu cầu chưa đúng" in answer.text


async def test_who_writes_for_too_long_gets_the_text_back(house: House) -> None:
    case = await house.record((await house.open()).case_id)
    answer = await (await house.visitor()).client.post(
        f"/console/cases/{case.id}/reply", data={"text": "Một câu trả lời <b>dài</b> lắm."}
    )
    assert answer.status_code == 401
    assert "Phiên đăng nhập đã hết" in answer.text
    assert "Một câu trả lời &lt;b&gt;dài&lt;/b&gt; lắm." in answer.text


async def test_when_something_breaks_the_page_stays_calm_and_the_log_keeps_the_secret(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(CaseDesk):
        async def counts(self, *args: object) -> object:  # type: ignore[override]
            raise RuntimeError("chuyện kín")

    services = replace(
        console_of(house).state.console.services, desk=Broken(house.vault, house.clock, RememberingNotifier())
    )
    broken = FastAPI()
    broken.mount("/console", build_console(services))
    visitor = await house.visitor("officer")
    visitor = Visitor(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=broken), base_url="http://console.test", cookies=visitor.client.cookies
        )
    )
    with caplog.at_level(logging.ERROR):
        answer = await visitor.get("/cases")
    assert answer.status_code == 500
    assert "Trang đang gặp sự cố" in answer.text
    assert "RuntimeError" not in answer.text
    assert "chuyện kín" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    reference = answer.text.split("Mã sự cố")[1].split("<strong>")[1].split("</strong>")[0]
    assert reference in caplog.text


async def test_a_broken_seal_is_our_fault_and_says_so(house: House) -> None:
    case_id = (await house.open()).case_id
    async with house.database.transaction() as tx:
        record = await tx.get(CaseRecord, case_id)
        assert record is not None
        record.workplace_sealed = b"nonsense"
    assert (await (await house.visitor("officer")).get(f"/cases/{case_id}")).status_code == 500


async def test_a_signed_in_page_carries_one_token_per_form(house: House) -> None:
    case_id = (await house.open(chat=CHAT)).case_id
    page = await (await house.visitor("officer")).get(f"/cases/{case_id}")
    token = field(page, "csrf")
    assert len(token) >= 43
    assert page.text.count(token) == page.text.count('method="post"')
