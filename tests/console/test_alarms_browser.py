"""The bar of alarms in a real browser: it comes and goes by itself, and can be used by everybody."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import House
from tests.support.clock import ManualClock

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE, "phone-390": {"width": 390, "height": 844}}
A_POLL = "00:16"
WORDS = "Có người bị máy cuốn tay ở xưởng 2, máu chảy nhiều quá!"


def bar(officer: Officer) -> Locator:
    return officer.page.get_by_role("region", name="Báo động khẩn cấp")


async def waits(officer: Officer) -> None:
    """What the page does by itself in the time between two looks."""
    await officer.page.clock.fast_forward(A_POLL)


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_alarm_comes_without_reloading_and_goes_when_somebody_takes_it(
    browser: Browser, house: House, main_case: str, site: str, screen: str, clock: ManualClock
) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"alarm-{screen}") as officer:
        page = officer.page
        await page.clock.install()
        await officer.sign_in()
        await officer.visit("/cases")
        await expect(bar(officer)).to_be_empty()
        reported = await house.cry(WORDS)
        await house.cry(chat="1" * 32)
        clock.advance(minutes=4)
        await waits(officer)
        await expect(bar(officer)).to_contain_text("2 báo động khẩn cấp chưa ai nhận")
        await expect(page).to_have_title("(!) Vụ việc · Một Chạm")
        await officer.look("1-came")
        await officer.check_accessible()
        await waits(officer)
        await expect(bar(officer)).to_contain_text("2 báo động khẩn cấp chưa ai nhận")

        await page.reload()
        await officer.look("2-list")
        await officer.check_accessible()
        await bar(officer).get_by_role("link").first.click()
        await expect(page.get_by_text(WORDS)).to_be_visible()
        await officer.look("3-case")
        await officer.check_accessible()
        await page.get_by_role("button", name="Tôi nhận").click()
        await expect(page.get_by_text("Bạn đã nhận báo động.")).to_be_visible()
        await expect(bar(officer)).to_contain_text("1 báo động khẩn cấp chưa ai nhận")
        await officer.look("4-taken")
        await officer.check_accessible()
        assert reported.case_id in page.url


async def test_a_colleague_who_takes_it_clears_the_bar_of_the_others(
    browser: Browser, house: House, main_case: str, site: str
) -> None:
    reported = await house.cry(WORDS)
    async with officer_at(browser, site, DESKTOP, "first") as first, officer_at(browser, site, DESKTOP, "o") as other:
        await other.page.clock.install()
        for officer in (first, other):
            await officer.sign_in()
            await officer.visit(f"/cases/{reported.case_id}")
            await expect(bar(officer)).to_contain_text("chưa ai nhận")
        await first.page.get_by_role("button", name="Tôi nhận").click()
        await expect(first.page.get_by_text("Bạn đã nhận báo động.")).to_be_visible()
        await waits(other)
        await expect(bar(other)).to_be_empty()
        await expect(other.page).not_to_have_title("(!) PA-000032 Tin khẩn cấp · Một Chạm")
        await other.page.get_by_role("button", name="Tôi nhận").click()
        await expect(other.page.get_by_text("đã có người nhận")).to_be_visible()
        await other.look("too-late")


async def test_an_officer_of_another_unit_hears_nothing(browser: Browser, house: House, site: str) -> None:
    async with officer_at(browser, site, DESKTOP, "outsider") as outsider:
        await outsider.page.clock.install()
        await outsider.sign_in("outsider")
        await house.cry(WORDS)
        await waits(outsider)
        await expect(outsider.page).to_have_title("Vụ việc · Một Chạm")
        await expect(bar(outsider)).to_be_empty()


async def test_without_javascript_the_bar_is_on_the_page(browser: Browser, house: House, site: str) -> None:
    await house.cry(WORDS)
    async with officer_at(browser, site, PHONE, "alarm-nojs", javascript=False) as officer:
        await officer.sign_in()
        await expect(bar(officer)).to_contain_text("1 báo động khẩn cấp chưa ai nhận")
        await bar(officer).get_by_role("link").click()
        await officer.page.get_by_role("button", name="Tôi nhận").click()
        await expect(officer.page.get_by_text("Bạn đã nhận báo động.")).to_be_visible()


async def test_a_page_whose_session_is_over_says_that_it_hears_no_more(
    browser: Browser, house: House, site: str, clock: ManualClock
) -> None:
    async with officer_at(browser, site, PHONE, "alarm-lost") as officer:
        await officer.page.clock.install()
        await officer.sign_in()
        clock.advance(hours=2)
        await waits(officer)
        await expect(officer.page.get_by_role("alert")).to_contain_text("không còn nhận được báo động mới")
        await expect(officer.page).to_have_title("(!) Vụ việc · Một Chạm")
        await officer.look("over")
        await officer.check_accessible()
        await officer.page.get_by_role("link", name="Tải lại trang").click()
        await expect(officer.page.get_by_label("Mật khẩu")).to_be_visible()


async def test_a_sound_is_there_for_who_switches_it_on(browser: Browser, house: House, site: str) -> None:
    async with officer_at(browser, site, DESKTOP, "alarm-sound") as officer:
        page = officer.page
        await officer.sign_in()
        await page.locator("details.who summary").click()
        await page.get_by_role("button", name="Tiếng báo động: tắt").click()
        await expect(page.get_by_role("button", name="Tiếng báo động: bật")).to_be_visible()
        await officer.look("menu")
        await officer.visit("/account")
        await page.locator("details.who summary").click()
        await page.get_by_role("button", name="Tiếng báo động: bật").click()
        await expect(page.get_by_role("button", name="Tiếng báo động: tắt")).to_be_visible()
