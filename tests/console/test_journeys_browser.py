"""An officer's journeys from beginning to end in a real browser, on a desk and on a phone. What a new colleague,
evidence, a contact, bulk acts and alarms go through stands in the files of their own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from grievances.clocks.closing import Closing
from grievances.model import Category, Rating
from grievances.worker import Proof
from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import CHAT, House
from tests.console.test_chats import asked, hear
from tests.console.test_collectives import joined, report
from tests.console.test_writing import written
from tests.support.clock import ManualClock

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


@pytest.fixture(params=SCREENS)
async def officer(request: pytest.FixtureRequest, browser: Browser, site: str, house: House) -> AsyncIterator[Officer]:
    """At the desk of Trần Văn Hùng: a test signs others in at it."""
    async with officer_at(browser, site, SCREENS[request.param], f"journey-{request.param}") as officer:
        yield officer


async def be(officer: Officer, house: House, name: str) -> None:
    await officer.enter_as(await house.visitor(name))


async def says(officer: Officer, text: str) -> None:
    await expect(officer.page.get_by_text(text).first).to_be_visible()


async def looked_at(officer: Officer, name: str) -> None:
    await officer.look(name)
    await officer.check_accessible()


async def test_a_late_case_is_found_and_answered_with_a_template_and_the_law(
    officer: Officer, house: House, clock: ManualClock
) -> None:
    await written(house)
    await house.open("Chuyền bốn bị nợ lương tháng 9, tổ trưởng bảo chờ.")
    await house.open("Xưởng hai chưa được phát bảo hộ.", category=Category.SAFETY, chat="1" * 32)
    clock.advance(days=8)
    await house.open("Chuyền bốn hỏi lương tháng này bao giờ có.", chat="2" * 32)
    await be(officer, house, "officer")
    page, box = officer.page, officer.page.get_by_label("Nội dung trả lời")
    await officer.visit("/cases")
    await page.get_by_role("navigation", name="Nhóm vụ việc").get_by_role("link", name="Trễ hạn").click()
    await expect(page.get_by_role("heading", name="2 vụ việc")).to_be_visible()
    await page.get_by_label("Mã số hoặc từ trong vụ việc").fill("chuyen bon no luong")
    await page.get_by_role("button", name="Tìm", exact=True).click()
    await expect(page.get_by_role("heading", name="1 vụ việc")).to_be_visible()
    await looked_at(officer, "2-found")
    await page.get_by_role("link", name="PA-000001").click()
    await says(officer, "Quá hạn")
    await says(officer, "Chưa có ai phụ trách vụ việc này.")

    await page.locator(".writing summary", has_text="Mẫu trả lời").click()
    await page.get_by_role("button", name="Hỏi thêm").click()
    await page.get_by_text("Trích luật").click()
    await page.get_by_label("Tìm quy định theo từ").fill("lam them gio")
    await page.get_by_label("Tìm quy định theo từ").press("Enter")
    await page.get_by_role("button", name="Tiền lương làm thêm giờ").click()
    await expect(box).to_have_value(re.compile("đã nhận PA-000001(.|\n)*Điều 98 Bộ luật Lao động"))
    await page.get_by_role("button", name="Gửi trả lời").click()
    await says(officer, "Đã gửi trả lời cho người lao động.")
    assert "Điều 98 Bộ luật Lao động" in house.notifier.texts[-1]
    await looked_at(officer, "2-answered")


async def test_a_case_goes_from_received_to_closed(officer: Officer, house: House, clock: ManualClock) -> None:
    case_id = (await house.open()).case_id
    await be(officer, house, "officer")
    page = officer.page
    await officer.visit(f"/cases/{case_id}")
    await page.get_by_role("link", name="Nhận phụ trách").click()
    await page.get_by_role("button", name="Tôi phụ trách").click()
    await says(officer, "Bạn đã nhận phụ trách vụ việc này.")
    await expect(page.locator(".case-flags")).to_contain_text("Đã tiếp nhận")
    for status, words in (
        ("Chờ người sử dụng lao động", "Công đoàn đã gửi công văn cho công ty."),
        ("Đã giải quyết", "Công ty đã trả đủ lương."),
    ):
        clock.advance(hours=3)
        await be(officer, house, "officer")
        await officer.visit(f"/cases/{case_id}")
        await page.get_by_label(status).check()
        await page.get_by_label("Lời nhắn kèm theo").fill(words)
        await page.get_by_role("button", name="Đổi trạng thái").click()
        await says(officer, "Đã đổi trạng thái vụ việc.")
        await expect(page.locator(".case-flags")).to_contain_text(status)
        assert words in house.notifier.texts[-1]
        await looked_at(officer, f"3-{status}")
    await says(officer, "chờ người lao động đánh giá")

    async with house.database.transaction() as tx:
        await house.cases.rate(tx, Proof(CHAT), case_id, Rating.GOOD)
    clock.advance(days=14)
    closing = Closing(house.vault, house.clock, house.notifier)
    async with house.database.transaction() as tx:
        assert list(await closing.waiting(tx)) == [case_id]
        assert await closing.close(tx, case_id)
    await be(officer, house, "officer")
    await officer.visit(f"/cases/{case_id}")
    await expect(page.locator(".case-flags")).to_contain_text("Đã kết thúc")
    await expect(page.locator(".case-flags")).to_contain_text("Hài lòng")
    await looked_at(officer, "3-closed")


async def test_a_supervisor_gives_excludes_and_hands_over(officer: Officer, house: House) -> None:
    case_id = (await house.open("Trưởng phòng nhân sự ép viết đơn xin nghỉ.")).case_id
    await be(officer, house, "supervisor")
    page = officer.page
    await officer.visit(f"/cases/{case_id}")
    await page.get_by_text("Giao cho người khác").click()
    await page.locator("#assign-to").select_option(label=f"Trần Văn Hùng · {house.units['zone'].name}")
    await page.locator("#assign-text").fill("Nhờ anh Hùng gặp phòng nhân sự trong tuần này.")
    await looked_at(officer, "4-giving")
    await page.get_by_role("button", name="Giao việc").click()
    await says(officer, "Đã giao vụ việc.")
    await says(officer, "Nhờ anh Hùng gặp phòng nhân sự")
    await says(officer, "Trần Văn Hùng đang phụ trách vụ việc này.")

    await page.locator("summary", has_text="Bảo đảm khách quan").click()
    await page.get_by_text("Không cho một người xem").click()
    await page.get_by_label("Người có liên quan").select_option(label=f"Bùi Thị Mai · {house.units['zone'].name}")
    await page.get_by_role("button", name="Không cho xem").click()
    await says(officer, "Người này không còn xem được vụ việc.")
    await says(officer, "Bùi Thị Mai không được xem")
    assert (await (await house.visitor("viewer")).get(f"/cases/{case_id}")).status_code == 404
    await looked_at(officer, "4-excluded")

    await page.get_by_text("Chuyển đơn vị khác").click()
    await page.locator("#unit-to").select_option(label=f"↑ {house.units['root'].name}")
    await page.locator("#unit-text").fill("Cần cấp tỉnh làm việc với công ty.")
    await page.get_by_role("button", name="Chuyển đơn vị").click()
    await says(officer, "Đã chuyển vụ việc sang đơn vị khác.")
    await be(officer, house, "admin")
    await officer.visit(f"/cases/{case_id}")
    await says(officer, "Cần cấp tỉnh làm việc với công ty.")


async def test_one_answer_reaches_all_of_a_collective(officer: Officer, house: House) -> None:
    members = [await report(house, number) for number in range(1, 4)]
    collective = await joined(house, members)
    await be(officer, house, "officer")
    page = officer.page
    await officer.visit(f"/cases/{collective}")
    await says(officer, "3 người lao động")
    await page.get_by_label("Nội dung trả lời").fill("Chào các bạn, công ty sẽ trả đủ lương trước 30/11.")
    await page.get_by_role("button", name="Gửi trả lời").click()
    await says(officer, "Đã gửi trả lời cho người lao động.")
    assert sum("công ty sẽ trả đủ lương trước 30/11" in text for text in house.notifier.texts) == len(members)
    await looked_at(officer, "6-answered")


async def test_a_filter_is_saved_and_opened_again(officer: Officer, house: House) -> None:
    await house.open("Không có quạt.", category=Category.SAFETY)
    await house.open(chat="1" * 32)
    await be(officer, house, "officer")
    page = officer.page
    await officer.visit("/cases")
    await page.get_by_text("Lọc và sắp xếp").click()
    await page.get_by_label("Loại việc").select_option("safety")
    await page.get_by_role("button", name="Áp dụng").click()
    await expect(page.get_by_role("heading", name="1 vụ việc")).to_be_visible()
    await page.get_by_text("Lưu bộ lọc này").click()
    await page.get_by_label("Tên bộ lọc").fill("An toàn xưởng")
    await page.get_by_role("button", name="Lưu", exact=True).click()
    await says(officer, "Đã lưu bộ lọc.")
    await officer.visit("/cases")
    await expect(page.get_by_role("heading", name="2 vụ việc")).to_be_visible()
    await page.get_by_role("link", name="An toàn xưởng").click()
    await expect(page.get_by_role("heading", name="1 vụ việc")).to_be_visible()
    await looked_at(officer, "8-saved")


async def test_a_conversation_is_taken_over_and_handed_back(officer: Officer, house: House, clock: ManualClock) -> None:
    case_id = await asked(house)
    await be(officer, house, "officer")
    page, log = officer.page, officer.page.get_by_role("log", name="Cuộc trò chuyện")
    await officer.visit("/chats")
    await page.get_by_role("button", name="Nhận trò chuyện").click()
    box = page.get_by_label("Tin nhắn cho người lao động")
    for asks, answers in (
        ("Em bị trừ lương hai ngày.", "Chào bạn, bạn còn phiếu lương không?"),
        ("Dạ em còn.", "Bạn chụp gửi vào đây nhé."),
    ):
        clock.advance(seconds=5)
        await hear(house, asks)
        await expect(log).to_contain_text(asks)
        await box.fill(answers)
        await box.press("Enter")
        await expect(log.locator(".chat-staff:not(.is-local)").last).to_contain_text(answers)
        assert house.notifier.texts[-1] == f"Cán bộ: {answers}"
    await looked_at(officer, "9-talk")
    await page.get_by_text("Kết thúc, trả lại cho trợ lý").click()
    await page.get_by_role("button", name="Kết thúc").click()
    await says(officer, "Đã kết thúc. Trợ lý trả lời tiếp, vụ việc vẫn mở.")
    await officer.visit(f"/cases/{case_id}")
    await says(officer, "Dạ em còn.")
    await looked_at(officer, "9-case")


async def test_the_audit_page_shows_who_took_an_emergency(officer: Officer, house: House) -> None:
    await house.cry("Có người bị máy cuốn tay!")
    await be(officer, house, "officer")
    page = officer.page
    await officer.visit("/cases")
    await page.get_by_role("region", name="Báo động khẩn cấp").get_by_role("link").first.click()
    await page.get_by_role("button", name="Tôi nhận").click()
    await says(officer, "Bạn đã nhận báo động.")
    await be(officer, house, "admin")
    await officer.visit("/audit")
    row = page.get_by_role("row").filter(has_text="Nhận báo động khẩn cấp")
    await expect(row).to_contain_text("officer@congdoan.example")
    await expect(row).to_contain_text("PA-000001")
    await looked_at(officer, "10-audit")
