from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from grievances.model import Rating, Status
from grievances.worker import Proof
from storage.tables import AuditEvent
from tests.console.cast import CHAT, House, act, field

HOSTILE = '<img src=x onerror="alert(1)"></textarea><script>alert(2)</script> {{ 7*7 }} & \u202eđảo'


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
