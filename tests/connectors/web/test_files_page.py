"""What an officer handed over, on the worker's page: seen on a phone, kept by one touch."""

from __future__ import annotations

import os

import pytest
from playwright.async_api import expect

from grievances.evidence.check import cleaned
from tests.connectors.web.test_chat_page import Screen, screen
from tests.connectors.web.test_files import hand
from tests.console.browsing import Officer
from tests.grievances.evidence import samples
from tests.support.clock import ManualClock

__all__ = ["screen"]

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS_DIR")  # tests do not read MOTCHAM_ names


async def test_a_worker_sees_the_photo_and_keeps_the_paper(screen: Screen, clock: ManualClock) -> None:
    await screen.open()
    case_id = await hand(screen.service, clock, cleaned(samples.jpeg(1600, 1200)))
    photo = screen.page.get_by_role("link", name="Ảnh Công đoàn gửi")
    await expect(photo).to_be_visible()
    await expect(photo.locator("img")).to_have_js_property("complete", True)
    assert await photo.locator("img").evaluate("image => image.naturalWidth") == 360
    await hand(screen.service, clock, cleaned(samples.pdf()), case_id)
    paper = screen.page.get_by_role("link", name="Tải tệp PDF về (2 KB)")
    async with screen.page.expect_download() as started:
        await paper.click()
    kept = await started.value
    assert kept.suggested_filename.startswith("cong-doan-")
    assert kept.suggested_filename.endswith(".pdf")
    assert (await kept.path()).read_bytes().startswith(b"%PDF")
    if SHOTS:
        await screen.page.screenshot(path=f"{SHOTS}/worker-files.png")
    assert not await screen.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    await Officer(screen.page, screen.url, "", []).check_accessible()
    assert screen.troubles == []
