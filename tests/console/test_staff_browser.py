"""A first day in a real browser: the invitation, the second factor, and an administrator's pages; on desk and phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import PASSWORD, House
from tests.console.second_factor import Phone, demand

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


async def looked_at(officer: Officer, name: str) -> None:
    await officer.look(name)
    await officer.check_accessible()


async def set_up(officer: Officer, house: House) -> Phone:
    page = officer.page
    await expect(page.get_by_role("heading", name="Bật xác thực hai lớp")).to_be_visible()
    await expect(page.get_by_alt_text("Mã QR")).to_be_visible()
    await page.get_by_text("Không quét được?").click()
    phone = Phone((await page.locator(".secret-text").inner_text()).replace(" ", ""), house)
    await looked_at(officer, "2-setup")
    await page.get_by_label("Mã 6 số").fill(phone.code())
    await page.get_by_role("button", name="Bật xác thực hai lớp").click()
    await expect(page.get_by_role("heading", name="Mã dự phòng của bạn")).to_be_visible()
    await looked_at(officer, "3-recovery-codes")
    await page.get_by_role("link", name="Tôi đã cất mã").click()
    return phone


async def enter_password(officer: Officer, email: str, password: str) -> None:
    await officer.visit("/")
    await officer.page.get_by_label("Email").fill(email)
    await officer.page.get_by_label("Mật khẩu").fill(password)
    await officer.page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_admin_invites_and_the_new_officer_comes_in(
    house: House, site: str, browser: Browser, screen: str
) -> None:
    await demand(house, "admin")
    async with officer_at(browser, site, SCREENS[screen], f"staff-{screen}") as admin:
        page = admin.page
        await enter_password(admin, "admin@congdoan.example", PASSWORD)
        phone = await set_up(admin, house)
        house.clock.advance(minutes=1)  # type: ignore[attr-defined]
        await admin.sign_out()
        await enter_password(admin, "admin@congdoan.example", PASSWORD)
        await expect(page.get_by_role("heading", name="Nhập mã xác thực")).to_be_visible()
        await looked_at(admin, "4-code")
        await page.get_by_label("Mã xác thực").fill(phone.code())
        await page.get_by_role("button", name="Tiếp tục").click()
        await page.locator("details.who summary").click()
        await admin.follow(page.get_by_role("link", name="Cán bộ", exact=True))
        await looked_at(admin, "5-staff")

        house.clock.advance(minutes=1)  # type: ignore[attr-defined]
        await admin.follow(page.get_by_role("link", name="Mời cán bộ"))
        await looked_at(admin, "6-confirm")
        await page.get_by_label("Mật khẩu").fill(PASSWORD)
        await page.get_by_label("Mã xác thực").fill(phone.code())
        await page.get_by_role("button", name="Xác nhận").click()
        await page.get_by_label("Họ tên").fill("Vũ Thị Mới")
        await page.get_by_label("Email").fill("moi@congdoan.example")
        await looked_at(admin, "7-invite")
        await admin.follow(page.get_by_role("button", name="Tạo đường liên kết mời"))
        link = await page.get_by_label("Gửi cho").input_value()
        await looked_at(admin, "8-invited")

        async with officer_at(browser, site, SCREENS[screen], f"new-{screen}") as newcomer:
            await newcomer.page.goto(link)
            await looked_at(newcomer, "1-invitation")
            await newcomer.page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-cua-toi")
            await newcomer.page.get_by_label("Nhập lại mật khẩu").fill("mat-khau-cua-toi")
            await newcomer.page.get_by_role("button", name="Tạo tài khoản").click()
            await set_up(newcomer, house)
            await expect(newcomer.page.get_by_role("heading", name="vụ việc").first).to_be_visible()
            await newcomer.visit("/account")
            await looked_at(newcomer, "4-account")

        await admin.visit("/staff")
        await admin.follow(page.get_by_role("link", name="Vũ Thị Mới"))
        await looked_at(admin, "9-person")
        await page.get_by_label("Tôi muốn khóa tài khoản này.").check()
        await page.get_by_role("button", name="Khóa tài khoản").click()
        await expect(page.get_by_text("Đã khóa tài khoản.")).to_be_visible()


async def test_a_form_that_came_too_early_is_kept_and_sent_on(house: House, site: str, browser: Browser) -> None:
    async with officer_at(browser, site, PHONE, "sudo") as admin:
        page = admin.page
        await admin.sign_in("admin")
        await admin.visit(f"/staff/{house.staff['below'].id}")
        await page.get_by_label("Vai trò").select_option("viewer")
        await page.get_by_label("Tôi đã kiểm tra").check()
        await admin.follow(page.get_by_role("button", name="Đổi vai trò, đơn vị"))
        await looked_at(admin, "1-kept")
        assert [problem for problem in admin.problems if "403" not in problem] == []
        admin.problems.clear()  # Chromium notes each 403, also this one that asks for the password
        await page.get_by_label("Mật khẩu").fill(PASSWORD)
        await admin.follow(page.get_by_role("button", name="Xác nhận"))
        await looked_at(admin, "2-confirmed")
        await page.get_by_role("button", name="Tiếp tục").click()
        await expect(page.get_by_text("Đã đổi vai trò, đơn vị.")).to_be_visible()
        await expect(page.get_by_text("Người xem").first).to_be_visible()
