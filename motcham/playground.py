"""`motcham demo run`: the whole system against fake Zalo and Telegram servers on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from connectors.fakes.telegram import FAKE_TOKEN
from connectors.fakes.zalo_state import ZaloIdentity, ZaloState
from motcham.models import Models
from motcham.place import ROOT
from motcham.running import run_all
from motcham.settings import load_settings
from motcham.supervisor import Part

_ZALO = "http://127.0.0.1:8082"
_TELEGRAM = "http://127.0.0.1:8081"


def fake_platform_settings(zalo: str, telegram: str) -> dict[str, str]:
    """The settings under which the application takes the two fakes for the real platforms."""
    identity = ZaloIdentity()
    state = ZaloState(identity)
    return {
        "MOTCHAM_ZALO_APP_ID": identity.app_id,
        "MOTCHAM_ZALO_APP_SECRET": identity.app_secret,
        "MOTCHAM_ZALO_OA_ID": identity.oa_id,
        "MOTCHAM_ZALO_OA_SECRET": identity.oa_secret,
        "MOTCHAM_ZALO_ACCESS_TOKEN": state.access_token,
        "MOTCHAM_ZALO_REFRESH_TOKEN": state.refresh_token,
        "MOTCHAM_ZALO_API_BASE": zalo,
        "MOTCHAM_ZALO_OAUTH_BASE": zalo,
        "MOTCHAM_ZALO_MEDIA_HOSTS": urlsplit(zalo).netloc,
        "MOTCHAM_TELEGRAM_TOKEN": FAKE_TOKEN,
        "MOTCHAM_TELEGRAM_SECRET": "telegram-secret-of-the-playground",
        "MOTCHAM_TELEGRAM_API_BASE": f"{telegram}/bot",
        "MOTCHAM_TELEGRAM_FILE_BASE": f"{telegram}/file/bot",
    }


async def run_playground(say: Callable[[str], None]) -> None:
    """Return after a stop signal."""
    environment = {**os.environ, **fake_platform_settings(_ZALO, _TELEGRAM)}
    settings = load_settings(environment)
    webhooks = f"http://127.0.0.1:{settings.port}/webhooks"
    fakes = [
        Part(
            f"{kind.capitalize()} giả",
            [sys.executable, "-m", f"connectors.fakes.{kind}", "--webhook", f"{webhooks}/{kind}"],
            environment,
            ROOT,
        )
        for kind in ("zalo", "telegram")
    ]
    say(f"Zalo giả: {_ZALO}   Telegram giả: {_TELEGRAM}   (docs/playground.md nói cách điều khiển)")
    await run_all(settings, Models(ROOT), say, environment, fakes)
