"""A whole installation for tests and benchmarks: fake platforms, the application and Rasa, each a real process."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from motcham.models import Models, rasa_environment
from motcham.place import ROOT
from motcham.playground import fake_platform_settings
from motcham.running import rasa_settings
from motcham.settings import load_settings
from tests.support.ports import free_port

PASSWORD = "mat-khau-thu-nghiem"
READY_SECONDS = 180


@dataclass(frozen=True)
class Installation:
    """Addresses of the running parts."""

    app: str
    zalo: str
    telegram: str
    var: Path

    def log(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def installed(var: Path, extra: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """Start everything on free ports with a fresh database; stop it all at the end."""
    ports = {name: free_port() for name in ("app", "rasa", "zalo", "telegram")}
    environment = _environment(var, ports, extra or {})
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    with contextlib.ExitStack() as stack:
        python = sys.executable
        for kind in ("zalo", "telegram"):
            webhook = f"{addresses['app']}/webhooks/{kind}"
            command = [python, "-m", f"connectors.fakes.{kind}", "--port", str(ports[kind]), "--webhook", webhook]
            stack.enter_context(_process(var / f"{kind}.log", command, environment))
        models = Models(ROOT)
        model = models.train()
        settings = load_settings(environment, None)
        rasa = [str(models.python), "-m", "bot.serve", "--model", str(model), "--port", str(ports["rasa"])]
        stack.enter_context(_process(var / "rasa.log", rasa, rasa_environment(rasa_settings(settings, models))))
        subprocess.run([python, "-m", "motcham", "demo", "seed", "--empty"], env=environment, cwd=ROOT, check=True)
        stack.enter_context(_process(var / "app.log", [python, "-m", "motcham", "serve"], environment))
        made = Installation(addresses["app"], addresses["zalo"], addresses["telegram"], var)
        _wait_until_ready(made)
        command = [python, "-m", "motcham", "telegram", "set-webhook"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
        yield made


def _environment(var: Path, ports: Mapping[str, int], extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCHAM_")}
    zalo, telegram = (f"http://127.0.0.1:{ports[name]}" for name in ("zalo", "telegram"))
    return {
        **kept,
        **fake_platform_settings(zalo, telegram),
        "PYTHONUNBUFFERED": "1",
        "MOTCHAM_VAR_DIR": str(var),
        "MOTCHAM_DATABASE_URL": f"sqlite:///{var / 'motcham.sqlite'}",
        "MOTCHAM_PORT": str(ports["app"]),
        "MOTCHAM_PUBLIC_URL": f"http://127.0.0.1:{ports['app']}",
        "MOTCHAM_RASA_URL": f"http://127.0.0.1:{ports['rasa']}",
        "MOTCHAM_SECRET_KEY": "secret-key-of-the-system-tests",
        "MOTCHAM_INTERNAL_SECRET": "internal-secret-of-the-system-tests",
        "MOTCHAM_DEMO_PASSWORD": PASSWORD,
        **extra,
    }


@contextlib.contextmanager
def _process(log: Path, command: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(made: Installation) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{made.app}/ready", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise TimeoutError("\n".join(f"== {name}\n{made.log(name)[-3000:]}" for name in ("app", "rasa")))
