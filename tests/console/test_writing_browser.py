"""Templates and the law in a real browser: in a live conversation, and for an answer to many cases."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import House
from tests.console.test_chats import asked
from tests.console.test_writing import written

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_puts_a_template_and_the_law_into_a_live_message(
    browser: Browser, house: House, site: str, screen: str
) -> None:
    await written(house, category="")
    async with officer_at(browser, site, SCREENS[screen], f"writing-chat-{screen}") as officer:
        page = officer.page
        await officer.sign_in()
        case_id = await asked(house)
        await officer.visit(f"/chats/{case_id}")
        await page.get_by_role("button", name="Nhận trò chuyện").click()
        box = page.get_by_label("Tin nhắn cho người lao động")
        await page.locator("summary", has_text="Mẫu trả lời").click()
        await page.get_by_role("button", name="Hỏi thêm").click()
        await expect(box).to_have_value(f"Chào bạn, {house.units['zone'].name} đã nhận PA-000001.")
        await page.locator("summary", has_text="Trích luật").click()
        await page.get_by_label("Tìm quy định theo từ").fill("lam them gio")
        await page.get_by_label("Tìm quy định theo từ").press("Enter")
        await page.get_by_role("button", name="Tiền lương làm thêm giờ").click()
        await expect(box).to_have_value(re.compile(r"PA-000001\.\n\nTheo Điều 98 Bộ luật Lao động"))
        await officer.check_accessible()
        await officer.look("1-written")
        await box.press("Enter")
        await expect(page.get_by_role("log").locator(".chat-staff")).to_have_count(1)


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_answers_two_cases_with_one_template(
    browser: Browser, house: House, site: str, screen: str
) -> None:
    await written(house)
    for _ in range(2):
        await house.open()
    async with officer_at(browser, site, SCREENS[screen], f"writing-many-{screen}") as officer:
        page = officer.page
        await officer.sign_in()
        await officer.visit("/cases")
        for pick in await page.locator(".case-pick input").all():
            await pick.check()
        await page.get_by_text("Xử lý nhiều vụ việc").click()
        await page.get_by_label("Mẫu trả lời").select_option("Hỏi thêm")
        text = page.get_by_label("Nội dung trả lời")
        await expect(text).to_have_value("Chào bạn, {don_vi} đã nhận {ma_vu_viec}.")
        await expect(page.get_by_role("radio", name="Trả lời")).to_be_checked()
        await page.locator("summary", has_text="Trích luật").click()
        await page.get_by_label("Tìm quy định theo từ").fill("lam them gio")
        await page.get_by_role("button", name="Tìm", exact=True).last.click()
        await page.get_by_role("button", name="Tiền lương làm thêm giờ").click()
        await expect(text).to_have_value(re.compile("Theo Điều 98 Bộ luật Lao động"))
        await officer.check_accessible()
        await officer.look("1-bar")
        await page.get_by_role("button", name="Xem trước").click()
        await expect(page.get_by_text("Chỗ trong ngoặc nhọn được điền riêng")).to_be_visible()
        await officer.check_accessible()
        await officer.look("2-preview")
        await page.get_by_role("button", name="Thực hiện với 2 vụ việc").click()
        await expect(page.get_by_text("Đã thay đổi 2 vụ việc.")).to_be_visible()
    assert len([text for text in house.notifier.texts if "đã nhận PA-00000" in text]) == 2
