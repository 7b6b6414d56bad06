"""What workers sent, in the timeline of a real browser: it fits a phone, and a keyboard reaches all of it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from grievances.evidence.check import cleaned
from tests.console.browsing import DESKTOP, PHONE, officer_at
from tests.console.cast import House
from tests.grievances.evidence import samples

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}


async def send(house: House, case_id: str, body: bytes) -> None:
    clean = cleaned(body)
    known = {"preview": clean.preview, "seconds": clean.seconds}
    await house.attach(case_id, clean.mime, clean.body, clean.kind.value, **known)


@pytest.mark.parametrize("screen", SCREENS)
async def test_photos_voice_notes_and_papers_are_within_reach(
    house: House, browser: Browser, site: str, screen: str
) -> None:
    case_id = (await house.open()).case_id
    for body in (samples.jpeg(1600, 1200), samples.opus(75), samples.pdf()):
        await send(house, case_id, body)
    async with officer_at(browser, site, SCREENS[screen], f"evidence-{screen}") as officer:
        await officer.sign_in()
        await officer.visit(f"/cases/{case_id}")
        photo = officer.page.get_by_role("link", name="Ảnh người lao động gửi")
        await expect(photo).to_be_visible()
        preview = officer.page.locator(".entry-photo img")
        await expect(preview).to_have_js_property("complete", True)
        assert 0 < await preview.evaluate("image => image.naturalWidth") <= 480
        await expect(officer.page.get_by_text("Tin thoại · 1:15")).to_be_visible()
        await photo.focus()
        for _ in range(12):  # through the controls of the player
            await officer.page.keyboard.press("Tab")
            if await officer.page.evaluate("document.activeElement.hasAttribute('download')"):
                break
        else:
            raise AssertionError("the keyboard does not reach the paper")
        async with officer.page.expect_download() as started:
            await officer.page.keyboard.press("Enter")
        assert (await (await started.value).path()).read_bytes().startswith(b"%PDF")
        await officer.check_accessible()
        await officer.look("case")
