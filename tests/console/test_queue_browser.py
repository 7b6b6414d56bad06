"""Many cases in a real browser: chosen, changed and given back; keys; and news that moves nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import AXE, DESKTOP, PHONE, officer_at
from tests.console.cast import COOKIE, House

_RUN_AXE = "async () => (await axe.run(document)).violations.map(v => v.id)"
_TABS = """(() => {
    const row = document.querySelector(".queue-tabs");
    return [new Set([...row.children].map(tab => tab.offsetTop)).size, row.scrollWidth <= row.clientWidth];
})()"""
_CUE = "getComputedStyle(document.querySelector('.queue-tabs'), '::after').opacity"


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_choosing_many_keys_and_news(house: House, site: str, browser: Browser, screen: dict[str, int]) -> None:
    for _ in range(3):
        await house.open()
    visitor = await house.visitor("officer")
    context = await browser.new_context(viewport=screen)  # type: ignore[arg-type]
    await context.add_cookies([{"name": COOKIE, "value": visitor.client.cookies[COOKIE], "url": site}])
    page = await context.new_page()
    await page.goto(f"{site}/console/cases?view=untaken")
    picks = page.locator(".case-pick input")
    await picks.first.check()
    await expect(page.get_by_text("đã chọn 1")).to_be_visible()
    await page.get_by_text("Xử lý nhiều vụ việc").click()
    await page.get_by_label("Chọn cả trang").check()
    await page.get_by_label("Mức độ mới").select_option("urgent")
    await page.evaluate(AXE)
    assert await page.evaluate(_RUN_AXE) == []
    await page.get_by_role("button", name="Xem trước").click()
    await page.get_by_role("button", name="Thực hiện với 3 vụ việc").click()
    await expect(page.get_by_text("Đã thay đổi 3 vụ việc.")).to_be_visible()
    await page.get_by_role("button", name="Hoàn tác").click()
    await expect(page.get_by_text("Đã hoàn tác 3 vụ việc.")).to_be_visible()

    async with page.expect_response("**/console/events**"):
        await page.goto(f"{site}/console/cases")
    await page.wait_for_timeout(1_000)  # until the page listens
    await house.open(chat="f" * 32)
    await expect(page.get_by_text("1 vụ việc mới.")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(picks.first).to_be_checked()
    await page.keyboard.press("Shift+?")
    await expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    await page.get_by_label("Bật phím tắt").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Shift+?")
    await expect(page.get_by_role("dialog", name="Phím tắt")).to_be_hidden()
    await context.close()


async def test_every_pile_fits_on_one_line_of_a_desk_and_a_phone_shows_where_the_row_goes_on(
    house: House, site: str, browser: Browser
) -> None:
    visitor = await house.visitor("officer")
    async with officer_at(browser, site, DESKTOP, "piles") as officer:
        await officer.enter_as(visitor)
        await officer.visit("/cases?view=risen")
        page = officer.page
        await page.evaluate("document.querySelectorAll('.queue-count').forEach(one => { one.textContent = '250+' })")
        assert await page.evaluate(_TABS) == [1, True]
        await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        await officer.visit("/cases")
        assert await page.evaluate(_TABS) == [1, False]
        assert await page.evaluate(_CUE) == "1"
        await officer.visit("/cases?view=risen")
        await expect(page.get_by_role("link", name="Lên cấp trên")).to_be_in_viewport(ratio=1)
