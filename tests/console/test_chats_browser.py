"""The chat page in a real browser: taking, talking and handing back without reloading, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from grievances.live.worker import LiveWorker
from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import CHAT, House
from tests.console.test_chats import asked, hear
from tests.support.clock import ManualClock

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_officer_talks_with_a_worker(
    browser: Browser, house: House, site: str, screen: str, clock: ManualClock
) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"chat-{screen}") as officer:
        page = officer.page
        await officer.sign_in()
        case_id = await asked(house)
        clock.advance(minutes=3)
        await officer.visit("/chats")
        await expect(page.locator(".chats-sign")).to_contain_text("1")
        await officer.look("1-list")
        await officer.check_accessible()
        await page.get_by_role("button", name="Nhận trò chuyện").click()
        await expect(page.get_by_text("Bạn đã nhận cuộc trò chuyện.")).to_be_visible()

        clock.advance(seconds=5)
        await hear(house, "Công ty trừ lương em hai ngày mà không nói gì.")
        log = page.get_by_role("log", name="Cuộc trò chuyện")
        await expect(log).to_contain_text("trừ lương em hai ngày")
        async with house.database.transaction() as tx:
            clock.advance(seconds=1)
            await LiveWorker(house.vault, house.clock).types(tx, CHAT)
        await expect(page.get_by_text("Người lao động đang soạn…")).to_be_visible()

        box = page.get_by_label("Tin nhắn cho người lao động")
        await box.fill("Chào bạn,")
        await box.press("Shift+Enter")
        await box.press_sequentially("bạn còn phiếu lương không?")
        await box.press("Enter")
        await box.press_sequentially("Công đoàn xem ngay.")
        await box.press("Enter")
        await expect(log.locator(".chat-staff:not(.is-local)")).to_have_count(2)
        await expect(log.locator(".is-local")).to_have_count(0)
        await expect(log.locator(".chat-staff").first).to_contain_text("Đã gửi")
        await expect(box).to_have_value("")
        assert house.notifier.texts[-2:] == [
            "Cán bộ: Chào bạn,\nbạn còn phiếu lương không?",
            "Cán bộ: Công đoàn xem ngay.",
        ]
        assert CHAT in house.typing.shown
        await officer.look("2-talk")
        await officer.check_accessible()

        await box.fill("Chưa gửi dòng này")
        async with house.database.transaction() as tx:
            await LiveWorker(house.vault, house.clock).end(tx, CHAT, house.clock())
        await expect(page.get_by_text("Cuộc trò chuyện đã kết thúc")).to_be_visible()
        await expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_disabled()
        await expect(box).to_have_value("Chưa gửi dòng này")
        await officer.look("3-over")
        await officer.check_accessible()
        await box.fill("")
        await page.get_by_role("link", name="Xem cả vụ việc").click()
        await expect(page.get_by_role("link", name="Mở trang trò chuyện")).to_be_visible()
        await officer.look("4-case")
        assert case_id in page.url
