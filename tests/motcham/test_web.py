"""Promises about the application process itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from motcham.place import ROOT
from motcham.ports import bound_socket
from motcham.web import keep_running
from storage.errors import ConfigError
from tests.support.ports import free_port


def environment(tmp_path: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCHAM_")}
    return {
        **kept,
        "MOTCHAM_VAR_DIR": str(tmp_path),
        "MOTCHAM_DATABASE_URL": f"sqlite:///{tmp_path / 'motcham.sqlite'}",
        "MOTCHAM_PORT": str(port),
        "MOTCHAM_RASA_URL": "http://127.0.0.1:1",
    }


def wait_until_up(port: int) -> None:
    for _ in range(1200):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_lets_the_process_end_by_itself(tmp_path: Path, number: signal.Signals) -> None:
    """Not by the signal: what is under way (a turn, a send, a token refresh) would be cut off."""
    port = free_port()
    serve = subprocess.Popen([sys.executable, "-m", "motcham", "serve"], cwd=ROOT, env=environment(tmp_path, port))
    try:
        wait_until_up(port)
        serve.send_signal(number)
        assert serve.wait(60) == 0
    finally:
        serve.kill()
        serve.wait()


def test_a_taken_port_is_told_in_words_and_not_by_a_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "motcham", "serve"],
            cwd=ROOT, env=environment(tmp_path, port), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"Không mở được cổng {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_told_in_words() -> None:
    with pytest.raises(ConfigError, match="Không mở được cổng"):
        bound_socket("192.0.2.1", free_port())


async def test_a_background_job_that_breaks_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    stop = asyncio.Event()
    runs: list[int] = []

    async def job(stop: asyncio.Event) -> None:
        runs.append(1)
        if len(runs) < 3:
            raise RuntimeError("lời riêng")
        stop.set()

    async with asyncio.timeout(60):
        await keep_running(job, stop, pause=0.01)
    assert len(runs) == 3
    assert "error=RuntimeError" in caplog.text
    assert "lời riêng" not in caplog.text
