"""Live conversations in the console: who may see and do what, and what a page says to whoever came second."""

from __future__ import annotations

import html

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from grievances.live.desk import LiveDesk
from grievances.live.model import AWAY
from grievances.live.watch import LiveWatch
from grievances.live.worker import LiveWorker
from grievances.model import CaseKind
from storage.staff_sessions import IDLE
from tests.console.cast import CHAT, House, Visitor
from tests.support.clock import ManualClock

WORDS = "Em muốn gặp cán bộ về lương tháng 9."
KEY = "0123456789abcdef"
STRANGERS = ("outsider", "below", "trainer")
SIGN = "người đang chờ cán bộ"


async def asked(house: House, unit: str = "zone", chat: str = CHAT) -> str:
    """The case of a worker who waits for a person."""
    case_id = (await house.open(WORDS, unit, kind=CaseKind.HUMAN_REQUEST, chat=chat)).case_id
    async with house.database.transaction() as tx:
        await LiveWorker(house.vault, house.clock).ask(tx, chat, case_id)
    return case_id


async def hear(house: House, text: str) -> None:
    async with house.database.transaction() as tx:
        worker = LiveWorker(house.vault, house.clock)
        link = await worker.find(tx, CHAT, house.clock())
        assert link is not None
        await worker.hear(tx, link, CHAT, text)


async def taken(house: House, name: str = "officer") -> tuple[str, Visitor]:
    case_id = await asked(house)
    visitor = await house.visitor(name)
    assert (await visitor.post(f"/chats/{case_id}/take")).status_code == 303
    return case_id, visitor


def words(page: httpx.Response) -> str:
    return html.unescape(page.text)


async def test_the_page_of_a_case_says_first_that_its_worker_waits_for_a_person(house: House) -> None:
    case_id = await asked(house)
    visitor = await house.visitor("officer")
    page = words(await visitor.get(f"/cases/{case_id}"))
    assert "đang chờ trò chuyện trực tiếp với cán bộ" in page
    assert f'action="/console/chats/{case_id}/take"' in page
    await visitor.post(f"/chats/{case_id}/take")
    assert "đang chờ trò chuyện trực tiếp" not in words(await visitor.get(f"/cases/{case_id}"))


async def test_who_waits_is_on_every_page_and_on_the_list(both_houses: House) -> None:
    house = both_houses
    case_id = await asked(house)
    visitor = await house.visitor("officer")
    for path in ("/cases", "/account", "/chats"):
        assert SIGN in words(await visitor.get(path)), path
    listed = words(await visitor.get("/chats"))
    assert f"/console/chats/{case_id}/take" in listed
    assert "Đang chờ cán bộ (1)" in listed
    await visitor.post(f"/chats/{case_id}/take")
    listed = words(await visitor.get("/chats"))
    assert SIGN not in listed
    assert "Với Trần Văn Hùng" in listed


@pytest.mark.parametrize("name", STRANGERS)
async def test_another_unit_and_another_role_see_nothing(house: House, name: str) -> None:
    case_id, _ = await taken(house)
    second = await asked(house, chat="beef00" * 5 + "22")
    visitor = await house.visitor(name)
    for path in (f"/chats/{case_id}", f"/chats/{case_id}/feed", f"/chats/{second}", "/chats/" + "f" * 32):
        assert (await visitor.get(path)).status_code == 404, path
    for act in ("take", "say", "end", "resend", "typing", "offer"):
        for target in (case_id, second):
            answer = await visitor.post(f"/chats/{target}/{act}", {"key": KEY, "text": "x", "entry": "1"})
            assert answer.status_code == 404, act
    if name == "trainer":
        assert (await visitor.get("/chats")).status_code == 404
        assert (await visitor.get("/chats/waiting")).status_code == 404
        return
    listed = words(await visitor.get("/chats"))
    assert case_id not in listed
    assert second not in listed
    assert SIGN not in words(await visitor.get("/chats/waiting"))


async def test_a_form_without_its_token_does_nothing(house: House) -> None:
    case_id = await asked(house)
    visitor = await house.visitor("officer")
    for act in ("take", "say", "end", "resend", "typing", "offer"):
        assert (await visitor.post(f"/chats/{case_id}/{act}", {"csrf": "no"})).status_code == 403


async def test_an_officer_takes_talks_and_hands_back(house: House, clock: ManualClock) -> None:
    case_id, visitor = await taken(house)
    await hear(house, "<b>Công ty</b> trừ lương")
    said = await visitor.post(f"/chats/{case_id}/say", {"key": KEY, "text": "Chào bạn, trừ bao nhiêu?"})
    assert said.status_code == 303
    page = await visitor.get(f"/chats/{case_id}")
    assert "&lt;b&gt;Công ty&lt;/b&gt; trừ lương" in page.text
    assert "Chào bạn, trừ bao nhiêu?" in page.text
    assert "Đã gửi" in page.text
    clock.advance(seconds=1)
    ended = await visitor.post(f"/chats/{case_id}/end", {"text": "Mai gọi lại nhé"})
    assert ended.status_code == 303
    assert "Cuộc trò chuyện đã kết thúc" in words(await visitor.get(f"/chats/{case_id}"))
    assert house.notifier.texts[-2] == "Cán bộ: Mai gọi lại nhé"
    assert "Mở trang trò chuyện" in words(await visitor.get(f"/cases/{case_id}"))


async def test_a_message_from_the_script_is_answered_in_short_and_counts_once(house: House) -> None:
    case_id, visitor = await taken(house)
    for _ in range(2):
        answer = await visitor.post(
            f"/chats/{case_id}/say", {"key": KEY, "text": "Chào bạn"}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.content) == (204, b"")
    assert house.notifier.texts.count("Cán bộ: Chào bạn") == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"key": KEY, "text": "   "}, "trống"),
        ({"key": KEY, "text": "á" * 2001}, "dài quá"),
        ({"key": "", "text": "Chào"}, "cũ quá"),
        ({"key": "../../x", "text": "Chào"}, "cũ quá"),
        ({"key": "k" * 500, "text": "Chào"}, "cũ quá"),
    ],
)
async def test_a_bad_message_is_refused_and_stays_in_the_box(house: House, fields: dict[str, str], says: str) -> None:
    case_id, visitor = await taken(house)
    page = await visitor.post(f"/chats/{case_id}/say", fields)
    assert page.status_code == 422
    assert says in words(page)
    assert fields["text"].strip() in words(page)
    script = await visitor.post(f"/chats/{case_id}/say", fields, headers={"Accept": "application/json"})
    assert script.status_code == 422
    assert says in script.json()["error"]
    assert len(house.notifier.texts) == 1


async def test_the_second_officer_learns_who_was_first(house: House) -> None:
    case_id, _ = await taken(house)
    admin = await house.visitor("admin")
    page = await admin.post(f"/chats/{case_id}/take")
    assert page.status_code == 422
    assert "Trần Văn Hùng vừa nhận cuộc trò chuyện này." in words(page)
    said = await admin.post(f"/chats/{case_id}/say", {"key": KEY, "text": "Tôi trả lời nhé"})
    assert "Trần Văn Hùng đang trò chuyện" in words(said)
    assert "Tôi trả lời nhé" in words(said)


async def test_what_is_typed_after_the_end_is_not_lost(house: House) -> None:
    case_id, visitor = await taken(house)
    async with house.database.transaction() as tx:
        await LiveWorker(house.vault, house.clock).end(tx, CHAT, house.clock())
    page = await visitor.post(f"/chats/{case_id}/say", {"key": KEY, "text": "Bạn còn đó không?"})
    assert page.status_code == 422
    assert "đã kết thúc" in words(page)
    assert "Bạn còn đó không?" in words(page)


async def test_the_open_page_asks_cheaply(house: House, clock: ManualClock) -> None:
    case_id, visitor = await taken(house)
    first = await visitor.get(f"/chats/{case_id}/feed")
    tag = first.headers["etag"]
    again = await visitor.client.get(f"/console/chats/{case_id}/feed", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    await hear(house, "Anh ơi")
    new = await visitor.client.get(f"/console/chats/{case_id}/feed", headers={"If-None-Match": tag})
    assert new.status_code == 200
    assert "Anh ơi" in new.text
    clock.advance(seconds=IDLE.total_seconds() + 1)
    late = await visitor.get(f"/chats/{case_id}/feed")  # looking on keeps nobody signed in
    assert late.status_code == 303


async def call_others(house: House) -> int:
    async with house.database.transaction() as tx:
        return await LiveWatch(house.vault, house.clock, house.notifier).call_another(tx)


async def test_an_officer_who_signs_out_leaves_the_conversation_to_another(house: House) -> None:
    case_id, visitor = await taken(house)
    await visitor.post(f"/chats/{case_id}/say", {"key": KEY, "text": "Chào bạn"})
    other = await house.visitor("admin")
    assert await call_others(house) == 0
    await visitor.post("/sign-out")
    assert await call_others(house) == 1
    assert "Người lao động đang chờ cán bộ" in words(await other.get(f"/chats/{case_id}"))
    assert (await other.post(f"/chats/{case_id}/take")).status_code == 303
    assert "Bạn đang trò chuyện" in words(await other.get(f"/chats/{case_id}"))


async def test_a_page_that_is_closed_for_a_while_leaves_the_conversation_to_another(
    house: House, clock: ManualClock
) -> None:
    case_id, visitor = await taken(house)
    await visitor.get(f"/chats/{case_id}/feed")
    clock.advance(seconds=AWAY.total_seconds() - 1)
    await visitor.get(f"/chats/{case_id}/feed")
    clock.advance(seconds=AWAY.total_seconds() - 1)
    assert await call_others(house) == 0
    clock.advance(seconds=1)
    assert await call_others(house) == 1
    assert "Nhận trò chuyện" in words(await visitor.get(f"/chats/{case_id}/feed"))


async def test_an_open_page_goes_on_while_others_keep_the_database_busy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, visitor = await taken(house)

    async def locked(*_: object) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(LiveDesk, "is_here", locked)
    assert (await visitor.get(f"/chats/{case_id}/feed")).status_code == 200


async def test_both_sides_see_that_the_other_types(house: House, clock: ManualClock) -> None:
    case_id, visitor = await taken(house)
    clock.advance(seconds=1)
    assert (await visitor.post(f"/chats/{case_id}/typing")).status_code == 204
    assert house.typing.shown == [CHAT]
    async with house.database.transaction() as tx:
        await LiveWorker(house.vault, house.clock).types(tx, CHAT)
    assert "Người lao động đang soạn…" in words(await visitor.get(f"/chats/{case_id}/feed"))
    admin = await house.visitor("admin")
    await admin.post(f"/chats/{case_id}/typing")
    assert house.typing.shown == [CHAT]


async def test_an_officer_offers_and_the_worker_decides(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    assert "Mời trò chuyện" in words(await visitor.get(f"/chats/{case_id}"))
    refused = await visitor.post(f"/chats/{case_id}/take")
    assert "chưa nhờ trò chuyện" in words(refused)
    assert (await visitor.post(f"/chats/{case_id}/offer")).status_code == 303
    assert "đang chờ người lao động đồng ý" in words(await visitor.get(f"/chats/{case_id}"))
    async with house.database.transaction() as tx:
        assert await LiveWorker(house.vault, house.clock).accept(tx, CHAT, case_id)
    assert "Nhận trò chuyện" in words(await visitor.get(f"/chats/{case_id}/feed"))
