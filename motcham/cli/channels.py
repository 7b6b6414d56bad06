"""`motcham telegram …`, `motcham zalo …`: connecting the platforms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from telegram import Bot

from connectors.telegram.channel import close_bot, open_bot
from connectors.telegram.commands import WebhookState, delete_webhook, set_webhook, webhook_info
from connectors.zalo.connector import ZaloConnector
from motcham.bootstrap import open_zalo
from motcham.running import open_database
from motcham.settings import Settings, load_settings
from storage.clock import utc_now
from storage.errors import ConfigError
from storage.migrate import migrate
from storage.vault import Vault


def register(app: typer.Typer) -> None:
    telegram = typer.Typer(help="Bot Telegram", no_args_is_help=True)
    zalo = typer.Typer(help="Zalo Official Account", no_args_is_help=True)
    telegram.command("set-webhook")(telegram_set_webhook)
    telegram.command("delete-webhook")(telegram_delete_webhook)
    telegram.command("info")(telegram_info)
    zalo.command("authorize")(zalo_authorize)
    app.add_typer(telegram, name="telegram")
    app.add_typer(zalo, name="zalo")


def telegram_set_webhook() -> None:
    """Báo cho Telegram gửi tin về MOTCHAM_PUBLIC_URL, đặt menu lệnh và lời giới thiệu."""
    settings = load_settings()
    _with_bot(settings, lambda bot: set_webhook(bot, settings.public_url, settings.telegram_secret))


def telegram_delete_webhook() -> None:
    """Thôi nhận tin từ Telegram."""
    _with_bot(load_settings(), delete_webhook)


def telegram_info() -> None:
    """Telegram đang gửi tin về đâu, có lỗi gì."""
    _with_bot(load_settings(), webhook_info)


def zalo_authorize(
    pasted: Annotated[str, typer.Option(help="Cả địa chỉ mà trình duyệt dừng lại sau khi quản trị OA đồng ý")] = "",
) -> None:
    """Cho phép ứng dụng gửi tin thay Official Account (quản trị OA mở liên kết và bấm đồng ý)."""
    settings = load_settings()
    if not (settings.zalo_app_id and settings.zalo_app_secret and settings.public_url):
        raise ConfigError("Cần MOTCHAM_ZALO_APP_ID, MOTCHAM_ZALO_APP_SECRET và MOTCHAM_PUBLIC_URL")
    asyncio.run(_authorize(settings, pasted))


async def _authorize(settings: Settings, pasted: str) -> None:
    database = open_database(settings)
    await migrate(database)
    connector = open_zalo(settings, database, Vault(settings.secret_keys), utc_now)
    try:
        await _consent(connector, settings, pasted)
    finally:
        await connector.close()
        await database.close()


async def _consent(connector: ZaloConnector, settings: Settings, pasted: str) -> None:
    request = connector.start_authorization(settings.public_url.rstrip("/") + "/zalo/callback")
    if not pasted:
        print(f"1. Quản trị viên của OA mở liên kết sau và bấm đồng ý:\n\n   {request.url}\n")
        print("2. Nếu ứng dụng đang chạy ở MOTCHAM_PUBLIC_URL thì trang hiện «Đã kết nối» là xong.")
        pasted = typer.prompt("   Nếu không, dán địa chỉ trên thanh trình duyệt vào đây (Enter để thoát)", default="")
    if pasted:
        oa_id = await connector.finish_authorization(pasted, request.state)
        print(f"Đã kết nối Official Account {oa_id}.")


def _with_bot(settings: Settings, act: Callable[[Bot], Awaitable[WebhookState]]) -> None:
    if not settings.telegram_ready:
        raise ConfigError("Cần MOTCHAM_TELEGRAM_TOKEN")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    state = asyncio.run(_run(settings, act))
    print(f"Bot: {state.bot}\nWebhook: {state.url or '(chưa đặt)'}\nTin đang chờ: {state.pending}")
    if state.last_error:
        print(f"Lỗi gần nhất: {state.last_error}")


async def _run(settings: Settings, act: Callable[[Bot], Awaitable[WebhookState]]) -> WebhookState:
    bot = open_bot(settings.telegram_token, settings.telegram_api_base, settings.telegram_file_base)
    try:
        return await act(bot)
    finally:
        await close_bot(bot)
