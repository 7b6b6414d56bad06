"""Tags, help for writing and collective cases in a real browser, on a desk and on a phone, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import House
from tests.console.test_collectives import report
from tests.console.test_writing import written

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


async def prepare(house: House) -> None:
    await written(house)
    for number in range(1, 4):
        await report(house, number, "Công ty nợ lương hai tháng nay, chuyền nào cũng vậy.")


async def open_first_case(officer: Officer) -> None:
    await officer.visit("/cases")
    await officer.page.get_by_role("link", name="PA-000001").click()


async def write_with_help(officer: Officer) -> None:
    page, box = officer.page, officer.page.get_by_label("Nội dung trả lời")
    await box.fill("Lời của tôi")
    await page.locator(".writing summary", has_text="Mẫu trả lời").click()
    await page.get_by_role("button", name="Hỏi thêm").click()
    await expect(box).to_have_value("Lời của tôi\n\nChào bạn, Công đoàn Khu công nghiệp Sông Hồng đã nhận PA-000001.")
    await page.get_by_text("Trích luật").click()
    await page.get_by_label("Tìm quy định theo từ").fill("lam them gio")
    await page.get_by_label("Tìm quy định theo từ").press("Enter")
    await expect(page.get_by_text("Luật sư cần xem lại")).to_be_visible()
    await officer.look("casework-1-writing")
    await officer.check_accessible()
    await page.get_by_role("button", name="Tiền lương làm thêm giờ").click()
    assert (await box.input_value()).startswith("Lời của tôi\n\nChào bạn,")
    assert "quy định tại ngày 25/11/2026" in await box.input_value()


async def tag(officer: Officer) -> None:
    page = officer.page
    await page.get_by_label("Thêm nhãn").first.fill("Nợ lương")
    await page.get_by_role("button", name="Thêm nhãn").click()
    await expect(page.get_by_role("link", name="nợ lương")).to_be_visible()


async def join(officer: Officer) -> None:
    page = officer.page
    await officer.visit("/cases")
    await officer.look("casework-2-hint")
    await officer.follow(page.get_by_role("link", name="Xem và gộp"))
    await officer.look("casework-3-preview")
    await officer.check_accessible()
    await page.get_by_role("button", name="Gộp thành một vụ việc").click()
    await expect(page.get_by_text("3 người lao động", exact=True)).to_be_visible()
    await officer.look("casework-4-collective")
    await officer.check_accessible()


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_tags_writes_with_help_and_joins(
    browser: Browser, site: str, house: House, screen: str
) -> None:
    await prepare(house)
    async with officer_at(browser, site, SCREENS[screen], screen) as officer:
        await officer.visit("/cases")
        await officer.sign_in()
        await open_first_case(officer)
        await tag(officer)
        await write_with_help(officer)
        await officer.page.get_by_label("Nội dung trả lời").fill("")
        await join(officer)
        for path in ("/templates", "/workplaces"):
            await officer.visit(path)
            await officer.look(f"casework-{path[1:]}")
            await officer.check_accessible()
        assert officer.problems == []


async def test_all_of_it_works_without_scripts(browser: Browser, site: str, house: House) -> None:
    await prepare(house)
    async with officer_at(browser, site, DESKTOP, "plain", javascript=False) as officer:
        page, box = officer.page, officer.page.get_by_label("Nội dung trả lời")
        await officer.visit("/cases")
        await officer.sign_in()
        await open_first_case(officer)
        await tag(officer)
        await box.fill("Lời của tôi")
        await page.locator(".writing summary", has_text="Mẫu trả lời").click()
        await page.get_by_role("button", name="Hỏi thêm").click()
        await expect(box).to_have_value(
            "Lời của tôi\n\nChào bạn, Công đoàn Khu công nghiệp Sông Hồng đã nhận PA-000001."
        )
        await page.get_by_text("Trích luật").click()
        await page.get_by_label("Tìm quy định theo từ").fill("lam them gio")
        await page.get_by_label("Tìm quy định theo từ").press("Enter")
        await page.get_by_role("button", name="Tiền lương làm thêm giờ").click()
        assert (await box.input_value()).startswith("Lời của tôi\n\nChào bạn,")
        await officer.visit("/cases")
        await officer.follow(page.get_by_role("link", name="Xem và gộp"))
        await page.get_by_role("button", name="Gộp thành một vụ việc").click()
        await expect(page.get_by_text("3 người lao động", exact=True)).to_be_visible()
