"""Help for writing an answer: templates and the law at hand, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from console.case.law import cite, find_law
from grievances.live.worker import LiveWorker
from grievances.model import CaseKind
from knowledge.library import Library
from tests.console.cast import CHAT, House, field

TEMPLATE = {"title": "Hỏi thêm", "text": "Chào bạn, {don_vi} đã nhận {ma_vu_viec}.", "category": "wages"}


async def written(house: House, unit: str = "zone", **other: str) -> None:
    data = TEMPLATE | {"unit": house.units[unit].id} | other
    assert (await (await house.visitor("admin")).post("/templates/new", data)).status_code == 303


def reply_box(page: httpx.Response) -> str:
    found = re.search(r'<textarea[^>]*id="reply-text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def insertions(page: httpx.Response) -> list[str]:
    return re.findall(r'name="insert" value="([^"]+)"', page.text)


async def test_a_template_goes_into_the_reply_behind_what_was_typed(both_houses: House) -> None:
    house = both_houses
    await written(house)
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    page = await officer.get(f"/cases/{case_id}")
    (chosen,) = insertions(page)
    data = {"version": field(page, "version"), "text": "Đang viết dở", "insert": chosen}
    filled = await officer.post(f"/cases/{case_id}/insert", data)
    assert filled.status_code == 200
    expected = f"Đang viết dở\n\nChào bạn, {house.units['zone'].name} đã nhận PA-000001."
    assert reply_box(filled) == expected
    assert house.notifier.texts == []


async def test_the_law_is_found_by_words_and_cited_with_basis_and_day(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    found = await officer.post(f"/cases/{case_id}/law", {"text": "Chào bạn", "law": "lam them gio"})
    assert reply_box(found) == "Chào bạn"
    assert "Luật sư cần xem lại: Chờ nghị định mới." in found.text
    (chosen,) = [one for one in insertions(found) if one.startswith("topic:")]
    cited = await officer.post(f"/cases/{case_id}/insert", {"text": "Chào bạn", "insert": chosen})
    assert reply_box(cited).startswith("Chào bạn\n\nTheo Điều 98 Bộ luật Lao động")
    assert "quy định tại ngày 25/11/2026" in reply_box(cited)


async def test_the_search_in_place_answers_with_the_results_only(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    data = {"csrf": await officer.token(), "text": "", "law": "không có từ này"}
    answer = await officer.client.post(f"/console/cases/{case_id}/law", data=data, headers={"X-Fragment": "1"})
    assert "Không có quy định nào khớp" in answer.text
    assert "<html" not in answer.text


def test_the_real_register_finds_overtime_by_words_without_marks() -> None:
    library = Library.load(Path(__file__).parents[2] / "data")
    on = date(2026, 11, 25)
    found = find_law(library, "lam them gio", on)
    assert found
    assert all(one.text.startswith("Theo ") and "25/11/2026" in one.text for one in found)
    assert find_law(library, "  ", on) == ()
    assert all(cite(library, topic_id, on).text for topic_id in library.topic_ids())


async def test_a_template_is_previewed_written_changed_archived_and_used_again(house: House) -> None:
    admin = await house.visitor("admin")
    data = TEMPLATE | {"unit": house.units["zone"].id}
    preview = await admin.post("/templates/new", data | {"preview": "1"})
    assert "đã nhận PA-000123" in preview.text
    assert (await admin.get("/templates")).text.count("Hỏi thêm") == 0
    await written(house)
    listed = await admin.get("/templates")
    link = re.search(r'href="/console(/templates/[0-9a-f]{32})"', listed.text)
    assert link
    form = await admin.get(link[1])
    changed = data | {"title": "Hỏi lại", "version": field(form, "version")}
    assert (await admin.post(link[1], changed)).status_code == 303
    late = await admin.post(link[1], changed | {"title": "Đến sau"})
    assert late.status_code == 422
    assert "Người khác vừa sửa mẫu này" in late.text
    assert "Đến sau" in late.text
    await admin.post(f"{link[1]}/archive", {"archived": "1"})
    assert "Hỏi lại" not in (await admin.get("/templates")).text
    assert "Hỏi lại" in (await admin.get("/templates", archived="1")).text
    await admin.post(f"{link[1]}/archive", {"archived": "0"})
    assert "Hỏi lại" in (await admin.get("/templates")).text


async def test_a_bad_template_is_explained_and_kept(house: House) -> None:
    admin = await house.visitor("admin")
    data = TEMPLATE | {"unit": house.units["zone"].id, "text": "Chào {ten_ban} <b>"}
    answer = await admin.post("/templates/new", data)
    assert answer.status_code == 422
    assert "{ten_ban}” mà trang không biết" in answer.text
    assert "Chào {ten_ban} &lt;b&gt;" in answer.text


@pytest.mark.parametrize("name", ["officer", "outsider", "trainer"])
async def test_who_may_not_write_templates_cannot(house: House, name: str) -> None:
    await written(house)
    listed = await (await house.visitor("admin")).get("/templates")
    link = re.search(r'href="/console(/templates/[0-9a-f]{32})"', listed.text)
    assert link
    visitor = await house.visitor(name)
    for path in ("/templates/new", link[1]):
        assert (await visitor.get(path)).status_code == 404
        assert (await visitor.post(path, TEMPLATE)).status_code == 404
    assert (await visitor.post(f"{link[1]}/archive", {"archived": "1"})).status_code == 404
    seen = await visitor.get("/templates")
    assert ("Hỏi thêm" in seen.text) is (name == "officer")


@pytest.mark.parametrize("name", ["outsider", "trainer"])
async def test_who_does_not_see_the_case_gets_no_help_with_it(house: House, name: str) -> None:
    await written(house)
    case_id = (await house.open()).case_id
    chosen = insertions(await (await house.visitor("officer")).get(f"/cases/{case_id}"))[0]
    visitor = await house.visitor(name)
    assert (await visitor.post(f"/cases/{case_id}/insert", {"insert": chosen})).status_code == 404
    assert (await visitor.post(f"/cases/{case_id}/insert", {"insert": "topic:overtime_pay"})).status_code == 404
    assert (await visitor.post(f"/cases/{case_id}/law", {"law": "lương"})).status_code == 404


@pytest.mark.parametrize("chosen", ["", "topic:lies", "template:x", "other:1", "template:" + "f" * 32])
async def test_what_is_nothing_to_insert_is_not_found(house: House, chosen: str) -> None:
    case_id = (await house.open()).case_id
    answer = await (await house.visitor("officer")).post(f"/cases/{case_id}/insert", {"insert": chosen})
    assert answer.status_code == 404


def chat_box(page: httpx.Response) -> str:
    found = re.search(r'<textarea[^>]*id="chat-text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


async def test_templates_and_the_law_are_at_hand_in_a_live_conversation(both_houses: House) -> None:
    house = both_houses
    await written(house, category="")
    case_id = (await house.open(kind=CaseKind.HUMAN_REQUEST)).case_id
    async with house.database.transaction() as tx:
        await LiveWorker(house.vault, house.clock).ask(tx, CHAT, case_id)
    officer = await house.visitor("officer")
    await officer.post(f"/chats/{case_id}/take")
    page = await officer.get(f"/chats/{case_id}")
    (chosen,) = insertions(page)
    filled = await officer.post(f"/chats/{case_id}/insert", {"text": "Chào bạn", "insert": chosen})
    assert chat_box(filled) == f"Chào bạn\n\nChào bạn, {house.units['zone'].name} đã nhận PA-000001."
    found = await officer.post(f"/chats/{case_id}/law", {"text": "Chào bạn", "law": "lam them gio"})
    assert chat_box(found) == "Chào bạn"
    (topic,) = [one for one in insertions(found) if one.startswith("topic:")]
    cited = await officer.post(f"/chats/{case_id}/insert", {"text": "", "insert": topic})
    assert chat_box(cited).startswith("Theo Điều 98 Bộ luật Lao động")
    outsider = await house.visitor("outsider")
    for path in ("insert", "law"):
        data = {"text": "", "insert": chosen, "law": "x"}
        assert (await outsider.post(f"/chats/{case_id}/{path}", data)).status_code == 404


async def test_a_template_answers_many_cases_each_with_its_own_number(both_houses: House) -> None:
    house = both_houses
    await written(house)
    cases = [(await house.open()).case_id for _ in range(2)]
    officer = await house.visitor("officer")
    (template,) = re.findall(r'<option value="([0-9a-f]{32})" data-text=', (await officer.get("/cases")).text)
    fields = {"case": cases, "act": "reply", "template": template, "reply_text": ""}
    act = (await officer.post("/cases/bulk", fields)).headers["location"].removeprefix("/console")
    preview = html.unescape((await officer.get(act)).text)
    assert "{ma_vu_viec}" in preview
    assert "điền riêng cho từng vụ việc" in preview
    assert "không hoàn tác được" in preview
    await officer.post(f"{act}/go-on")
    told = "\n".join(house.notifier.texts)
    assert all(f"{house.units['zone'].name} đã nhận PA-00000{number}." in told for number in (1, 2))
    assert "{" not in told
    assert "Hoàn tác</button>" not in (await officer.get(act)).text


async def test_an_answer_to_many_says_what_is_wrong_with_it(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    for text, said in (("", "đang trống"), ("Chào {ten_ban}", "Mẫu có chỗ điền “{ten_ban}”")):
        fields = {"case": [case_id], "act": "reply", "reply_text": text}
        answer = await officer.post("/cases/bulk", fields)
        assert answer.status_code == 422
        assert said in html.unescape(answer.text)
    found = await officer.post("/law", {"law": "lam them gio"})
    assert "Theo Điều 98 Bộ luật Lao động" in html.unescape(found.text)
    assert "formaction" not in found.text
    assert (await (await house.visitor("viewer")).post("/law", {"law": "x"})).status_code == 404
