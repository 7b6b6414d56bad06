"""The officer's day in a real browser, on a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


async def main_path(officer: Officer) -> None:
    page = officer.page
    await officer.visit("/cases")
    await officer.look("1-sign-in")
    await officer.sign_in()
    await expect(page.get_by_role("heading", name="31 vụ việc")).to_be_visible()
    await officer.look("2-list")

    await page.get_by_text("Lọc và sắp xếp").click()
    await page.get_by_label("Loại việc").select_option("wages")
    await page.get_by_label("Chỉ vụ việc chờ trả lời").check()
    await page.get_by_role("button", name="Áp dụng").click()
    await expect(page.get_by_role("heading", name="1 vụ việc")).to_be_visible()
    await officer.look("3-filtered")

    await page.get_by_role("link", name="PA-000031").click()
    await expect(page.get_by_role("heading", name="Tiền lương, thưởng")).to_be_visible()
    await expect(page.get_by_text("40 người")).to_be_visible()
    await officer.look("4-case")

    await page.get_by_label("Nội dung trả lời").fill("Chào bạn, công ty hứa trả đủ lương trước 30/11.")
    await page.get_by_role("button", name="Gửi trả lời").click()
    await expect(page.get_by_text("Đã gửi trả lời cho người lao động.")).to_be_visible()
    await expect(page.locator(".entry-staff").last).to_contain_text("trước 30/11")

    await page.get_by_label("Chỉ cán bộ thấy").fill("Nhắc lại công ty ngày 29/11.")
    await page.get_by_role("button", name="Lưu ghi chú nội bộ").click()
    await expect(page.get_by_text("Đã lưu ghi chú nội bộ.")).to_be_visible()

    await page.get_by_label("Đã giải quyết").check()
    await page.get_by_label("Lời nhắn kèm theo").fill("Công ty đã trả đủ lương.")
    await page.get_by_role("button", name="Đổi trạng thái").click()
    await expect(page.get_by_text("Đã đổi trạng thái vụ việc.")).to_be_visible()
    await officer.look("5-done")

    await page.get_by_role("link", name="Danh sách vụ việc").click()
    await expect(page.get_by_text("Không có vụ việc nào khớp")).to_be_visible()
    await officer.look("6-nothing-left")
    await officer.sign_out()
    await officer.visit("/cases")
    await expect(page.get_by_label("Mật khẩu")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
async def test_an_officer_signs_in_answers_and_signs_out(
    browser: Browser, main_case: str, site: str, screen: str, javascript: bool
) -> None:
    shots = screen if javascript else f"{screen}-nojs"
    async with officer_at(browser, site, SCREENS[screen], shots, javascript) as officer:
        await main_path(officer)


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_is_accessible(browser: Browser, main_case: str, site: str, screen: str) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"{screen}-axe") as admin:
        await admin.visit("/sign-in")
        await admin.check_accessible()
        await admin.sign_in("admin")
        for name, path in (
            ("cases", "/cases"),
            ("filtered", "/cases?status=received&category=safety"),
            ("page-2", "/cases?page=2"),
            ("unknown-number", "/cases?q=abc"),
            ("case", f"/cases/{main_case}"),
            ("account", "/account"),
            ("audit", "/audit"),
        ):
            await admin.visit(path)
            await admin.look(name)
            await admin.check_accessible()
        await admin.page.locator("details.who summary").click()
        await admin.look("menu")
        await admin.check_accessible()


@pytest.mark.parametrize("screen", SCREENS)
async def test_the_trainers_page_is_accessible(browser: Browser, site: str, screen: str) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"{screen}-trainer") as trainer:
        await trainer.sign_in("trainer")
        await expect(trainer.page.get_by_text("dành cho việc biên soạn câu trả lời")).to_be_visible()
        await trainer.look("topics")
        await trainer.check_accessible()


async def tab_to(officer: Officer, there: str) -> None:
    for _ in range(40):
        await officer.page.keyboard.press("Tab")
        if await officer.page.evaluate(there):
            return
    raise AssertionError(f"the keyboard does not lead to: {there}")


async def test_the_main_path_works_with_the_keyboard_alone(browser: Browser, main_case: str, site: str) -> None:
    async with officer_at(browser, site, DESKTOP, "keyboard") as officer:
        page = officer.page
        await officer.visit(f"/cases/{main_case}")
        await page.keyboard.type("officer@congdoan.example")
        await page.keyboard.press("Tab")
        await page.keyboard.type("mot-mat-khau-dai")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Diễn biến")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Đi tới nội dung chính")).to_be_focused()
        await tab_to(officer, "document.activeElement.id === 'reply-text'")
        await page.keyboard.type("Chào bạn, trả lời bằng bàn phím.")
        await officer.look("typing")
        await tab_to(officer, "document.activeElement.matches('.reply-card .btn-lg')")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Đã gửi trả lời cho người lao động.")).to_be_visible()


async def test_the_counter_counts_as_the_server_does(browser: Browser, main_case: str, site: str) -> None:
    async with officer_at(browser, site, PHONE, "counter") as officer:
        await officer.sign_in()
        await officer.visit(f"/cases/{main_case}")
        box = officer.page.get_by_label("Nội dung trả lời")
        await box.fill("  Đã nhận 👍\n  ")
        await expect(officer.page.locator("#reply-count")).to_have_text("9 / 2.000 ký tự")
        await box.fill("ế" * 2001)
        await expect(officer.page.locator("#reply-count")).to_have_class("counter-text is-over")
        await officer.page.get_by_role("button", name="Gửi trả lời").click()
        await expect(officer.page.get_by_role("alert")).to_contain_text("dài quá 2.000 ký tự")
        assert await box.input_value() == "ế" * 2001
        await officer.look("too-long")
        officer.problems.clear()  # Chromium notes the 422 in its console


async def test_two_officers_at_one_case_lose_nothing(browser: Browser, main_case: str, site: str) -> None:
    async with officer_at(browser, site, DESKTOP, "conflict") as late, officer_at(browser, site, DESKTOP, "x") as first:
        for officer, name in ((late, "admin"), (first, "officer")):
            await officer.sign_in(name)
            await officer.visit(f"/cases/{main_case}")
        await first.page.get_by_label("Nội dung trả lời").fill("Tôi trả lời trước.")
        await first.page.get_by_role("button", name="Gửi trả lời").click()
        await expect(first.page.get_by_text("Đã gửi trả lời")).to_be_visible()
        await late.page.get_by_label("Nội dung trả lời").fill("Tôi trả lời sau.")
        await late.page.get_by_role("button", name="Gửi trả lời").click()
        await expect(late.page.get_by_role("alert")).to_contain_text("vừa có thay đổi trong lúc bạn viết")
        await expect(late.page.get_by_label("Nội dung trả lời")).to_have_value("Tôi trả lời sau.")
        await expect(late.page.get_by_text("Tôi trả lời trước.")).to_be_visible()
        await late.look("kept")
        late.problems.clear()  # Chromium notes the 409 in its console
        await late.page.get_by_role("button", name="Gửi trả lời").click()
        await expect(late.page.get_by_text("Đã gửi trả lời")).to_be_visible()
