"""Attaching files in a real browser, on a desk and on a phone: what is wrong is said at once, the rest arrives."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import House
from tests.console.test_chats import asked
from tests.grievances.evidence import samples

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    made = {
        "quyet-dinh.pdf": samples.pdf(),
        "bang-luong.xlsx": samples.excel(),
        "anh.heic": samples.heic(1200, 900),
        "virus.exe": b"MZ program",
    }
    for name, body in made.items():
        (tmp_path / name).write_bytes(body)
    return {name: tmp_path / name for name in made}


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_sends_a_decision_and_a_photo(
    browser: Browser, house: House, site: str, screen: str, papers: dict[str, Path]
) -> None:
    case_id = (await house.open()).case_id
    async with officer_at(browser, site, SCREENS[screen], f"files-{screen}") as officer:
        page = officer.page
        await officer.sign_in()
        await officer.visit(f"/cases/{case_id}")
        await page.get_by_label("Nội dung trả lời").fill("Công đoàn gửi bạn quyết định và ảnh.")
        picker = page.get_by_label("Đính kèm ảnh, tệp")
        held = page.get_by_role("list", name="Tệp sẽ gửi kèm").get_by_role("listitem")
        await picker.set_input_files([papers["quyet-dinh.pdf"], papers["bang-luong.xlsx"]])
        await expect(held).to_have_count(2)
        await expect(held.nth(1)).to_contain_text("người lao động nhận lời nhắn thay thế")
        await picker.set_input_files(papers["virus.exe"])
        await expect(page.get_by_role("alert")).to_contain_text("Loại tệp này không gửi được")
        await picker.set_input_files(papers["anh.heic"])
        await expect(held).to_have_count(3)
        await expect(page.get_by_role("alert")).to_have_count(0)
        await officer.check_accessible()
        await officer.look("1-attached")
        await page.get_by_role("button", name="Bỏ Tệp Excel").click()
        await expect(held).to_have_count(2)
        await page.get_by_role("button", name="Gửi trả lời").click()
        await expect(page.get_by_text("Đã gửi trả lời cho người lao động.")).to_be_visible()
        await expect(page.get_by_role("link", name="Ảnh Công đoàn gửi")).to_be_visible()
        await expect(page.get_by_role("link", name="Tệp PDF")).to_be_visible()
        await officer.check_accessible()
        await officer.look("2-sent")
    files = [notice.file for _, notice in house.notifier.sent.values() if notice.file is not None]
    assert [file.mime for file in files] == ["application/pdf", "image/jpeg"]


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_sends_a_form_in_a_live_conversation(
    browser: Browser, house: House, site: str, screen: str, papers: dict[str, Path]
) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"files-chat-{screen}") as officer:
        page = officer.page
        await officer.sign_in()
        case_id = await asked(house)
        await officer.visit(f"/chats/{case_id}")
        await page.get_by_role("button", name="Nhận trò chuyện").click()
        await page.get_by_label("Đính kèm ảnh, tệp").set_input_files(papers["quyet-dinh.pdf"])
        await expect(page.get_by_role("list", name="Tệp sẽ gửi kèm").get_by_role("listitem")).to_have_count(1)
        await page.get_by_label("Tin nhắn cho người lao động").fill("Mẫu đơn đây bạn nhé.")
        await officer.check_accessible()
        await officer.look("1-attached")
        await page.get_by_role("button", name="Gửi", exact=True).click()
        log = page.get_by_role("log", name="Cuộc trò chuyện")
        await expect(log.locator(".is-local")).to_have_count(0)
        await expect(log.get_by_role("link", name="Tệp PDF")).to_be_visible()
        await expect(page.get_by_role("list", name="Tệp sẽ gửi kèm")).to_have_count(0)
        await officer.check_accessible()
        await officer.look("2-sent")
