"""The web chat as it runs, but for the dialogue: real inbox, turns, sender; an engine that answers by rote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import FastAPI

from connectors.accounts import ensure_account
from connectors.budget import LocalBudget
from connectors.engine import TurnRequest
from connectors.inbox import Inbox
from connectors.messages import Button, ChannelKind, Reply
from connectors.sender import Sender
from connectors.turns import TurnPolicy, TurnWorker
from connectors.wakeups import LocalWakeup
from connectors.web.channel import WebChannel
from connectors.web.feed import Feed
from connectors.web.router import web_router
from connectors.workers import run_workers
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

MENU = (
    Button("Báo chuyện ở chỗ làm", "/report_grievance"),
    Button("Xem phản ánh đã gửi", "/check_status"),
    Button("Gặp cán bộ Công đoàn", "/ask_human"),
)
WELCOME = Reply(
    "Chào bạn! Mình là Một Chạm, trợ lý tự động của Công đoàn.\n"
    "Bạn cứ hỏi về lương, hợp đồng, bảo hiểm, nghỉ phép… hoặc báo chuyện chưa đúng ở chỗ làm. "
    "Cán bộ Công đoàn đọc và trả lời bạn ngay tại đây.",
    MENU,
)
DUES = Reply(
    "Đoàn viên đóng đoàn phí bằng 0,5% tiền lương làm căn cứ đóng bảo hiểm xã hội, tối đa 10% lương cơ sở.",
    (
        Button("Xem thêm", '/more{"topic":"union_dues_rate"}'),
        Button("Hữu ích", "/rate"),
        Button("Chưa rõ", "/rate2"),
    ),
)
CATEGORIES = Reply(
    "Chuyện của bạn thuộc loại nào? Chỉ cần chạm một nút.",
    tuple(
        Button(title, f'/choose_category{{"category":"{n}"}}')
        for n, title in enumerate(
            [
                "Tiền lương",
                "Giờ làm, nghỉ ngơi",
                "An toàn lao động",
                "Bữa ăn, vệ sinh",
                "Bảo hiểm",
                "Sa thải, kỷ luật",
                "Quấy rối",
                "Chuyện khác",
            ]
        )
    ),
)


@dataclass
class RoteEngine:
    """`said` is what reached the dialogue; `hold` makes it think."""

    said: list[TurnRequest] = field(default_factory=list)
    hold: float = 0.0

    async def turn(self, request: TurnRequest) -> Sequence[Reply]:
        self.said.append(request)
        await asyncio.sleep(self.hold)
        match request.text:
            case "/start_chat":
                return [WELCOME]
            case "/report_grievance":
                return [CATEGORIES]
            case "/share_media":
                return [Reply("Mình nhận được ảnh rồi, cảm ơn bạn.")]
            case text if "phí" in text:
                return [DUES]
            case text if text == "dài":
                return [Reply("\n".join(f"Dòng {n}: {'chữ ' * 12}" for n in range(60)))]
            case text:
                return [Reply(f"Bạn vừa nói: {text}")]

    async def senses_danger(self, text: str) -> bool:
        return False


@dataclass
class ChatService:
    app: FastAPI
    engine: RoteEngine
    inbox: Inbox
    channel: WebChannel
    account_id: str
    database: Database
    vault: Vault

    async def work(self) -> None:
        """Do every turn and every send that is due now."""
        state = self.app.state
        while await state.turns.run_once("t") or await state.sender.run_once("s"):
            continue


async def make_service(database: Database, vault: Vault, clock: Clock) -> ChatService:
    async with database.transaction() as tx:
        account = await ensure_account(tx, ChannelKind.WEB, "web", "web", clock)
    feed = Feed(database, poll=0.2)
    wake = LocalWakeup()
    inbox = Inbox(database, vault, clock, wake)
    channel = WebChannel(account.id, database, vault, clock, feed)
    engine = RoteEngine()
    app = FastAPI()
    app.include_router(web_router(account.id, inbox, database, vault, clock, feed, wait=1.0))
    app.state.turns = TurnWorker(
        database, vault, clock, wake, engine, {account.id: channel}, TurnPolicy(pause=timedelta(0))
    )
    app.state.sender = Sender(database, vault, clock, {account.id: channel}, LocalBudget())
    app.state.wake = wake
    return ChatService(app, engine, inbox, channel, account.id, database, vault)


@asynccontextmanager
async def working(service: ChatService) -> AsyncIterator[None]:
    """Turns and sends go on while the block runs."""
    stop = asyncio.Event()
    state = service.app.state
    work = asyncio.create_task(run_workers(stop, state.turns, state.sender, state.wake, turn_workers=1, send_workers=1))
    try:
        yield
    finally:
        stop.set()
        await work
