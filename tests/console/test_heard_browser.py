"""A trainer's work in a real browser: choosing topics and dismissing, on a desk and on a phone, by keyboard too."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import House
from tests.console.heard import hear, seed_heard

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": {**PHONE, "width": 390, "height": 844}}


async def work_through(trainer: Officer, javascript: bool) -> None:
    page = trainer.page
    await trainer.sign_in("trainer")
    await page.get_by_role("link", name="Câu chưa hiểu").click()
    await expect(page.get_by_role("heading", name="6 câu mới")).to_be_visible()
    await trainer.look("1-list")
    await page.get_by_label("Từ trong câu").fill("nghi tet")
    await page.get_by_role("button", name="Tìm").click()
    await expect(page.get_by_role("heading", name="1 câu mới")).to_be_visible()
    await trainer.follow(page.get_by_role("link", name="Thêm vào chủ đề…"))
    await trainer.look("2-choose")
    if javascript:
        await page.get_by_label("Tìm chủ đề").fill("gap can bo")
        await expect(page.get_by_text("1 chủ đề khớp")).to_be_visible()
        await trainer.look("3-filtered")
    await page.get_by_label("Gặp cán bộ").check()
    await page.get_by_role("button", name="Thêm vào chủ đề này").click()
    await expect(page.get_by_text("Đã thêm vào “Gặp cán bộ”")).to_be_visible()
    await trainer.look("4-taken")
    await page.get_by_role("button", name="Hoàn tác").click()
    await expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
    await page.get_by_role("link", name="Bỏ lọc").click()
    await page.get_by_role("button", name="Bỏ qua").last.click()
    await expect(page.get_by_text("Đã bỏ qua:")).to_be_visible()
    await trainer.look("5-dismissed")
    await expect(page.get_by_role("heading", name="5 câu mới")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
async def test_a_trainer_works_through_the_list(
    house: House, browser: Browser, site: str, screen: str, javascript: bool
) -> None:
    await seed_heard(house)
    shots = f"heard-{screen}" if javascript else f"heard-{screen}-nojs"
    async with officer_at(browser, site, SCREENS[screen], shots, javascript) as trainer:
        await work_through(trainer, javascript)


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_of_it_is_accessible(house: House, browser: Browser, site: str, screen: str) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"heard-{screen}-axe") as admin:
        await admin.sign_in("admin")
        await admin.visit("/heard")
        await admin.look("empty")
        await admin.check_accessible()
        await seed_heard(house)
        for number in range(30):
            await hear(house, f"câu thứ {number}")
        for name, path in (
            ("list", "/heard"),
            ("page-2", "/heard?page=2"),
            ("nothing", "/heard?q=khong+co+dau"),
            ("taken", "/heard?state=taken"),
        ):
            await admin.visit(path)
            await admin.look(name)
            await admin.check_accessible()
        await admin.visit("/heard")
        await admin.follow(admin.page.get_by_role("link", name="Thêm vào chủ đề…").first)
        await admin.check_accessible()
        await admin.page.get_by_role("radio").first.check()
        await admin.page.get_by_role("button", name="Thêm vào chủ đề này").click()
        await expect(admin.page.get_by_role("link", name="Tải các câu đã chọn (YAML)")).to_be_visible()
        await admin.look("after")
        await admin.check_accessible()


async def test_a_topic_is_chosen_with_the_keyboard_alone(house: House, browser: Browser, site: str) -> None:
    await hear(house, "tang ca dem chu nhat", guesses=())
    async with officer_at(browser, site, DESKTOP, "heard-keyboard") as trainer:
        page = trainer.page
        await trainer.sign_in("trainer")
        await trainer.visit("/heard")
        await _tab_to(trainer, "document.activeElement.textContent.includes('Thêm vào chủ đề')")
        await page.keyboard.press("Enter")
        await expect(page.locator("#tim")).to_be_visible()
        await _tab_to(trainer, "document.activeElement.id === 'tim'")
        await page.keyboard.type("lam them")
        await expect(page.get_by_text("1 chủ đề khớp")).to_be_visible()
        await page.keyboard.press("Enter")  # sends nothing yet
        await _tab_to(trainer, "document.activeElement.type === 'radio'")
        await page.keyboard.press("Space")
        await _tab_to(trainer, "document.activeElement.type === 'submit'")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Đã thêm vào “Tiền lương làm thêm giờ”")).to_be_visible()


async def test_the_file_is_downloaded(house: House, browser: Browser, site: str) -> None:
    await hear(house, "tăng ca chủ nhật tính sao")
    async with officer_at(browser, site, DESKTOP, "heard-file") as trainer:
        page = trainer.page
        await trainer.sign_in("trainer")
        await trainer.visit("/heard")
        await trainer.follow(page.get_by_role("link", name="Thêm vào chủ đề…"))
        await page.get_by_role("radio").first.check()
        await page.get_by_role("button", name="Thêm vào chủ đề này").click()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Tải các câu đã chọn (YAML)").click()
        path = await (await started.value).path()
        assert "- tăng ca chủ nhật tính sao" in path.read_text(encoding="utf-8")


async def _tab_to(trainer: Officer, there: str) -> None:
    for _ in range(40):
        await trainer.page.keyboard.press("Tab")
        if await trainer.page.evaluate(there):
            return
    raise AssertionError(f"the keyboard does not lead to: {there}")
