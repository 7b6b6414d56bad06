"""Open pages hear that something changed: only what concerns them, and only while they are signed in."""

from __future__ import annotations

import asyncio
import json

import httpx
from sqlalchemy import delete, update

from connectors.fakes.serving import serving
from console.access.sessions import Sessions, SignedIn, session_key
from console.live.signals import Listener, Signal, Signals
from console.pages.events import _said
from grievances.worker import Proof
from storage.tables import Staff, StaffSession
from tests.console.cast import CHAT, COOKIE, House


async def signed_in(house: House, name: str) -> SignedIn:
    visitor = await house.visitor(name)
    token = visitor.client.cookies[COOKIE]
    async with house.database.transaction() as tx:
        found = await Sessions(house.clock).resume(tx, token)
    assert found is not None
    assert found.session_key == session_key(token)
    return found


def heard(listener: Listener) -> list[Signal | None]:
    return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]


def changes(listener: Listener) -> list[tuple[str, str, bool]]:
    return [(one.case_id, one.who, one.opened) for one in heard(listener) if one is not None and one.name == "changed"]


async def test_a_change_is_told_once_to_those_who_see_the_case(both_houses: House) -> None:
    house = both_houses
    signals = Signals(house.database, house.clock, every=3_600)
    async with (
        signals.listening(await signed_in(house, "officer")) as officer,
        signals.listening(await signed_in(house, "below")) as below,
        signals.listening(await signed_in(house, "outsider")) as outsider,
    ):
        case_id = (await house.open()).case_id
        await signals.tick()
        await signals.tick()
        assert changes(officer) == [(case_id, "worker", True), (case_id, "worker", False)]
        assert changes(below) == []
        assert changes(outsider) == []
        async with house.database.transaction() as tx:
            await house.cases.add_text(tx, Proof(CHAT), case_id, "Thêm")
        await signals.tick()
        assert changes(officer) == [(case_id, "worker", False)]
        assert changes(outsider) == []


async def test_a_signal_carries_no_word_of_a_case(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    async with signals.listening(await signed_in(house, "officer")) as officer:
        await house.open("Quản đốc chửi mắng")
        await signals.tick()
        said = [_said(one) for one in heard(officer) if one is not None]
    assert said
    assert all(set(json.loads(one)) == {"case", "who", "opened", "since"} for one in said)
    assert not any("chửi" in one for one in said)


async def test_a_page_that_comes_back_hears_what_it_missed(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    member = await signed_in(house, "officer")
    async with signals.listening(member) as first:
        since = first.since
    case_id = (await house.open()).case_id
    async with signals.listening(member, since=since) as again:
        assert (case_id, "worker", True) in changes(again)
        await signals.tick()
        assert changes(again) == []


async def test_who_else_looks_at_the_case_is_told(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    case_id = (await house.open()).case_id
    async with signals.listening(await signed_in(house, "officer"), case_id) as officer:
        async with signals.listening(await signed_in(house, "admin"), case_id):
            assert heard(officer)[-1] == Signal("watching", case_id, names=("Nguyễn Thị Minh Châu",))
        assert heard(officer)[-1] == Signal("watching", case_id, names=())


async def test_the_signals_end_with_the_session_the_account_and_the_server(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    people = {name: await signed_in(house, name) for name in ("officer", "below", "admin")}
    async with (
        signals.listening(people["officer"]) as officer,
        signals.listening(people["below"]) as below,
        signals.listening(people["admin"]) as admin,
    ):
        async with house.database.transaction() as tx:
            await tx.execute(delete(StaffSession).where(StaffSession.token_hash == people["officer"].session_key))
            await tx.execute(update(Staff).where(Staff.id == people["below"].member.id).values(active=False))
        await signals.check_sessions()
        assert [heard(one) for one in (officer, below, admin)] == [[None], [None], []]
        signals.close()
        assert heard(admin) == [None]


async def test_a_page_that_never_reads_holds_nobody_up(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    async with signals.listening(await signed_in(house, "officer")) as slow:
        for number in range(300):
            slow.offer(Signal("changed", f"{number}"))
        slow.end()
        assert heard(slow)[-1] is None


async def test_one_session_does_not_open_pages_without_end(house: House) -> None:
    signals = Signals(house.database, house.clock, every=3_600)
    member = await signed_in(house, "officer")
    open_pages = [signals.listening(member) for _ in range(13)]
    listeners = [await page.__aenter__() for page in open_pages]
    assert heard(listeners[11]) == []
    assert heard(listeners[12]) == [None]
    for page in open_pages:
        await page.__aexit__(None, None, None)


async def test_strangers_and_trainers_hear_nothing(house: House) -> None:
    case_id = (await house.open()).case_id
    assert (await (await house.visitor("trainer")).get("/events")).status_code == 404
    assert (await (await house.visitor("outsider")).get("/events", case=case_id)).status_code == 404
    assert (await (await house.visitor()).get("/events")).status_code == 303


async def test_an_open_page_whose_session_is_over_is_told_to_ask_no_more(house: House) -> None:
    page = (await house.visitor()).client
    answer = await page.get("/console/events", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_real_page_hears_of_a_new_case(house: House) -> None:
    visitor = await house.visitor("officer")
    cookies = {COOKIE: visitor.client.cookies[COOKIE]}
    async with (
        serving(house.app) as site,
        httpx.AsyncClient(base_url=site, cookies=cookies, timeout=60) as client,
        client.stream("GET", "/console/events") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        lines = answer.aiter_lines()
        async with asyncio.timeout(60):
            assert await anext(lines) == "event: hello"
            case_id = (await house.open()).case_id
            while "changed" not in await anext(lines):
                pass
            assert case_id in await anext(lines)
