"""The figures in a real browser, on a desk and on a phone, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from grievances.model import Category
from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import House
from tests.console.test_reports import fill

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


async def prepare(house: House) -> None:
    await fill(house, 9)
    await fill(house, 12, category=Category.SAFETY, unit="mill")
    await fill(house, 3, category=Category.HARASSMENT)


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_reads_figures_and_opens_what_they_count(
    browser: Browser, site: str, house: House, screen: str
) -> None:
    await prepare(house)
    async with officer_at(browser, site, SCREENS[screen], screen) as officer:
        page = officer.page
        await officer.sign_in("supervisor")
        await officer.visit("/reports")
        chart = page.get_by_role("img", name="Biểu đồ Theo loại việc")
        await expect(chart).to_be_visible()
        assert "An toàn lao động: 12" in str(await chart.get_attribute("aria-label"))
        await page.wait_for_timeout(500)  # the charts have drawn themselves
        await officer.look("reports")
        await officer.check_accessible()
        await page.evaluate("window.scrollTo({top: 1e6, behavior: 'instant'})")
        await expect(page.locator(".topbar")).to_be_in_viewport()
        await page.locator("#t-channel").get_by_role("link", name="24").first.click()
        await expect(page.get_by_text("24 vụ việc").first).to_be_visible()


async def test_the_tables_need_no_scripts(browser: Browser, site: str, house: House) -> None:
    await prepare(house)
    async with officer_at(browser, site, DESKTOP, "plain", javascript=False) as officer:
        await officer.sign_in()
        await officer.visit("/reports")
        await expect(officer.page.get_by_role("table", name="Theo loại việc")).to_be_visible()
        await expect(officer.page.locator("canvas").first).to_be_hidden()
