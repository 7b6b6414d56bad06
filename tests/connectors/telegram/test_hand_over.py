"""The whole hand-over over real HTTP: a worker on Telegram, an officer in the console, and the bot between them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from telegram import Bot

from connectors.budget import LocalBudget
from connectors.engine import TurnRequest
from connectors.fakes.serving import serving
from connectors.fakes.telegram import FakeTelegram
from connectors.messages import Reply
from connectors.outbox import OutboxNotifier
from connectors.sender import Sender
from connectors.telegram.channel import TelegramChannel
from connectors.telegram.pace import Pace
from connectors.testing import FakeEngine
from connectors.turns import TurnWorker
from connectors.typing import TypingSigns
from connectors.wakeups import LocalWakeup
from connectors.workers import run_workers
from grievances.live import words
from grievances.live.worker import LiveWorker
from grievances.model import CaseKind, Category
from grievances.worker import OpenRequest, WorkerCases
from storage.database import Database
from storage.vault import Vault
from tests.connectors.telegram.conftest import Station
from tests.console.cast import PASSWORD, House, build_house, field
from tests.grievances.evidence import samples
from tests.support.clock import ManualClock

WORKER = 2001


class Dialogue(FakeEngine):
    """Asked for a person, it does as actions/human.py: open the case, and ring."""

    def __init__(self, database: Database, vault: Vault, clock: ManualClock) -> None:
        super().__init__(dangerous=("cứu",))
        self._database, self._vault, self._clock = database, vault, clock
        self.unit_id = ""

    async def turn(self, request: TurnRequest) -> Sequence[Reply]:
        if request.text == "gặp cán bộ":
            wanted = OpenRequest(
                CaseKind.HUMAN_REQUEST, Category.OTHER, request.sender, "telegram", "Em cần gặp cán bộ", self.unit_id
            )
            async with self._database.transaction() as tx:
                opened = await WorkerCases(self._vault, self._clock).open(tx, wanted)
                await LiveWorker(self._vault, self._clock).ask(tx, request.sender, opened.case_id)
            return [Reply("Mình đã chuyển tới cán bộ.")]
        return await super().turn(request)


@dataclass
class Desk:
    """An officer with a browser."""

    http: httpx.AsyncClient

    async def sign_in(self, name: str) -> None:
        page = await self.http.get("/console/sign-in")
        fields = {"email": f"{name}@congdoan.example", "password": PASSWORD, "csrf": field(page, "csrf")}
        answer = await self.http.post("/console/sign-in", data=fields)
        assert answer.status_code == 303

    async def post(self, path: str, **fields: str) -> httpx.Response:
        page = await self.http.get("/console/account")
        return await self.http.post(f"/console{path}", data={"csrf": field(page, "csrf"), **fields})

    async def attach(self, path: str, body: bytes) -> httpx.Response:
        page = await self.http.get("/console/account")
        files = {"picked": ("mau-don.pdf", body)}
        return await self.http.post(f"/console{path}", data={"csrf": field(page, "csrf")}, files=files)

    async def text(self, path: str) -> str:
        return (await self.http.get(f"/console{path}")).text


@dataclass
class Scene:
    telegram: FakeTelegram
    house: House
    site: str
    clock: ManualClock
    stack: AsyncExitStack

    async def worker_says(self, text: str) -> None:
        self.clock.advance(seconds=1)
        assert await self.telegram.user_sends_text(WORKER, text) == 200

    async def hears(self, text: str) -> None:
        await until(lambda: any(text in message.text for message in self.telegram.sent_to(WORKER)))

    def heard(self) -> list[str]:
        return [message.text for message in self.telegram.sent_to(WORKER)]

    async def officer(self, name: str = "officer") -> Desk:
        desk = Desk(await self.stack.enter_async_context(httpx.AsyncClient(base_url=self.site, timeout=60)))
        await desk.sign_in(name)
        return desk


async def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        await asyncio.sleep(0.05)


@pytest.fixture
async def scene(station: Station, fake: FakeTelegram, bot: Bot, clock: ManualClock) -> AsyncIterator[Scene]:
    database, vault, wake = station.database, station.vault, LocalWakeup()
    channel = TelegramChannel(station.account_id, bot, Pace(spacing=0.0))
    channels = {station.account_id: channel}
    line, signs = OutboxNotifier(vault, clock), TypingSigns(database, vault, channels)
    house = await build_house(database, vault, clock, line=line, signs=signs)
    dialogue = Dialogue(database, vault, clock)
    dialogue.unit_id = house.units["zone"].id
    turns = TurnWorker(database, vault, clock, wake, dialogue, channels)
    sender = Sender(database, vault, clock, channels, LocalBudget())
    stop = asyncio.Event()
    work = asyncio.create_task(run_workers(stop, turns, sender, wake, turn_workers=2, send_workers=2))
    try:
        async with serving(house.app) as site, AsyncExitStack() as stack:
            yield Scene(fake, house, site, clock, stack)
    finally:
        stop.set()
        await work


async def test_from_asking_for_a_person_to_the_bot_again(scene: Scene) -> None:
    await scene.telegram.user_starts(WORKER)
    await scene.worker_says("gặp cán bộ")
    await scene.hears("Mình đã chuyển tới cán bộ.")
    officer, outsider = await scene.officer(), await scene.officer("outsider")
    listed = await officer.text("/chats")
    case_id = listed.split("/console/chats/")[2].split("/")[0][:32]
    assert "Đang chờ cán bộ (1)" in listed
    assert case_id not in await outsider.text("/chats")
    assert (await outsider.post(f"/chats/{case_id}/take")).status_code == 404

    assert (await officer.post(f"/chats/{case_id}/take")).status_code == 303
    await scene.hears(words.STARTED)
    await scene.worker_says("Công ty trừ lương em")
    await until_page(officer, case_id, "Công ty trừ lương em")
    assert not any("Bạn nói" in text and "trừ lương" in text for text in scene.heard())

    for _ in range(2):  # a double click
        assert (await officer.post(f"/chats/{case_id}/say", key="k" * 16, text="Trừ mấy ngày?")).status_code == 303
    await scene.hears("Cán bộ: Trừ mấy ngày?")
    await until_page(officer, case_id, "Đã gửi")
    assert (await officer.post(f"/chats/{case_id}/typing")).status_code == 204
    assert "sendChatAction" in scene.telegram.state.calls

    await scene.worker_says("cứu em")
    await scene.hears(words.IN_DANGER)
    assert "báo động khẩn cấp" in await officer.text("/alarms")

    await scene.worker_says("2")
    await until_page(officer, case_id, ">2</div>")
    scene.clock.advance(seconds=1)
    assert (await officer.post(f"/chats/{case_id}/end", text="Mai Công đoàn gọi nhé.")).status_code == 303
    await scene.hears(words.ENDED_BY_STAFF)
    await scene.worker_says("xin chào")
    await scene.hears("Bạn nói: xin chào")
    assert scene.heard().count("Cán bộ: Trừ mấy ngày?") == 1
    last = scene.heard()
    assert last.index("Cán bộ: Mai Công đoàn gọi nhé.") < last.index(words.ENDED_BY_STAFF)


async def test_the_worker_goes_back_by_the_button(scene: Scene) -> None:
    await scene.telegram.user_starts(WORKER)
    await scene.worker_says("gặp cán bộ")
    await scene.hears("Mình đã chuyển tới cán bộ.")
    officer = await scene.officer()
    case_id = (await officer.text("/chats")).split("/console/chats/")[2].split("/")[0][:32]
    await officer.post(f"/chats/{case_id}/take")
    await scene.hears(words.STARTED)
    scene.clock.advance(seconds=1)
    assert await scene.telegram.user_taps(WORKER, "Quay lại trợ lý") == 200
    await scene.hears(words.ENDED_BY_WORKER)
    late = await officer.post(f"/chats/{case_id}/say", key="k" * 16, text="Bạn còn đó không?")
    assert late.status_code == 422
    assert "đã kết thúc" in late.text
    await scene.worker_says("xin chào")
    await scene.hears("Bạn nói: xin chào")


async def test_a_paper_goes_from_the_officers_desk_into_the_workers_telegram(scene: Scene) -> None:
    await scene.telegram.user_starts(WORKER)
    await scene.worker_says("gặp cán bộ")
    await scene.hears("Mình đã chuyển tới cán bộ.")
    officer = await scene.officer()
    case_id = (await officer.text("/chats")).split("/console/chats/")[2].split("/")[0][:32]
    await officer.post(f"/chats/{case_id}/take")
    attached = await officer.attach(f"/chats/{case_id}/files", samples.pdf())
    for _ in range(2):  # a double click
        said = await officer.post(
            f"/chats/{case_id}/say", key="k" * 16, text="Mẫu đơn đây.", file=field(attached, "file")
        )
        assert said.status_code == 303
    await scene.hears("Cán bộ: Mẫu đơn đây.")
    await until(lambda: any(message.document for message in scene.telegram.sent_to(WORKER)))
    (paper,) = [message for message in scene.telegram.sent_to(WORKER) if message.document]
    arrived = scene.telegram.state.uploads[paper.message_id]
    assert arrived.startswith(b"%PDF")
    assert samples.MARK.encode() not in arrived
    assert paper.document.startswith("cong-doan-")
    await until_page(officer, case_id, "Tệp PDF")


async def until_page(officer: Desk, case_id: str, text: str) -> None:
    end = time.monotonic() + 60
    while text not in await officer.text(f"/chats/{case_id}/feed"):
        assert time.monotonic() < end, text
        await asyncio.sleep(0.1)
