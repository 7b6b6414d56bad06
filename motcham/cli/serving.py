"""`motcham run | serve | train | migrate`."""

from __future__ import annotations

import asyncio
import logging
import os
from enum import StrEnum
from typing import Annotated

import typer

from motcham.models import Models
from motcham.place import ROOT
from motcham.running import migrate_now, run_all, shown_url
from motcham.settings import load_settings
from motcham.web import serve as serve_until_stopped


class Role(StrEnum):
    ALL = "all"
    GATEWAY = "gateway"
    WORKER = "worker"
    CONSOLE = "console"
    ACTIONS = "actions"


def register(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("serve")(serve)
    app.command("train")(train)
    app.command("migrate")(migrate)


def run() -> None:
    """Chạy tất cả: huấn luyện nếu cần, tạo dữ liệu mẫu, ứng dụng và Rasa."""
    asyncio.run(run_all(load_settings(), Models(ROOT), print, os.environ))


def serve(role: Annotated[Role, typer.Option(help="Phần việc của tiến trình này")] = Role.ALL) -> None:
    """Chạy riêng ứng dụng (không có Rasa)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx logs whole URLs, and Telegram's hold the bot's token; the others only say that they started.
    for name in ("httpx", "alembic", "rasa_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    asyncio.run(serve_until_stopped(load_settings(), role.value))


def train() -> None:
    """Huấn luyện trợ lý từ config.yml, domain.yml, data/ (bỏ qua nếu dữ liệu không đổi)."""
    print(f"Mô hình: {Models(ROOT).train()}")


def migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất."""
    settings = load_settings()
    asyncio.run(migrate_now(settings))
    print(f"Cơ sở dữ liệu đã ở phiên bản mới nhất: {shown_url(settings.database_url)}")
