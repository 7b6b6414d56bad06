"""Promises about starting and stopping the parts."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from motcham.models import Models
from motcham.running import run_all
from motcham.settings import load_settings
from motcham.supervisor import Part, Supervisor
from storage.errors import ConfigError
from tests.support.ports import free_port

# A loop of its own for each test: it takes the handlers of signals with it.
pytestmark = pytest.mark.asyncio(loop_scope="function")

_STUBBORN = "import signal, pathlib, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {tell}; time.sleep(60)"
_SLOW = "import pathlib, time; {tell}; time.sleep(60)"


def part(script: str, folder: Path) -> Part:
    tell = "pathlib.Path('pid').write_text(str(__import__('os').getpid()))"
    return Part("Phần thử", [sys.executable, "-c", script.format(tell=tell)], os.environ, folder)


async def pid_in(folder: Path) -> int:
    async with asyncio.timeout(60):
        while not (folder / "pid").exists() or not (folder / "pid").read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return int((folder / "pid").read_text())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_part_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    supervisor = Supervisor([part(_STUBBORN, tmp_path)], print, patience=0.2)
    running = asyncio.create_task(supervisor.run())
    pid = await pid_in(tmp_path)
    supervisor.stop()
    async with asyncio.timeout(60):
        await running
    assert not is_alive(pid)


async def test_when_one_part_cannot_start_the_others_are_not_left_behind(tmp_path: Path) -> None:
    missing = Part("Rasa", [str(tmp_path / "nowhere")], os.environ, tmp_path)
    with pytest.raises(ConfigError, match="Không chạy được Rasa"):
        async with asyncio.timeout(60):
            await Supervisor([part(_SLOW, tmp_path), missing], print).run()
    if (tmp_path / "pid").exists():
        assert not is_alive(int((tmp_path / "pid").read_text()))


async def test_a_closed_terminal_stops_the_parts_too(tmp_path: Path) -> None:
    running = asyncio.create_task(Supervisor([part(_SLOW, tmp_path)], print).run())
    pid = await pid_in(tmp_path)
    os.kill(os.getpid(), signal.SIGHUP)
    async with asyncio.timeout(60):
        await running
    assert not is_alive(pid)


@pytest.mark.parametrize("name", ["MOTCHAM_PORT", "MOTCHAM_RASA_URL"])
async def test_a_port_that_is_taken_is_told_at_once_with_the_setting_to_change(tmp_path: Path, name: str) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    environment = {
        "MOTCHAM_VAR_DIR": str(tmp_path / "var"),
        "MOTCHAM_PORT": str(free_port()),
        "MOTCHAM_RASA_URL": f"http://127.0.0.1:{free_port()}",
        name: str(port) if name == "MOTCHAM_PORT" else f"http://127.0.0.1:{port}",
    }
    async with taken:
        with pytest.raises(ConfigError, match=f"{port}.*{name}"):
            await run_all(load_settings(environment, None), Models(tmp_path), print, environment)


async def test_a_stop_while_training_ends_the_training_and_starts_nothing(tmp_path: Path) -> None:
    interpreter = Models(tmp_path).python
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text("#!/bin/sh\necho $$ > pid\nexec sleep 60\n")
    interpreter.chmod(0o755)
    environment = {
        "MOTCHAM_VAR_DIR": str(tmp_path / "var"),
        "MOTCHAM_DATABASE_URL": f"sqlite:///{tmp_path}/var/motcham.sqlite",
        "MOTCHAM_PORT": str(free_port()),
        "MOTCHAM_RASA_URL": f"http://127.0.0.1:{free_port()}",
    }
    said: list[str] = []
    settings = load_settings(environment, None)
    running = asyncio.create_task(run_all(settings, Models(tmp_path), said.append, environment))
    pid = await pid_in(tmp_path)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(60):
        await running
    assert said[-1] == "Đã dừng."
    assert not is_alive(pid)
    assert not any("sẵn sàng" in line for line in said)
