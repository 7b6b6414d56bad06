"""`motcham run`: prepare the database and the model, then keep the application and Rasa alive."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from motcham import demo
from motcham.models import Models, rasa_environment
from motcham.settings import PREFIX, Settings
from motcham.supervisor import Part, Supervisor
from storage.clock import utc_now
from storage.database import Database
from storage.migrate import migrate

Say = Callable[[str], None]
_READY_POLL_SECONDS = 0.25


async def migrate_now(settings: Settings) -> None:
    database = open_database(settings)
    await migrate(database)
    await database.close()


def open_database(settings: Settings) -> Database:
    """The folder of an embedded database is made when missing."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)


async def run_all(
    settings: Settings, models: Models, say: Say, environment: Mapping[str, str], beside: Sequence[Part] = ()
) -> None:
    """Return after a stop signal, when all processes have ended. `environment` is what `settings` was read from."""
    started = time.monotonic()
    model = models.current()
    if not model.exists():
        say("→ Huấn luyện trợ lý cho dữ liệu hiện tại (lần đầu hoặc dữ liệu vừa đổi)…")
        model = await asyncio.to_thread(models.train)
    password = await _prepare_database(settings)
    supervisor = Supervisor(
        [*beside, _app_part(settings, models, environment), _rasa_part(settings, models, model)], say
    )
    watcher = asyncio.create_task(_announce_when_ready(settings, password, started, say))
    await supervisor.run()
    watcher.cancel()
    say("Đã dừng.")


async def _prepare_database(settings: Settings) -> str | None:
    database = open_database(settings)
    await migrate(database)
    password = await demo.seed(database, utc_now, settings.demo_password)
    await database.close()
    return password


def _app_part(settings: Settings, models: Models, environment: Mapping[str, str]) -> Part:
    """It reads the same settings again; secrets that were made up now stand in files by then."""
    return Part("Ứng dụng", [sys.executable, "-m", "motcham", "serve"], environment, models.root)


def _rasa_part(settings: Settings, models: Models, model: Path) -> Part:
    address = urlsplit(settings.rasa_urls[0])
    command = [
        str(models.python), "-m", "bot.serve", "--model", str(model),
        "--host", address.hostname or "127.0.0.1", "--port", str(address.port or 5005),
    ]  # fmt: skip
    return Part("Rasa", command, rasa_environment(rasa_settings(settings, models)), models.root)


def rasa_settings(settings: Settings, models: Models) -> dict[str, str]:
    """What Rasa's own files (endpoints.yml, credentials.yml) read from the environment."""
    tracker_file = (models.root / settings.var_dir / "trackers.sqlite").resolve()
    return {
        f"{PREFIX}INTERNAL_SECRET": settings.internal_secret,
        f"{PREFIX}ACTIONS_URL": f"http://127.0.0.1:{settings.port}/internal/actions",
        f"{PREFIX}TRACKER_URL": f"sqlite:///{tracker_file}",
        f"{PREFIX}TRACKER_SECRET": settings.secret_keys[0],
    }


async def _announce_when_ready(settings: Settings, password: str | None, started: float, say: Say) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    async with httpx.AsyncClient(base_url=base, timeout=5) as client:
        while not await _is_ready(client):  # noqa: ASYNC110 - another process tells it only by HTTP
            await asyncio.sleep(_READY_POLL_SECONDS)
    say(_welcome(base, password, time.monotonic() - started))


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/ready")).status_code == 200
    except httpx.HTTPError:
        return False


def _welcome(base: str, password: str | None, seconds: float) -> str:
    lines = [
        "",
        f"Một Chạm đã sẵn sàng sau {seconds:.1f} giây.",
        f"  Người lao động nhắn tin:  {base}/chat",
        f"  Cán bộ công đoàn:         {base}/console",
    ]
    if password is None:
        lines.append("  Tài khoản mẫu: mật khẩu đã in ở lần chạy đầu (tạo lại: xóa thư mục var/).")
    else:
        lines += [f"    {account.email:28} {account.note}" for account in demo.ACCOUNTS]
        lines.append(f"    Mật khẩu chung: {password}")
    return "\n".join([*lines, "  Dừng: Ctrl-C", ""])
