"""A console in which every page has something to show, and the address of each with who may open it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.console.cast import House, Visitor
from tests.console.heard import seed_heard
from tests.console.second_factor import demand, enter_password, set_up
from tests.console.seed import seed
from tests.console.test_bulk import choose
from tests.console.test_chats import hear, taken
from tests.console.test_collectives import joined, report
from tests.console.test_identity import asked, with_contact
from tests.console.test_invitations import invite, inviting, token_on
from tests.console.test_saved_views import ids, save
from tests.console.test_writing import written
from tests.support.clock import ManualClock


@dataclass(frozen=True)
class Stop:
    """A page to look at, in whose browser, and what its screenshot is called."""

    path: str
    visitor: Visitor
    shot: str


async def furnish(house: House, clock: ManualClock) -> Mapping[str, Sequence[Stop]]:
    """By the address as the routes write it. Pages without an id in their address need no entry here."""
    main = await seed(house, clock)
    half_way = await _half_way(house)  # first, since a new second factor ends the other sessions
    officer = await house.visitor("officer")
    await officer.post(f"/cases/{main}/tags", {"text": "nợ lương"})
    await officer.post(f"/cases/{main}/take", {"version": str((await house.record(main)).version)})
    await written(house)
    collective = await _collective(house)
    live, _ = await taken(house)
    await hear(house, "Công ty trừ lương em hai ngày mà không nói gì.")
    contact = await _contact(house)
    alarm = (await house.cry()).case_id
    bulk = await choose(officer, case=[main, contact], act="severity", severity_to="urgent")
    await save(officer, "Trễ hạn về lương", "view=late&category=wages")
    (view,) = await ids(officer)
    await seed_heard(house)
    admin = await inviting(house)
    token = token_on(await invite(admin, house))
    trainer, viewer = await house.visitor("trainer"), await house.visitor("viewer")
    supervisor, nobody = await house.visitor("supervisor"), await house.visitor()
    found = re.search(r"/heard/([0-9a-f]{64})", (await trainer.get("/heard")).text)
    template = re.search(r"/templates/([0-9a-f]{32})", (await admin.get("/templates")).text)
    assert found
    assert template
    return {
        "/cases/{case_id}": [
            Stop(f"/cases/{main}", officer, "case-main-officer"),
            Stop(f"/cases/{main}", supervisor, "case-main-supervisor"),
            Stop(f"/cases/{main}", viewer, "case-main-viewer"),
            Stop(f"/cases/{collective}", officer, "case-collective-officer"),
            Stop(f"/cases/{alarm}", officer, "case-alarm-officer"),
        ],
        "/cases/{case_id}/contact": [Stop(f"/cases/{contact}/contact", officer, "contact")],
        "/cases": [
            Stop("/cases", officer, "queue"),
            Stop("/cases?view=mine", viewer, "queue-empty"),
            Stop("/cases?status=received&category=safety&page=2", supervisor, "queue-filtered"),
        ],
        "/cases/bulk/{act_id}": [Stop(bulk, officer, "bulk")],
        "/chats/{case_id}": [Stop(f"/chats/{live}", officer, "chat")],
        "/collectives/new": [Stop(await _joining(house), officer, "joining")],
        "/heard/{key}": [Stop(f"/heard/{found[1]}", trainer, "heard-choice")],
        "/templates/{template_id}": [Stop(f"/templates/{template[1]}", admin, "template")],
        "/staff/{staff_id}": [Stop(f"/staff/{house.staff['below'].id}", admin, "person")],
        "/staff/invite": [Stop("/staff/invite", admin, "invite")],
        "/views/{view_id}": [Stop(f"/views/{view}", officer, "view")],
        "/invitation/{token}": [Stop(f"/invitation/{token}", nobody, "invitation")],
        "/sign-in": [Stop("/sign-in", nobody, "sign-in")],
        "/sign-in/code": [Stop("/sign-in/code", half_way, "code")],
        "/second-factor": [Stop("/second-factor", await _without_factor(house), "second-factor")],
        "/": [Stop("/", trainer, "start-trainer"), Stop("/", await house.visitor("custodian"), "start-custodian")],
    }


async def _collective(house: House) -> str:
    told = (
        "Công ty nợ lương hai tháng nay, chuyền nào cũng vậy.",
        "Lương tháng 9 chưa có, hỏi thì bảo chờ.",
        "Cả tổ em chưa nhận lương tháng 10.",
    )
    return await joined(house, [await report(house, 901 + number, text) for number, text in enumerate(told)])


async def _joining(house: House) -> str:
    """Three more of another workplace, which nobody has joined."""
    for number in range(911, 914):
        await report(house, number, unit="mill")
    page = await (await house.visitor("officer")).get("/cases")
    found = re.search(r'href="/console(/collectives/new\?[^"]+)"', page.text)
    assert found
    return found[1].replace("&amp;", "&")


async def _contact(house: House) -> str:
    """One contact that the officer may look at, and one request that still waits."""
    granted = await with_contact(house, chat="a1" * 16)
    request = await asked(house, granted)
    custodian = await house.visitor("custodian")
    answer = await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "Đúng việc"})
    assert answer.status_code == 303
    await asked(house, await with_contact(house, chat="a2" * 16))
    return granted


async def _half_way(house: House) -> Visitor:
    await demand(house, "viewer")
    await set_up(await enter_password(house, "viewer"), house)
    house.clock.advance(minutes=1)  # type: ignore[attr-defined]
    return await enter_password(house, "viewer")


async def _without_factor(house: House) -> Visitor:
    await demand(house, "below")
    return await enter_password(house, "below")
