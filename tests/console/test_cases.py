from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from grievances.model import CaseKind, Category, Rating, Status
from grievances.worker import Proof
from storage.tables import AuditEvent, CaseRecord
from tests.console.cast import CHAT, House, Visitor, field
from tests.support.clock import ManualClock

HOSTILE = '<img src=x onerror="alert(1)"></textarea><script>alert(2)</script> {{ 7*7 }} & \u202eđảo'


async def act(visitor: Visitor, house: House, case_id: str, form: str, **data: str) -> Any:
    version = data.pop("version", str((await house.record(case_id)).version))
    return await visitor.post(f"/cases/{case_id}/{form}", {"version": version, **data})


def row_count(text: str) -> int:
    return text.count('class="cell-number"')


async def test_an_officer_finds_reads_and_answers_a_case(both_houses: House) -> None:
    house = both_houses
    case_id = (await house.open("Công ty nợ lương tháng 9 và 10.")).case_id
    visitor = await house.visitor("officer")
    listed = await visitor.get("/cases")
    assert f"/console/cases/{case_id}" in listed.text
    assert "Chờ trả lời" in listed.text

    page = await visitor.get(f"/cases/{case_id}")
    assert "Công ty nợ lương tháng 9 và 10." in page.text
    assert "25/11/2026 09:00" in page.text
    assert "Zalo" in page.text

    answer = await act(visitor, house, case_id, "reply", text="Chào bạn, Công đoàn đã nhận.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/cases/{case_id}")
    after = await visitor.get(f"/cases/{case_id}")
    assert "Đã gửi trả lời cho người lao động." in after.text
    assert "Chào bạn, Công đoàn đã nhận." in after.text
    assert "Đã gửi trả lời" not in (await visitor.get(f"/cases/{case_id}")).text
    assert "Chào bạn, Công đoàn đã nhận." in house.notifier.texts[0]
    assert (await house.record(case_id)).status == Status.IN_PROGRESS


async def test_every_read_and_write_is_audited(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "image/jpeg", b"\xff\xd8\xff\xe0")
    visitor = await house.visitor("officer")
    await visitor.get("/cases")
    await visitor.get(f"/cases/{case_id}")
    await visitor.get(f"/cases/{case_id}/media/{media_id}")
    await act(visitor, house, case_id, "reply", text="Chào bạn")
    await act(visitor, house, case_id, "note", text="Gọi công ty")
    await act(visitor, house, case_id, "status", to="resolved", text="Xong")
    async with house.database.transaction() as tx:
        events = (await tx.execute(select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id))).all()
    assert [action for action, _ in events] == [
        "case.listed",
        "case.read",
        "case.media_read",
        "case.replied",
        "case.noted",
        "case.status_changed",
    ]
    assert {actor for _, actor in events} == {house.staff["officer"].id}


async def test_a_note_stays_inside(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    await act(visitor, house, case_id, "note", text="Đã gọi phòng nhân sự.")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "Đã lưu ghi chú nội bộ" in page
    note = page.split('class="entry entry-note"')[1].split("</li>")[0]
    assert "Ghi chú nội bộ" in note
    assert "Đã gọi phòng nhân sự." in note
    async with house.database.transaction() as tx:
        seen = await house.cases.view(tx, Proof(CHAT), case_id)
    assert "Đã gọi phòng nhân sự." not in [entry.body for entry in seen.timeline]
    assert house.notifier.texts == []


async def test_only_allowed_moves_are_offered_and_accepted(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    await act(visitor, house, case_id, "status", to="resolved", text="Đã trả đủ lương.")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert re.findall(r'name="to" value="(\w+)"', page) == ["in_progress", "closed"]
    assert "Đã trả đủ lương." in page
    refused = await act(visitor, house, case_id, "status", to="rejected", text="Lý do giữ lại")
    assert refused.status_code == 422
    assert "không chuyển sang" in refused.text
    assert "Lý do giữ lại" in refused.text
    assert (await house.record(case_id)).status == Status.RESOLVED


@pytest.mark.parametrize("to", ["", "received", "withdrawn", "nonsense", "\x00", "resolved' --", "a" * 9000])
async def test_an_impossible_status_is_a_clear_error(house: House, to: str) -> None:
    case_id = (await house.open()).case_id
    answer = await act(await house.visitor("officer"), house, case_id, "status", to=to, text="x")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (await house.record(case_id)).status == Status.RECEIVED


async def test_not_taking_a_case_up_needs_a_reason(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    answer = await act(visitor, house, case_id, "status", to="rejected", text="  ")
    assert answer.status_code == 422
    assert "cần ghi lý do" in answer.text
    assert re.search(r'value="rejected" required checked', answer.text)
    assert (await act(visitor, house, case_id, "status", to="rejected", text="Trùng vụ khác")).status_code == 303


@pytest.mark.parametrize(("form", "area"), [("reply", "reply-text"), ("note", "note-text"), ("status", "status-text")])
async def test_who_comes_second_is_told_and_keeps_the_text(house: House, form: str, area: str) -> None:
    case_id = (await house.open()).case_id
    first, second = await house.visitor("officer"), await house.visitor("admin")
    before = await second.get(f"/cases/{case_id}")
    stale, seen = field(before, "version"), field(before, "seen")
    await act(first, house, case_id, "reply", text="Tôi trả lời trước.")

    late = await act(second, house, case_id, form, version=stale, seen=seen, text="Lời tôi <đã> gõ", to="resolved")
    assert late.status_code == 409
    assert "vừa có thay đổi trong lúc bạn viết" in late.text
    assert "Tôi trả lời trước." in late.text
    since = late.text.partition("Thay đổi từ lúc bạn mở trang")[2].partition("</ul>")[0]
    assert "<strong>Trần Văn Hùng</strong> đã trả lời" in since
    assert "mở vụ việc" not in since
    kept = re.search(rf'<textarea[^>]*id="{area}"[^>]*>\n([^<]*)</textarea>', late.text)
    assert kept
    assert kept[1] == "Lời tôi &lt;đã&gt; gõ"
    again = await act(
        second, house, case_id, form, version=field(late, "version"), text="Lời tôi <đã> gõ", to="resolved"
    )
    assert again.status_code == 303


@pytest.mark.parametrize("version", ["", "x", "-5", "99999999999999999999", "1.0", "\x00", "١"])
async def test_a_version_that_is_none_reads_as_a_conflict(house: House, version: str) -> None:
    case_id = (await house.open()).case_id
    answer = await act(await house.visitor("officer"), house, case_id, "reply", version=version, text="Chào")
    assert answer.status_code == 409
    assert house.notifier.texts == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "đang trống"), (" \n\t ", "đang trống"), ("\x00\u200b", "đang trống"), ("ế" * 2001, "dài quá 2.000")],
)
async def test_an_empty_or_too_long_reply_is_refused_and_kept(house: House, text: str, reason: str) -> None:
    case_id = (await house.open()).case_id
    answer = await act(await house.visitor("officer"), house, case_id, "reply", text=text)
    assert answer.status_code == 422
    assert reason in answer.text
    assert text.strip("\x00\u200b \n\t") in answer.text
    assert house.notifier.texts == []


async def test_a_reply_of_exactly_the_limit_goes_out_also_with_windows_line_ends(house: House) -> None:
    case_id = (await house.open()).case_id
    text = "ế" * 999 + "\r\n" + "ế" * 1000
    assert (await act(await house.visitor("officer"), house, case_id, "reply", text=text)).status_code == 303


async def test_hostile_texts_are_shown_and_do_nothing(house: House) -> None:
    case_id = (await house.open(HOSTILE)).case_id
    visitor = await house.visitor("officer")
    async with house.database.transaction() as tx:
        await house.cases.set_workplace(tx, Proof(CHAT), case_id, HOSTILE)
        await house.cases.set_contact(tx, Proof(CHAT), case_id, HOSTILE)
    await act(visitor, house, case_id, "reply", text=HOSTILE)
    await act(visitor, house, case_id, "note", text=HOSTILE)
    await act(visitor, house, case_id, "status", to="resolved", text=HOSTILE)
    pages = [
        await visitor.get(f"/cases/{case_id}"),
        await act(visitor, house, case_id, "reply", version="0", text=HOSTILE),
        await act(visitor, house, case_id, "status", to=HOSTILE, text=HOSTILE),
        await visitor.get("/cases", q=HOSTILE, status=HOSTILE, unit=HOSTILE, page=HOSTILE),
        await visitor.get(f"/cases/{case_id}", back=HOSTILE),
    ]
    for page in pages:
        assert page.status_code in (200, 409, 422)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in re.sub(r"[0-9a-f]{12,}|[\w-]{43}|PA-\d+", "", page.text).split("7*7")[-1][:5]
    assert pages[0].text.count("&lt;script&gt;") == 5  # the contact is not among them


async def test_a_worker_who_left_the_chat_is_announced(house: House) -> None:
    case_id = (await house.open()).case_id
    async with house.database.transaction() as tx:
        await house.cases.forget_chat(tx, CHAT)
    visitor = await house.visitor("officer")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "không nhận được tin nhắn nữa (họ đã xóa liên kết)" in page
    assert "Người lao động sẽ thấy nội dung này khi tra cứu bằng mã" in page
    await act(visitor, house, case_id, "reply", text="Chào bạn")
    assert "sẽ thấy khi tra cứu bằng mã" in (await visitor.get(f"/cases/{case_id}")).text


async def test_a_withdrawn_case_can_be_noted_but_not_answered(house: House) -> None:
    case_id = (await house.open()).case_id
    async with house.database.transaction() as tx:
        await house.cases.withdraw(tx, Proof(CHAT), case_id)
    visitor = await house.visitor("officer")
    page = (await visitor.get(f"/cases/{case_id}")).text
    assert "Gửi trả lời" not in page
    assert 'name="to"' not in page
    late = await act(visitor, house, case_id, "reply", text="Muộn mất rồi")
    assert late.status_code == 422
    assert "Muộn mất rồi" in late.text
    moved = await act(visitor, house, case_id, "status", to="resolved", text="Lời nhắn muộn")
    assert moved.status_code == 422
    assert "Lời nhắn muộn" in moved.text
    assert (await act(visitor, house, case_id, "note", text="Đã rõ")).status_code == 303


async def test_the_whole_story_is_told(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    async with house.database.transaction() as tx:
        await house.cases.set_workplace(tx, Proof(CHAT), case_id, "Xưởng 2, Công ty May An Phú")
        await house.cases.set_contact(tx, Proof(CHAT), case_id, "chị Mai, 0900 000 000")
    await act(visitor, house, case_id, "status", to="resolved", text="Công ty đã trả lương.")
    async with house.database.transaction() as tx:
        await house.cases.rate(tx, Proof(CHAT), case_id, Rating.BAD)
    page = (await visitor.get(f"/cases/{case_id}")).text
    for words in (
        "mở vụ việc",
        "cho biết nơi làm việc",
        "để lại liên hệ",
        "Xưởng 2, Công ty May An Phú",
        "Có để lại, đang niêm phong",
        "Trần Văn Hùng",
        "Công ty đã trả lương.",
        "đánh giá",
        "Chưa ổn",
    ):
        assert words in page


async def test_a_picture_of_ours_is_shown_and_locked_down(house: House) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, "image/jpeg", b"\xff\xd8\xff\xe0pixels")
    visitor = await house.visitor("officer")
    assert f'<img src="/console/cases/{case_id}/media/{media_id}"' in (await visitor.get(f"/cases/{case_id}")).text
    answer = await visitor.get(f"/cases/{case_id}/media/{media_id}")
    assert answer.content == b"\xff\xd8\xff\xe0pixels"
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == "inline"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("mime", "body"),
    [
        ("text/html", b"<script>alert(1)</script>"),
        ("image/svg+xml", b"<svg onload=alert(1)>"),
        ("image/jpeg", b"<script>not a picture</script>"),
        ("application/pdf", b"%PDF-1.4"),
        ("video/mp4", b"\x00\x00\x00\x18ftyp"),
    ],
)
async def test_anything_else_is_only_handed_out_as_a_file(house: House, mime: str, body: bytes) -> None:
    case_id = (await house.open()).case_id
    media_id = await house.attach(case_id, mime, body, "file")
    visitor = await house.visitor("officer")
    assert (await visitor.get(f"/cases/{case_id}")).status_code == 200
    answer = await visitor.get(f"/cases/{case_id}/media/{media_id}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_list_is_filtered_by_everything_at_once(house: House) -> None:
    wages = (await house.open()).case_id
    safety = (await house.open(unit="mill", category=Category.SAFETY)).case_id
    human = (await house.open(kind=CaseKind.HUMAN_REQUEST, category=Category.OTHER)).case_id
    visitor = await house.visitor("officer")
    await act(visitor, house, wages, "reply", text="Chào bạn")

    async def found(**params: str) -> set[str]:
        page = (await visitor.get("/cases", **params)).text
        return {case_id for case_id in (wages, safety, human) if case_id in page}

    assert await found() == {wages, safety, human}
    assert await found(status="in_progress") == {wages}
    assert await found(status="received") == {safety, human}
    assert await found(category="safety") == {safety}
    assert await found(kind="human_request") == {human}
    assert await found(unit=house.units["mill"].id) == {safety}
    assert await found(unit=house.units["zone"].id) == {wages, safety, human}
    assert await found(waiting="1") == {safety, human}
    assert await found(waiting="1", category="wages") == set()
    number = (await house.record(safety)).number
    for typed in (f"PA-{number:06d}", f"pa {number}", f"{number}", f" PA{number:06d} "):
        assert await found(q=typed) == {safety}, typed
    assert await found(status="nonsense", category="x", kind="y", unit="z", waiting="yes") == {wages, safety, human}


@pytest.mark.parametrize("typed", ["abc", "PA-", "0", "PA-999999999", "99999999999999999999", "%", "\x00", "1; DROP"])
async def test_a_search_for_nothing_finds_nothing_and_says_how(house: House, typed: str) -> None:
    await house.open()
    page = await (await house.visitor("officer")).get("/cases", q=typed)
    assert page.status_code == 200
    assert row_count(page.text) == (1 if typed == "\x00" else 0)


async def test_an_empty_list_says_what_will_come(house: House) -> None:
    visitor = await house.visitor("officer")
    assert "Chưa có vụ việc nào" in (await visitor.get("/cases")).text
    assert "Không có vụ việc nào khớp" in (await visitor.get("/cases", status="resolved")).text


@pytest.mark.parametrize(
    ("page", "current", "rows"),
    [
        ("1", 1, 25),
        ("2", 2, 5),
        ("0", 1, 25),
        ("-1", 1, 25),
        ("99999", 2, 5),
        ("9" * 40, 2, 5),
        ("abc", 1, 25),
        ("", 1, 25),
        ("1e3", 1, 25),
        ("٢", 1, 25),
    ],
)
async def test_paging_stays_within_its_bounds(house: House, page: str, current: int, rows: int) -> None:
    async with house.database.transaction() as tx:
        for number in range(1, 31):
            tx.add(_record(house, number))
    answer = await (await house.visitor("officer")).get("/cases", page=page, status="in_progress")
    assert answer.status_code == 200
    assert "30 vụ việc" in answer.text
    assert row_count(answer.text) == rows
    active = re.search(r'page-item active"><a class="page-link" href="([^"]+)" aria-current="page"', answer.text)
    assert active
    assert active[1] == f"/console/cases?status=in_progress&amp;page={current}"


async def test_the_way_back_leads_to_the_same_list(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    listed = (await visitor.get("/cases", status="received", waiting="1")).text
    link = re.search(rf'href="(/console/cases/{case_id}[^"]*)"', listed)
    assert link
    page = await visitor.client.get(link[1].replace("&amp;", "&"))
    assert 'href="/console/cases?status=received&amp;waiting=1"' in page.text
    answer = await act(visitor, house, case_id, "note", text="Ghi", back=field(page, "back").replace("&amp;", "&"))
    assert (
        'href="/console/cases?status=received&amp;waiting=1"'
        in (await visitor.client.get(answer.headers["location"])).text
    )


async def test_the_flash_shows_only_messages_that_we_know(house: House) -> None:
    visitor = await house.visitor("officer")
    visitor.client.cookies.set("motcham_flash", "<b>tin-gia</b>")
    assert "tin-gia" not in (await visitor.get("/cases")).text


@pytest.mark.parametrize("case_id", ["x", "f" * 32, "F" * 32, "%00", "a" * 3000, "..", "%2e%2e%2f"])
async def test_a_case_that_is_none_is_not_found(house: House, case_id: str) -> None:
    visitor = await house.visitor("officer")
    answer = await visitor.get(f"/cases/{case_id}")
    assert answer.status_code in (404, 307)
    assert "Traceback" not in answer.text


def _record(house: House, number: int) -> CaseRecord:
    now = house.clock()
    return CaseRecord(
        number=number,
        kind=CaseKind.GRIEVANCE,
        category=Category.WAGES,
        status=Status.IN_PROGRESS,
        unit_id=house.units["zone"].id,
        receipt_hash=f"{number:064d}",
        channel_kind="zalo",
        opened_at=now,
        opened_on=now.date(),
        updated_at=now,
    )


async def test_times_are_those_of_viet_nam_with_their_age(house: House, clock: ManualClock) -> None:
    await house.open()
    clock.advance(minutes=50)
    page = (await (await house.visitor("officer")).get("/cases")).text
    assert '<time datetime="2026-11-25T09:00+07:00">25/11/2026 09:00</time>' in page
    assert "50 phút trước" in page
