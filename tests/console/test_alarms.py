"""An emergency that nobody has taken is on every page of those whom it rings for, and on nobody else's."""

from __future__ import annotations

import asyncio
import re

import pytest

from grievances.alerts.alarms import PATIENCE, Alarms
from grievances.model import Status
from storage.staff_sessions import IDLE
from storage.tables import StaffSession
from tests.console.cast import House, Visitor, field
from tests.support.clock import ManualClock

NO_CASE = "/cases/" + "f" * 32
PAGES = ("/cases", "/account", "/cases?q=abc", NO_CASE)
BAR = "báo động khẩn cấp chưa ai nhận"


async def rings_at(house: House, name: str) -> bool:
    return BAR in (await (await house.visitor(name)).get("/alarms")).text


async def raise_overdue(house: House) -> None:
    async with house.database.transaction() as tx:
        await Alarms(house.vault, house.clock).raise_overdue(tx)


async def take(visitor: Visitor, case_id: str) -> str:
    """What the page says afterwards."""
    answer = await visitor.post(f"/cases/{case_id}/take-alarm", {"back": ""})
    assert answer.status_code == 303
    return (await visitor.client.get(answer.headers["location"])).text


async def test_every_page_shows_what_nobody_has_taken(house: House) -> None:
    await house.cry()
    visitor = await house.visitor("officer")
    for path in PAGES:
        page = (await visitor.get(path)).text
        assert f"1 {BAR}" in page, path
        assert "<title>(!) " in page, path


async def test_without_an_alarm_there_is_an_empty_bar_that_listens(house: House) -> None:
    await house.open()
    page = (await (await house.visitor("officer")).get("/cases")).text
    assert BAR not in page
    assert "(!)" not in page
    assert re.search(r'<section class="alarms"[^>]*aria-live="assertive"[^>]*></section>', page)


@pytest.mark.parametrize("name", ["outsider", "below", "admin"])
async def test_an_officer_of_another_unit_sees_nothing_of_it(house: House, name: str) -> None:
    await house.cry()
    visitor = await house.visitor(name)
    for path in (*PAGES, "/alarms"):
        assert BAR not in (await visitor.get(path)).text, path


async def test_a_trainer_has_no_bar_and_no_address_to_ask(house: House) -> None:
    await house.cry()
    visitor = await house.visitor("trainer")
    for path in ("/", "/account"):
        page = (await visitor.get(path)).text
        assert BAR not in page
        assert "alarms" not in page
    assert (await visitor.get("/alarms")).status_code == 404


async def test_a_stranger_is_sent_to_the_sign_in(house: House) -> None:
    await house.cry()
    answer = await (await house.visitor()).get("/alarms")
    assert answer.status_code == 303
    assert BAR not in answer.text


async def test_the_bar_names_the_cases_and_never_their_words(house: House) -> None:
    for index in range(5):
        await house.cry("Máy cuốn tay", chat=f"{index:032x}")
    bar = (await (await house.visitor("officer")).get("/alarms")).text
    assert f"5 {BAR}" in bar
    assert re.findall(r"PA-\d{6}", bar) == ["PA-000001", "PA-000002", "PA-000003"]
    assert "Xem tất cả" in bar
    assert "cuốn tay" not in bar


async def test_asking_again_costs_nothing_until_something_changes(house: House) -> None:
    visitor = await house.visitor("officer")
    page = await visitor.get("/cases")
    shown = re.search(r'data-tag="&#34;([0-9a-f]+)&#34;"', page.text)
    assert shown
    same = await visitor.client.get("/console/alarms", headers={"If-None-Match": f'"{shown[1]}"'})
    assert (same.status_code, same.text) == (304, "")
    await house.cry()
    new = await visitor.client.get("/console/alarms", headers={"If-None-Match": f'"{shown[1]}"'})
    assert (new.status_code, BAR in new.text) == (200, True)
    assert new.headers["etag"] != f'"{shown[1]}"'
    assert new.headers["cache-control"] == "no-store"
    again = await visitor.client.get("/console/alarms", headers={"If-None-Match": new.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("tag", ["", "x" * 5_000, '"', "*, W/"])
async def test_a_strange_tag_is_just_not_the_same(house: House, tag: str) -> None:
    visitor = await house.visitor("officer")
    assert (await visitor.client.get("/console/alarms", headers={"If-None-Match": tag})).status_code == 200


async def test_a_page_left_alone_does_not_keep_its_session_alive(house: House, clock: ManualClock) -> None:
    visitor = await house.visitor("officer")
    for _ in range(3):
        clock.advance(seconds=IDLE.total_seconds() / 3)
        answer = await visitor.get("/alarms")
    assert answer.status_code == 303
    async with house.database.transaction() as tx:
        seen = await tx.scalar(StaffSession.__table__.select().with_only_columns(StaffSession.last_seen_at))
    assert seen == clock() - IDLE


async def test_taking_an_alarm_clears_every_bar_and_shows_who_has_it(house: House) -> None:
    case_id = (await house.cry()).case_id
    visitor = await house.visitor("officer")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "Báo động khẩn cấp, chưa ai nhận" in page
    assert "Tôi nhận" in page
    after = await take(visitor, case_id)
    assert "Bạn đã nhận báo động" in after
    assert BAR not in after
    assert "Tôi nhận" not in after
    assert re.search(r"<strong>Trần Văn Hùng</strong> đã nhận báo động", after)
    assert "nhận báo động khẩn cấp" in after
    assert (await house.record(case_id)).status == Status.IN_PROGRESS
    assert not await rings_at(house, "officer")
    [text] = house.notifier.texts
    assert "Cán bộ Công đoàn đã nhận tin của bạn" in text
    log = (await (await house.visitor("admin")).get("/audit", group="changes")).text
    assert "Nhận báo động khẩn cấp" in log


async def test_two_officers_who_take_it_at_the_same_time_are_told_who_has_it(both_houses: House) -> None:
    house = both_houses
    case_id = (await house.cry()).case_id
    visitors = [await house.visitor(name) for name in ("officer", "admin")]
    said = await asyncio.gather(*(take(visitor, case_id) for visitor in visitors))
    assert sorted("Bạn đã nhận báo động" in page for page in said) == [False, True]
    assert sorted("đã có người nhận" in page for page in said) == [False, True]
    assert len(house.notifier.texts) == 1


async def test_an_alarm_without_the_forms_token_is_not_taken(house: House) -> None:
    case_id = (await house.cry()).case_id
    visitor = await house.visitor("officer")
    assert (await visitor.post(f"/cases/{case_id}/take-alarm", {"csrf": "x"})).status_code == 403
    assert await rings_at(house, "officer")


async def test_a_case_that_never_rang_cannot_be_taken(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    assert "không còn chờ" in await take(visitor, case_id)
    assert "Tôi nhận" not in (await visitor.get(f"/cases/{case_id}")).text
    assert (await visitor.post(f"/cases/{'f' * 32}/take-alarm")).status_code == 404


async def test_an_alarm_that_nobody_takes_reaches_the_unit_above(house: House, clock: ManualClock) -> None:
    case_id = (await house.cry(unit="mill")).case_id
    assert [name for name in ("below", "officer", "admin") if await rings_at(house, name)] == ["below"]
    clock.advance(seconds=PATIENCE.total_seconds())
    await raise_overdue(house)
    assert [name for name in ("below", "officer", "admin") if await rings_at(house, name)] == ["below", "officer"]
    page = (await (await house.visitor("below")).get(f"/cases/{case_id}")).text
    assert "Sau 15 phút chưa ai nhận, báo động được chuyển lên Công đoàn Khu công nghiệp Sông Hồng." in page
    assert "Báo động chuyển lên cấp trên" in (await (await house.visitor("admin")).get("/audit")).text
    assert not await rings_at(house, "outsider")


async def test_emergencies_stand_on_top_of_the_list_with_a_badge(house: House, clock: ManualClock) -> None:
    taken = (await house.cry(chat="1" * 32)).case_id
    visitor = await house.visitor("officer")
    await take(visitor, taken)
    ringing = (await house.cry(chat="2" * 32)).case_id
    clock.advance(minutes=1)
    newest = (await house.open()).case_id
    page = (await visitor.get("/cases")).text
    listed = re.findall(r'href="/console/cases/([0-9a-f]{32})"', page.partition("<tbody")[2])
    assert listed == [ringing, taken, newest]
    assert page.count('class="urgent is-ringing"') == 1
    only = (await visitor.get("/cases", kind="emergency")).text
    assert "2 vụ việc" in only


async def test_the_way_back_to_a_filtered_list_survives_taking(house: House) -> None:
    case_id = (await house.cry()).case_id
    visitor = await house.visitor("officer")
    page = await visitor.get(f"/cases/{case_id}", back="kind=emergency")
    back = field(page, "back")
    answer = await visitor.post(f"/cases/{case_id}/take-alarm", {"back": back})
    assert answer.headers["location"].endswith("back=kind%3Demergency")
