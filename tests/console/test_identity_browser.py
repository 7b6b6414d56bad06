"""From asking for a contact to looking at it, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import House
from tests.console.test_identity import PHONE as CONTACT
from tests.console.test_identity import WORDS, with_contact

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
async def test_a_contact_is_asked_for_granted_and_seen(
    house: House, browser: Browser, site: str, screen: dict[str, int]
) -> None:
    case_id = await with_contact(house)
    size = f"identity-{screen['width']}"
    async with officer_at(browser, site, screen, size) as officer, officer_at(browser, site, screen, size) as custodian:
        await officer.sign_in("officer")
        await officer.page.goto(f"{site}/console/cases/{case_id}")
        await officer.page.get_by_text("Cần gọi hoặc gặp trực tiếp?").click()
        await officer.page.get_by_label("Vì sao cần liên hệ trực tiếp?").fill("Cần hẹn gặp để lập biên bản")
        await officer.look("1-case")
        await officer.check_accessible()
        await officer.page.get_by_role("button", name="Xin xem liên hệ").click()
        await expect(officer.page.get_by_text("Đang chờ người giữ danh tính")).to_be_visible()

        page = custodian.page
        await custodian.sign_in("custodian")
        await expect(page.get_by_role("heading", name="Xin xem liên hệ")).to_be_visible()
        await expect(page.get_by_text(WORDS)).to_have_count(0)
        await page.get_by_label("Lý do của bạn").fill("Đúng việc, đúng người")
        await custodian.look("2-waiting")
        await custodian.check_accessible()
        await page.get_by_role("button", name="Cho xem 24 giờ").press("Enter")
        await expect(page.get_by_text("Không có yêu cầu nào đang chờ")).to_be_visible()
        await custodian.look("3-empty")
        await custodian.follow(page.get_by_role("link", name="Đã quyết định"))
        await custodian.look("4-decided")
        await custodian.check_accessible()

        await officer.page.reload()
        await officer.page.get_by_role("link", name="Xem liên hệ").click()
        await expect(officer.page.get_by_text(CONTACT)).to_be_visible()
        await officer.look("5-contact")
        await officer.check_accessible()
