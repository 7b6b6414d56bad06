"""The page in a real browser, as a worker uses it: on a small phone, on a bad network, with somebody looking."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from connectors.fakes.serving import serving
from connectors.messages import Part
from storage.clock import utc_now
from storage.database import Database
from storage.tables import MediaItem
from storage.vault import Vault
from tests.connectors.web.service import MENU, ChatService, make_service, working
from tests.grievances.evidence import samples

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Ends once the place of the last answer is the same a fifth of a second later.
_UNTIL_NOTHING_MOVES = """async () => {
    const place = () => [...document.querySelectorAll(".bot .bubble")].at(-1).getBoundingClientRect().y;
    for (let before = NaN; before !== place(); ) {
        before = place();
        await new Promise((done) => setTimeout(done, 200));
    }
}"""


@dataclass
class Screen:
    """A phone with the page open. `troubles`: what the browser complained about."""

    page: Page
    context: BrowserContext
    service: ChatService
    url: str
    troubles: list[str] = field(default_factory=list)

    async def open(self, path: str = "/chat") -> None:
        await self.page.goto(self.url + path)
        await expect(self.choice(MENU[0].title)).to_be_visible()

    def choice(self, title: str) -> Any:
        return self.page.get_by_role("button", name=title)

    async def say(self, text: str) -> None:
        await self.page.get_by_label("Tin nhắn của bạn").fill(text)
        await self.page.get_by_role("button", name="Gửi tin").click()

    async def expect_text(self, text: str, count: int = 1) -> None:
        await expect(self.page.locator("#log").get_by_text(text)).to_have_count(count)

    def heard(self, text: str) -> int:
        return [request.text for request in self.service.engine.said].count(text)


@pytest.fixture
async def screen(browser: Browser, sqlite_database: Database, vault: Vault) -> AsyncIterator[Screen]:
    service = await make_service(sqlite_database, vault, utc_now)
    async with working(service), serving(service.app) as url:
        context = await browser.new_context(viewport=PHONE, has_touch=True, locale="vi-VN")  # type: ignore[arg-type]
        page = await context.new_page()
        made = Screen(page, context, service, url)
        page.on("console", lambda message: made.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: made.troubles.append(str(error)))
        yield made
        await context.close()


async def test_a_worker_asks_with_the_keyboard_alone_and_is_answered(screen: Screen) -> None:
    await screen.open()
    await screen.page.get_by_label("Tin nhắn của bạn").focus()
    await screen.page.keyboard.type("đoàn phí bao nhiêu")
    await screen.page.keyboard.press("Tab")
    await screen.page.keyboard.press("Enter")
    await screen.expect_text("0,5%")
    await expect(screen.page.get_by_label("Tin nhắn của bạn")).to_be_focused()
    await expect(screen.page.locator("#typing")).to_be_hidden()
    assert screen.troubles == []


async def test_one_tap_goes_on(screen: Screen) -> None:
    await screen.open()
    await screen.choice(MENU[0].title).click()
    await expect(screen.choice("Quấy rối")).to_be_visible()
    await screen.expect_text(MENU[0].title, count=2)  # on the button, and as what the worker said


async def test_a_suggested_question_is_asked_by_a_tap(screen: Screen) -> None:
    await screen.open()
    await screen.page.get_by_role("button", name="Đoàn phí đóng bao nhiêu?").click()
    await screen.expect_text("0,5%")
    await expect(screen.page.locator("#starters")).to_be_hidden()


async def test_the_code_of_the_poster_does_not_stay_in_the_address(screen: Screen) -> None:
    await screen.open("/chat?u=BN-HOASEN")
    assert screen.page.url == f"{screen.url}/chat"
    assert screen.service.engine.said[0].metadata.start == "BN-HOASEN"


async def test_what_was_written_offline_goes_out_once_when_the_network_is_back(screen: Screen) -> None:
    await screen.open()
    await screen.context.set_offline(True)
    await screen.say("tin một")
    await screen.say("tin hai")
    await expect(screen.page.get_by_role("button", name="Gửi lại")).to_be_visible()
    await expect(screen.page.locator("#notice")).to_contain_text("Mất mạng")
    await screen.context.set_offline(False)
    await screen.expect_text("Bạn vừa nói: tin hai")
    assert [screen.heard(text) for text in ("tin một", "tin hai")] == [1, 1]
    said = [request.text for request in screen.service.engine.said]
    assert said.index("tin một") < said.index("tin hai")
    await expect(screen.page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    await expect(screen.page.locator("#notice")).to_be_hidden()


async def test_a_message_whose_answer_was_lost_is_not_said_twice(screen: Screen) -> None:
    await screen.open()
    lost: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST" or lost:
            await route.continue_()
            return
        lost.append(str(await route.request.header_value("content-type")))
        await route.fetch()
        await route.abort()

    await screen.page.route("**/api/chat/messages", lose_the_first_answer)
    await screen.say("chỉ một lần")
    await screen.expect_text("Bạn vừa nói: chỉ một lần")
    await expect(screen.page.locator(".failed")).to_have_count(0)
    assert lost
    assert screen.heard("chỉ một lần") == 1


async def test_a_refusal_is_shown_in_words_and_can_be_tried_again(screen: Screen) -> None:
    await screen.open()
    refusals = [429]

    async def refuse_once(route: Route) -> None:
        if route.request.method == "POST" and refusals:
            body = {"error": {"code": "too_fast", "message": "Bạn gửi hơi nhanh."}}
            await route.fulfill(status=refusals.pop(), json=body)
        else:
            await route.continue_()

    await screen.page.route("**/api/chat/messages", refuse_once)
    await screen.say("nhanh quá")
    await screen.expect_text("Bạn gửi hơi nhanh.")
    await screen.page.get_by_role("button", name="Gửi lại").click()
    await screen.expect_text("Bạn vừa nói: nhanh quá")


async def test_after_a_reload_both_sides_and_the_draft_are_there(screen: Screen) -> None:
    await screen.open()
    await screen.say("đoàn phí?")
    await screen.expect_text("0,5%")
    await screen.page.get_by_label("Tin nhắn của bạn").fill("đang viết dở")
    await screen.page.reload()
    await screen.expect_text("0,5%")
    await expect(screen.page.locator(".mine .bubble")).to_have_text(["đoàn phí?"])
    await expect(screen.page.get_by_label("Tin nhắn của bạn")).to_have_value("đang viết dở")
    assert screen.heard("/start_chat") == 1


async def test_hiding_leaves_at_once_and_the_next_visitor_sees_nothing(screen: Screen) -> None:
    await screen.context.route("https://www.google.com.vn/**", lambda route: route.fulfill(body="thoi tiet"))
    await screen.page.goto("about:blank")
    await screen.open()
    await screen.say("điều riêng tư")
    await screen.expect_text("Bạn vừa nói: điều riêng tư")
    await screen.page.get_by_label("Tin nhắn của bạn").fill("viết dở")
    await screen.page.get_by_role("link", name="Ẩn nhanh").click()
    await expect(screen.page.get_by_text("thoi tiet")).to_be_visible()
    await screen.page.go_back()
    assert screen.page.url == "about:blank"
    await screen.page.goto(f"{screen.url}/chat")
    earlier = screen.page.get_by_role("button", name="Xem lại tin nhắn trước")
    await expect(earlier).to_be_visible()
    await expect(screen.page.get_by_text("riêng tư")).to_have_count(0)
    await expect(screen.page.get_by_label("Tin nhắn của bạn")).to_have_value("")
    await screen.say("tin mới")
    await screen.expect_text("Bạn vừa nói: tin mới")
    await earlier.click()
    await screen.expect_text("Bạn vừa nói: điều riêng tư")
    await expect(screen.page.locator(".mine .bubble")).to_have_text(["điều riêng tư", "tin mới"])


async def test_erasing_asks_first_and_then_nothing_is_left(screen: Screen) -> None:
    await screen.open()
    await screen.say("điều riêng tư")
    await screen.expect_text("Bạn vừa nói: điều riêng tư")
    erase = screen.page.get_by_role("button", name="Xóa cuộc trò chuyện này")
    await erase.click()
    await screen.page.get_by_role("button", name="Giữ lại").click()
    await screen.expect_text("Bạn vừa nói: điều riêng tư")
    await erase.click()
    await screen.page.get_by_role("button", name="Xóa", exact=True).click()
    await screen.expect_text("Đã xóa cuộc trò chuyện.")
    await expect(screen.choice(MENU[0].title)).to_be_visible()
    await expect(screen.page.get_by_text("riêng tư")).to_have_count(0)
    await screen.page.reload()
    await expect(screen.choice(MENU[0].title)).to_be_visible()
    await expect(screen.page.get_by_text("riêng tư")).to_have_count(0)


async def test_a_big_photo_is_made_smaller_before_it_leaves(screen: Screen) -> None:
    await screen.open()
    await screen.page.locator("#photo").set_input_files(
        {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": _noisy_photo(2400)}
    )
    await screen.expect_text("Mình nhận được ảnh rồi")
    await expect(screen.page.locator(".mine img")).to_be_visible()
    async with screen.service.database.transaction() as tx:
        kept = (await tx.scalars(select(MediaItem))).one()
    uploaded = screen.service.vault.open_bytes(kept.body_sealed, f"media.body:{kept.id}")
    assert max(Image.open(io.BytesIO(uploaded)).size) == 1600
    assert screen.troubles == []


async def test_a_file_that_does_not_open_is_refused_with_a_way_out(screen: Screen) -> None:
    await screen.open()
    await screen.page.locator("#photo").set_input_files(
        {"name": "don.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    await expect(screen.page.locator(".mine.failed")).to_contain_text("gửi ảnh chụp giúp mình")


async def test_papers_and_voice_notes_are_sent_several_at_once(screen: Screen) -> None:
    await screen.open()
    await screen.page.locator("#photo").set_input_files(
        [
            {"name": "luong.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()},
            {"name": "ke.ogg", "mimeType": "audio/ogg", "buffer": samples.opus()},
        ]
    )
    await screen.expect_text("📎 Tệp đã gửi: luong.pdf")
    await screen.expect_text("🎤 Tin thoại đã gửi: ke.ogg")
    await screen.expect_text("Bạn vừa nói: /share_voice")
    await screen.page.reload()
    await screen.expect_text("🎤 Tin thoại đã gửi")
    await expect(screen.page.get_by_text("luong.pdf")).to_have_count(0)
    async with screen.service.database.transaction() as tx:
        assert {item.kind for item in await tx.scalars(select(MediaItem))} == {"file", "voice"}


async def test_a_reader_of_older_messages_is_left_in_peace(screen: Screen) -> None:
    await screen.open()
    await screen.say("dài")
    await screen.expect_text("Dòng 59")
    top = "document.getElementById('scroller').scrollTop"
    await screen.page.evaluate(f"{top} = 0")
    await screen.page.evaluate(_NEXT_FRAME)  # the page has noticed
    conversation_id = screen.service.engine.said[0].sender
    await screen.service.channel.send("u", conversation_id, Part("Cán bộ vừa trả lời"), None)
    await expect(screen.page.get_by_role("button", name="Có tin mới")).to_be_visible()
    assert await screen.page.evaluate(top) == 0
    await screen.page.get_by_role("button", name="Có tin mới").click()
    await expect(screen.page.get_by_text("Cán bộ vừa trả lời")).to_be_in_viewport()
    await expect(screen.page.get_by_role("button", name="Có tin mới")).to_be_hidden()


async def test_a_long_answer_is_shown_from_its_beginning(screen: Screen) -> None:
    await screen.open()
    await screen.say("dài")
    await screen.expect_text("Dòng 59")
    await screen.page.evaluate(_UNTIL_NOTHING_MOVES)
    box = await screen.page.locator(".bot .bubble").last.bounding_box()
    bar = await screen.page.locator("header").bounding_box()
    assert box is not None
    assert bar is not None
    assert bar["height"] <= box["y"] < PHONE["height"] / 2


async def test_what_people_write_is_never_html(screen: Screen) -> None:
    await screen.open()
    hostile = "<img src=x onerror=\"document.title='hacked'\"> javascript:alert(1) https://congdoan.vn/a?b=1&c=<b>"
    await screen.say(hostile)
    await screen.expect_text("Bạn vừa nói: <img")
    await expect(screen.page.locator("#log img, #log b")).to_have_count(0)
    await expect(screen.page.locator("#log .bot a")).to_have_attribute("href", "https://congdoan.vn/a?b=1&c=")
    assert await screen.page.title() != "hacked"


async def test_a_vietnamese_typing_tool_may_use_enter(screen: Screen) -> None:
    await screen.open()
    await screen.page.get_by_label("Tin nhắn của bạn").fill("tiê")
    await screen.page.evaluate(
        "document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))"
    )
    await expect(screen.page.get_by_label("Tin nhắn của bạn")).to_have_value("tiê")


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_everything_fits_and_can_be_touched(screen: Screen, width: int) -> None:
    await screen.page.set_viewport_size({"width": width, "height": 640})
    await screen.open()
    await screen.choice(MENU[0].title).click()
    await expect(screen.choice("Quấy rối")).to_be_visible()
    assert await screen.page.evaluate("document.documentElement.scrollWidth") == width
    for target in await screen.page.locator("button:visible, a:visible:not(.skip), textarea:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, await target.inner_text()


async def test_a_page_that_lost_its_session_begins_a_new_one(screen: Screen) -> None:
    await screen.open()
    await screen.context.clear_cookies()
    await screen.say("vẫn còn đây")
    await screen.expect_text("Bạn vừa nói: vẫn còn đây")


def _noisy_photo(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()
