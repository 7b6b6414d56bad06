"""Before somebody reports: who can see it, said plainly and as it is."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from actions import texts
from connectors.retention import BODIES
from grievances.privacy.identity import OPEN_FOR
from grievances.privacy.retention import KEPT_MONTHS
from tests.connectors.web.conftest import Phone
from tests.connectors.web.test_chat_page import Screen, screen

__all__ = ["screen"]  # fixtures


async def said(phone: Phone) -> str:
    page = await phone.http.get("/chat/safety")
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def test_the_three_most_important_things_come_first(phone: Phone) -> None:
    page = (await phone.http.get("/chat/safety")).text
    first = page.partition('<ol class="first">')[2].partition("</ol>")[0]
    assert first.count("<li>") == 3
    for word in ("Công ty không xem được", "Zalo, Telegram biết", "4G của mình"):
        assert word in first


async def test_what_it_promises_is_what_the_system_does(phone: Phone) -> None:
    text = await said(phone)
    assert f"trong {int(OPEN_FOR.total_seconds() // 3600)} giờ" in text
    assert f"sau {BODIES.days} ngày" in text
    assert f"{KEPT_MONTHS} tháng sau khi xong việc" in text
    assert texts.SKIP_COMPANY in text


async def test_it_hides_nothing_that_is_not_protected(phone: Phone) -> None:
    text = await said(phone)
    for honest in ("có thể bị theo dõi", "đoán ra được", "mở được mọi thứ", "tối đa 30 ngày", "chưa xóa"):
        assert honest in text


async def test_it_runs_no_script_but_its_own_and_tells_the_history_nothing(phone: Phone) -> None:
    page = await phone.http.get("/chat/safety")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page.text)
    assert "<title>Một Chạm · Trợ lý Công đoàn</title>" in page.text
    for path in set(re.findall(r'(?:href|src)="(/chat/static/[^"]+)"', page.text)):
        assert (await phone.http.get(path)).status_code == 200


@pytest.mark.browser
async def test_it_is_one_tap_from_the_chat_and_back_and_left_at_once(screen: Screen) -> None:
    await screen.open()
    await screen.page.get_by_role("link", name="An toàn khi phản ánh").click()
    await expect(screen.page.get_by_role("heading", name="An toàn khi phản ánh")).to_be_visible()
    width = await screen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    await screen.page.get_by_role("link", name="Trở lại trò chuyện").first.click()
    await expect(screen.page.get_by_label("Tin nhắn của bạn")).to_be_visible()
    await screen.page.goto(screen.url + "/chat/safety")
    await screen.page.route("https://www.google.com.vn/**", lambda route: route.fulfill(body="thời tiết"))
    await screen.page.get_by_role("link", name="Ẩn nhanh").click()
    await screen.page.wait_for_url("https://www.google.com.vn/**")
    await screen.page.go_back()
    await expect(screen.page.get_by_role("heading", name="An toàn khi phản ánh")).to_have_count(0)
