"""A real server, a real browser, and an officer's verbs in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.console.cast import COOKIE, PASSWORD, Visitor

AXE = (Path(__file__).parents[1] / "support" / "axe" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("SHOTS_DIR")  # tests do not read MOTCHAM_ names

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

_RUN_AXE = """async () => (await axe.run(document)).violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | "))"""


@dataclass
class Officer:
    """What an officer does; `problems` collects what the page itself complains about."""

    page: Page
    site: str
    shots: str
    problems: list[str]

    async def visit(self, path: str) -> None:
        await self.page.goto(f"{self.site}/console{path}")

    async def enter_as(self, visitor: Visitor) -> None:
        """Go on in the session of a visitor, instead of signing in."""
        await self.page.context.clear_cookies()
        if COOKIE in visitor.client.cookies:
            await self.page.context.add_cookies(
                [{"name": COOKIE, "value": visitor.client.cookies[COOKIE], "url": self.site}]
            )

    async def sign_in(self, name: str = "officer") -> None:
        await self.visit("/")
        await self.page.get_by_label("Email").fill(f"{name}@congdoan.example")
        await self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        await self.page.get_by_role("button", name="Đăng nhập").click()
        await expect(self.page.get_by_role("navigation", name="Trang chính")).to_be_visible()

    async def sign_out(self) -> None:
        await self.page.locator("details.who summary").click()
        await self.page.get_by_role("button", name="Đăng xuất").click()
        await expect(self.page.get_by_text("Bạn đã đăng xuất.")).to_be_visible()

    async def follow(self, link: Locator) -> None:
        """Click what leads to another page, and wait until that page is there: for what looks at it at once."""
        async with self.page.expect_navigation():
            await link.click()

    async def look(self, name: str) -> None:
        """Take a screenshot where one is wanted, and insist on a page that fits the screen."""
        if SHOTS:
            await self.page.screenshot(path=f"{SHOTS}/{self.shots}-{name}.png", full_page=True)
        wide = await self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} is wider than the screen"

    async def check_accessible(self) -> None:
        await self.page.evaluate(AXE)
        found = await self.page.evaluate(_RUN_AXE)
        assert found == [], found


@asynccontextmanager
async def officer_at(
    browser: Browser, site: str, screen: dict[str, int], shots: str, javascript: bool = True
) -> AsyncIterator[Officer]:
    context = await browser.new_context(
        viewport={"width": screen["width"], "height": screen["height"]},
        java_script_enabled=javascript,
        locale="vi-VN",
        has_touch=screen is PHONE,
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith((site, "data:")) else problems.append(request.url)
    )
    try:
        yield Officer(page, site, shots, problems)
    finally:
        await context.close()
    assert problems == [], problems
