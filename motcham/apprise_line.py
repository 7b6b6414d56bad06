"""Alerts by e-mail and Telegram, through Apprise. It blocks, so each message goes out in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import quote

from apprise import NotifyBase
from apprise.plugins.email import NotifyEmail
from apprise.plugins.telegram import NotifyTelegram

from grievances.alerts.addresses import AddressKind
from grievances.alerts.outbox import Message
from motcham.settings import Settings
from storage.errors import ConfigError

_log = logging.getLogger(__name__)
_SECONDS = 60.0
_MAIL_SCHEMES = frozenset({"mailto", "mailtos"})
_WRONG_URL = (
    "MOTCHAM_ALERT_MAIL_URL chưa đúng. Ví dụ: mailtos://tai-khoan:mat-khau@smtp.example.vn:587?from=mot-cham@example.vn"
)

# Its own words may name an address or a token.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class AppriseLine:
    def __init__(self, settings: Settings) -> None:
        """ConfigError for a mail address that is none."""
        self._mail_url = settings.alert_mail_url
        self._token = settings.alert_telegram_token or settings.telegram_token
        self._telegram_base = settings.telegram_api_base
        if self._mail_url and self._mail("ai@example.vn") is None:
            raise ConfigError(_WRONG_URL)

    @property
    def kinds(self) -> frozenset[AddressKind]:
        ready = {AddressKind.EMAIL: bool(self._mail_url), AddressKind.TELEGRAM: bool(self._token)}
        return frozenset(kind for kind, is_ready in ready.items() if is_ready)

    async def send(self, kind: AddressKind, address: str, message: Message) -> bool:
        plugin = self._mail(address) if kind is AddressKind.EMAIL else self._telegram(address)
        if plugin is None:
            return False
        try:
            async with asyncio.timeout(_SECONDS):
                reached = await asyncio.to_thread(plugin.notify, body=message.body, title=message.title)
        except (OSError, TypeError, ValueError) as error:  # TimeoutError is an OSError
            _log.warning("alert.failed kind=%s error=%s", kind, type(error).__name__)
            return False
        if not reached:
            _log.warning("alert.refused kind=%s", kind)
        return bool(reached)

    def _mail(self, address: str) -> NotifyBase | None:
        joined = "&" if "?" in self._mail_url else "?"
        parts = NotifyEmail.parse_url(f"{self._mail_url}{joined}to={quote(address)}&format=text")
        try:
            return NotifyEmail(**parts) if parts and parts["schema"] in _MAIL_SCHEMES else None
        except TypeError:  # how Apprise says that a part is missing
            return None

    def _telegram(self, chat: str) -> NotifyBase:
        plugin = NotifyTelegram(bot_token=self._token, targets=[chat], detect_owner=False, include_image=False)
        plugin.notify_url = self._telegram_base
        return plugin
