"""Files beside an officer's answer: attached, judged before sending, sent, and seen by nobody else."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from grievances.live.worker import LiveWorker
from grievances.model import CaseKind
from storage.tables import MediaItem
from tests.console.cast import CHAT, House, Visitor
from tests.grievances.evidence import samples

STRANGERS = ("outsider", "below", "trainer", "custodian")


async def attach(
    visitor: Visitor, case_id: str, body: bytes | None, held: tuple[str, ...] = (), part: str = "cases", **fields: Any
) -> httpx.Response:
    """As the page's script does it."""
    data = {"csrf": await visitor.token(), "file": list(held), **fields}
    files = {"picked": ("luong-chi-lan.pdf", body)} if body is not None else {"x": ("", b"")}
    return await visitor.client.post(
        f"/console/{part}/{case_id}/files", data=data, files=files, headers={"X-Fragment": "1"}
    )


def held_in(page: httpx.Response) -> list[str]:
    return re.findall(r'<input type="hidden" name="file" value="([0-9a-f]{32})">', page.text)


async def reply(house: House, visitor: Visitor, case_id: str, **fields: Any) -> httpx.Response:
    version = str((await house.record(case_id)).version)
    return await visitor.post(f"/cases/{case_id}/reply", {"version": version, "text": "Gửi bạn.", **fields})


async def items(house: House) -> int:
    async with house.database.transaction() as tx:
        return len((await tx.scalars(select(MediaItem.id))).all())


async def test_an_officer_attaches_two_files_takes_one_away_and_sends(both_houses: House) -> None:
    house = both_houses
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    (first,) = held_in(await attach(officer, case_id, samples.pdf()))
    listed = await attach(officer, case_id, samples.jpeg(), (first,))
    assert "<html" not in listed.text
    assert "Tệp PDF" in listed.text
    assert "luong-chi-lan" not in listed.text
    _, second = held_in(listed)
    left = await officer.post(f"/cases/{case_id}/files/drop", {"drop": second, "file": [first, second]})
    assert held_in(left) == [first]
    assert await items(house) == 1

    answer = await reply(house, officer, case_id, file=[first])
    assert answer.status_code == 303
    assert [notice.file is not None for _, notice in house.notifier.sent.values()] == [False, True]
    page = await officer.get(f"/cases/{case_id}")
    assert f"/console/cases/{case_id}/media/{first}" in page.text
    assert "đã gửi tệp" in page.text
    assert "Đã gửi</p>" in page.text
    body = (await officer.get(f"/cases/{case_id}/media/{first}")).content
    assert body.startswith(b"%PDF")
    assert samples.MARK.encode() not in body


HOSTILE = (
    (b"<!doctype html><script>alert(1)</script>", "Loại tệp này không gửi được"),
    (b"MZ\x90\x00 program", "Loại tệp này không gửi được"),
    (samples.picture_bomb(), "Tệp này mở ra quá lớn"),
    (samples.with_parts(samples.word(), {"word/vbaProject.bin": b"x"}), "có phần tự chạy được"),
    (samples.pdf("mat-khau"), "có mật khẩu"),
    (samples.png(400, 400)[:90], "không mở được"),
    (b"", "Bạn chọn tệp cần gửi trước nhé"),
    (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "lớn hơn 10 MB"),
)


@pytest.mark.parametrize(("body", "said"), HOSTILE, ids=[said for _, said in HOSTILE])
async def test_what_cannot_be_sent_is_refused_in_words_and_nothing_is_kept(
    house: House, body: bytes, said: str
) -> None:
    case_id = (await house.open()).case_id
    answer = await attach(await house.visitor("officer"), case_id, body)
    assert said in html.unescape(answer.text)
    assert held_in(answer) == []
    assert await items(house) == 0


async def test_more_than_a_form_may_hold_is_not_read(house: House) -> None:
    case_id = (await house.open()).case_id
    answer = await attach(await house.visitor("officer"), case_id, bytes(11 * 1024 * 1024))
    assert answer.status_code == 413
    for path in (f"/cases/{case_id}/reply", "/cases/bulk", "/cases/1/files"):
        visitor = await house.visitor("officer")
        assert (await visitor.post(path, {"text": "x" * 200_000})).status_code == 413, path


async def test_only_a_form_of_ours_attaches(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    path, files = f"/console/cases/{case_id}/files", {"picked": ("a.pdf", samples.pdf())}
    assert (await officer.client.post(path, data={"csrf": "wrong"}, files=files)).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    token = await officer.token()
    assert (await officer.client.post(path, data={"csrf": token}, files=files, headers=foreign)).status_code == 403
    stranger = await house.visitor()
    assert (await stranger.client.post(path, data={"csrf": token}, files=files)).status_code == 401
    elsewhere = f"/console/cases/{case_id}/reply"
    assert (await officer.client.post(elsewhere, data={"csrf": token}, files=files)).status_code == 415
    assert await items(house) == 0


@pytest.mark.parametrize("name", STRANGERS)
async def test_strangers_neither_attach_nor_see_nor_send_again(house: House, name: str) -> None:
    case_id = (await house.open()).case_id
    officer, stranger = await house.visitor("officer"), await house.visitor(name)
    (file,) = held_in(await attach(officer, case_id, samples.pdf()))
    assert (await attach(stranger, case_id, samples.pdf())).status_code == 404
    assert (await stranger.post(f"/cases/{case_id}/files/drop", {"drop": file})).status_code == 404
    assert (await stranger.get(f"/cases/{case_id}/media/{file}")).status_code == 404
    await reply(house, officer, case_id, file=[file])
    assert (await stranger.get(f"/cases/{case_id}/media/{file}")).status_code == 404
    assert (await stranger.post(f"/cases/{case_id}/resend", {"entry": "1"})).status_code == 404


async def test_who_may_only_look_sees_what_was_sent_and_attaches_nothing(house: House) -> None:
    case_id = (await house.open()).case_id
    officer, viewer = await house.visitor("officer"), await house.visitor("viewer")
    (file,) = held_in(await attach(officer, case_id, samples.pdf()))
    assert (await viewer.get(f"/cases/{case_id}/media/{file}")).status_code == 404
    await reply(house, officer, case_id, file=[file])
    assert (await viewer.get(f"/cases/{case_id}/media/{file}")).status_code == 200
    assert (await attach(viewer, case_id, samples.pdf())).status_code == 404
    assert (await viewer.post(f"/cases/{case_id}/resend", {"entry": "1"})).status_code == 404


async def test_a_colleagues_draft_is_not_sent_and_not_shown(house: House) -> None:
    case_id = (await house.open()).case_id
    officer, head = await house.visitor("officer"), await house.visitor("supervisor")
    (file,) = held_in(await attach(officer, case_id, samples.pdf()))
    answer = await reply(house, head, case_id, file=[file])
    assert answer.status_code == 422
    assert "Bạn đính kèm lại giúp nhé" in html.unescape(answer.text)
    assert held_in(answer) == []
    assert house.notifier.sent == {}


async def test_nothing_is_lost_when_somebody_else_was_faster(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    (file,) = held_in(await attach(officer, case_id, samples.pdf()))
    answer = await officer.post(f"/cases/{case_id}/reply", {"version": "99", "text": "Đang viết", "file": [file]})
    assert answer.status_code == 409
    assert held_in(answer) == [file]
    assert "Đang viết" in answer.text
    assert (await reply(house, officer, case_id, file=[file])).status_code == 303


async def test_the_officer_is_told_before_sending_where_zalo_takes_no_such_file(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    assert "Zalo chỉ chuyển được ảnh, PDF và Word" in (await officer.get(f"/cases/{case_id}")).text
    sheet = html.unescape((await attach(officer, case_id, samples.excel())).text)
    assert "người lao động nhận lời nhắn thay thế" in sheet
    paper = html.unescape((await attach(officer, case_id, samples.pdf())).text)
    assert "nhận lời nhắn thay thế" not in paper


async def test_without_scripts_the_page_comes_back_with_the_file_and_the_words(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    fields = {"csrf": await officer.token(), "text": "Đang viết dở"}
    files = {"picked": ("a.pdf", samples.pdf())}
    page = await officer.client.post(f"/console/cases/{case_id}/files", data=fields, files=files)
    assert "<html" in page.text
    assert "Đang viết dở" in page.text
    (file,) = held_in(page)
    forgotten = await reply(house, officer, case_id, file=[file], picked="b.pdf")
    assert forgotten.status_code == 422
    assert "chưa được đính kèm" in html.unescape(forgotten.text)
    assert held_in(forgotten) == [file]
    filled = await officer.post(f"/cases/{case_id}/law", {"law": "lam them gio", "text": "x", "file": [file]})
    assert held_in(filled) == [file]


async def test_a_file_in_a_live_conversation(house: House) -> None:
    case_id = (await house.open(kind=CaseKind.HUMAN_REQUEST)).case_id
    async with house.database.transaction() as tx:
        await LiveWorker(house.vault, house.clock).ask(tx, CHAT, case_id)
    officer = await house.visitor("officer")
    await officer.post(f"/chats/{case_id}/take")
    (file,) = held_in(await attach(officer, case_id, samples.pdf(), part="chats"))
    data = {"key": "k" * 16, "text": "", "file": [file]}
    assert (await officer.post(f"/chats/{case_id}/say", data)).status_code == 303
    page = (await officer.get(f"/chats/{case_id}")).text
    assert f"/console/cases/{case_id}/media/{file}" in page
    outsider = await house.visitor("outsider")
    assert (await attach(outsider, case_id, samples.pdf(), part="chats")).status_code == 404


async def test_what_did_not_get_through_can_be_sent_again_from_the_case(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    (file,) = held_in(await attach(officer, case_id, samples.pdf()))
    await reply(house, officer, case_id, file=[file])
    house.notifier.fail("zalo-240")
    page = html.unescape((await officer.get(f"/cases/{case_id}")).text)
    assert "Không gửi được: kênh từ chối (mã zalo-240)" in page
    entry = re.findall(r'name="entry" value="(\d+)"', page)[-1]
    answer = await officer.post(f"/cases/{case_id}/resend", {"entry": entry})
    assert answer.headers["location"] == f"/console/cases/{case_id}"
