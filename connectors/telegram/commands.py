"""What the operator does with the bot: register the webhook, look at it, take it away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from connectors.telegram.menu import MENU
from storage.errors import ConfigError

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
SHORT_DESCRIPTION = "Trợ lý Công đoàn: hỏi về quyền lợi, gửi phản ánh chỉ với một chạm."
DESCRIPTION = (
    "Chào bạn! Mình là trợ lý của Công đoàn.\n"
    "• Hỏi về lương, giờ làm, nghỉ phép, bảo hiểm, đoàn phí\n"
    "• Gửi phản ánh mà không cần nêu tên\n"
    "• Theo dõi phản ánh và nhận trả lời ngay tại đây\n"
    "Bấm Bắt đầu để trò chuyện nhé."
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_PORTS = {443, 80, 88, 8443}


@dataclass(frozen=True)
class WebhookState:
    """As Telegram sees it. `url` is empty when none is set."""

    bot: str
    url: str
    pending: int
    last_error: str = ""
    last_error_at: datetime | None = None


async def set_webhook(bot: Bot, public_url: str, secret: str) -> WebhookState:
    """Point Telegram at us, and fill in the bot's menu and description. Raise ConfigError with what to mend."""
    url = webhook_url(public_url)
    if not _SECRET.fullmatch(secret):
        raise ConfigError("MOTCHAM_TELEGRAM_SECRET phải dài 16–256 ký tự, chỉ gồm chữ không dấu, số, dấu _ và -")
    try:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        await bot.set_my_commands([BotCommand(command.name, command.description) for command in MENU])
        await bot.set_my_short_description(SHORT_DESCRIPTION)
        await bot.set_my_description(DESCRIPTION)
    except TelegramError as error:
        raise _explained(error) from None
    return await webhook_info(bot)


async def delete_webhook(bot: Bot) -> WebhookState:
    """Telegram keeps undelivered updates for 24 hours. Raise ConfigError."""
    try:
        await bot.delete_webhook()
    except TelegramError as error:
        raise _explained(error) from None
    return await webhook_info(bot)


async def webhook_info(bot: Bot) -> WebhookState:
    """Raise ConfigError."""
    try:
        me, info = await bot.get_me(), await bot.get_webhook_info()
    except TelegramError as error:
        raise _explained(error) from None
    return WebhookState(
        bot=f"@{me.username}",
        url=info.url,
        pending=info.pending_update_count,
        last_error=info.last_error_message or "",
        last_error_at=info.last_error_date,
    )


def webhook_url(public_url: str) -> str:
    """Raise ConfigError when Telegram would refuse the address."""
    parts = urlsplit(public_url)
    try:
        port = parts.port or 443
    except ValueError:
        port = 0
    is_public = parts.scheme == "https" and bool(parts.hostname) and port in _PORTS
    # A fake Telegram on this machine takes plain http, and any port.
    if not is_public and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise ConfigError("MOTCHAM_PUBLIC_URL phải là địa chỉ https:// với cổng 443, 80, 88 hoặc 8443")
    return public_url.rstrip("/") + "/webhooks/telegram"


def _explained(error: TelegramError) -> ConfigError:
    if isinstance(error, InvalidToken):
        return ConfigError("Telegram không nhận MOTCHAM_TELEGRAM_TOKEN. Lấy lại token ở @BotFather")
    return ConfigError(f"Telegram không thực hiện được: {error.message}")
