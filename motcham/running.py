"""`motcham run`: prepare the database and the model, then keep the application and Rasa alive."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy import make_url

from motcham.demo.accounts import ACCOUNTS
from motcham.demo.seeding import seed
from motcham.keeping.unfinished import refuse_unfinished_restore
from motcham.models import Models, rasa_environment
from motcham.ports import refuse_taken
from motcham.settings import PREFIX, Settings
from motcham.supervisor import Part, Supervisor, on_stop_signal, run_part
from storage.clock import Clock, utc_now
from storage.database import Database
from storage.erasures import ErasureRegister
from storage.keyring import open_vault
from storage.migrate import migrate
from storage.vault import Vault

Say = Callable[[str], None]
_READY_POLL_SECONDS = 0.25


async def migrate_now(settings: Settings) -> None:
    database = open_database(settings)
    await migrate(database)
    await database.close()


def shown_url(url: str) -> str:
    """Where the database is, without a password."""
    scheme, _, path = url.partition(":///")
    return path if scheme.startswith("sqlite") else make_url(url).render_as_string(hide_password=True)


def open_database(settings: Settings) -> Database:
    """The folder of an embedded database is made when missing, for this user only. What is erased is written down.
    Raise ConfigError after a restore that broke off: whoever serves, backs up or exports would take up erased words."""
    refuse_unfinished_restore(settings)
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Database(settings.database_url, open_register(settings, utc_now))


def open_register(settings: Settings, clock: Clock) -> ErasureRegister:
    return ErasureRegister(settings.register_path, Vault(settings.secret_keys), clock)


async def run_all(
    settings: Settings, models: Models, say: Say, environment: Mapping[str, str], beside: Sequence[Part] = ()
) -> None:
    """Return after a stop signal, when all processes have ended. `environment` is what `settings` was read from."""
    started = time.monotonic()
    say(f"→ Thư mục của bản cài: {settings.home}; cơ sở dữ liệu: {shown_url(settings.database_url)}")
    _refuse_taken_ports(settings)
    preparing = asyncio.create_task(_prepare_database(settings))  # beside the training, which takes longer
    try:
        model = await _model(models, say)
        if model is None:
            say("Đã dừng.")
            return
        password = await preparing
    finally:
        preparing.cancel()
        await asyncio.gather(preparing, return_exceptions=True)
    supervisor = Supervisor(
        [*beside, _app_part(settings, models, environment), _rasa_part(settings, models, model)], say
    )
    watcher = asyncio.create_task(_announce_when_ready(settings, password, started, say))
    try:
        await supervisor.run()
    finally:
        watcher.cancel()
    say("Đã dừng.")


def _refuse_taken_ports(settings: Settings) -> None:
    """Otherwise a part would be started again and again, and another installation's `/ready` be taken for ours."""
    rasa_host, rasa_port = _rasa_address(settings)
    refuse_taken(settings.host, settings.port, f"{PREFIX}PORT")
    refuse_taken(rasa_host, rasa_port, f"{PREFIX}RASA_URL")


async def _model(models: Models, say: Say) -> Path | None:
    """The model of the current data, trained when there is none. None when a stop signal came first."""
    model = models.current()
    if model.exists():
        return model
    say("→ Huấn luyện trợ lý cho dữ liệu hiện tại (lần đầu hoặc dữ liệu vừa đổi)…")
    stop = asyncio.Event()
    on_stop_signal(stop.set)
    code = await run_part(Part("Huấn luyện", models.training(model), rasa_environment(), models.root), stop)
    return None if stop.is_set() else models.trained(model, code)


async def _prepare_database(settings: Settings) -> str | None:
    """With the demo union, where there is no other; its cases stay on this machine."""
    database = open_database(settings)
    try:
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        return await seed(database, vault, utc_now, settings.demo_password, with_cases=settings.only_here)
    finally:
        await database.close()


def _app_part(settings: Settings, models: Models, environment: Mapping[str, str]) -> Part:
    """It reads the same settings again; secrets that were made up now stand in files by then."""
    return Part("Ứng dụng", [sys.executable, "-m", "motcham", "serve"], environment, models.root)


def _rasa_part(settings: Settings, models: Models, model: Path) -> Part:
    host, port = _rasa_address(settings)
    command = [str(models.python), "-m", "bot.serve", "--model", str(model), "--host", host, "--port", str(port)]
    return Part("Rasa", command, rasa_environment(rasa_settings(settings, models)), models.root)


def _rasa_address(settings: Settings) -> tuple[str, int]:
    address = urlsplit(settings.rasa_urls[0])
    return address.hostname or "127.0.0.1", address.port or 5005


def rasa_settings(settings: Settings, models: Models) -> dict[str, str]:
    """What Rasa's own files (endpoints.yml, credentials.yml) read from the environment."""
    tracker_file = (models.root / settings.var_dir / "trackers.sqlite").resolve()
    return {
        f"{PREFIX}INTERNAL_SECRET": settings.internal_secret,
        f"{PREFIX}ACTIONS_URL": f"http://127.0.0.1:{settings.port}/internal/actions",
        f"{PREFIX}TRACKER_URL": f"sqlite:///{tracker_file}",
        f"{PREFIX}TRACKER_SECRET": ",".join(settings.secret_keys),
    }


async def _announce_when_ready(settings: Settings, password: str | None, started: float, say: Say) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    async with httpx.AsyncClient(base_url=base, timeout=5, trust_env=False) as client:
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
        lines += [f"    {account.email:28} {account.note}" for account in ACCOUNTS]
        lines.append(f"    Mật khẩu chung: {password}")
        lines.append("    Tài khoản mẫu không cần mã xác thực, chừng nào chỉ mở được từ máy này.")
    return "\n".join([*lines, "  Dừng: Ctrl-C", ""])
