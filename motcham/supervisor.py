"""`motcham run`: the application and Rasa as two processes, restarted when they die, stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.errors import ConfigError

_STOP_SECONDS = 10.0
_QUICK_DEATH_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 30.0
# A closed terminal too: the parts have sessions of their own and would live on, holding the ports.
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Part:
    """One process of the installation."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


class Supervisor:
    """Keeps parts alive until told to stop. `say` tells the person at the terminal."""

    def __init__(self, parts: Sequence[Part], say: Callable[[str], None], patience: float = _STOP_SECONDS) -> None:
        self._parts = parts
        self._say = say
        self._patience = patience
        self._stop = asyncio.Event()

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        """Return after every part has ended. When one cannot be started at all, the others are ended too."""
        on_stop_signal(self.stop)
        keeping = [asyncio.create_task(self._keep(part)) for part in self._parts]
        try:
            await asyncio.gather(*keeping)
        finally:
            self.stop()
            await asyncio.gather(*keeping, return_exceptions=True)

    async def _keep(self, part: Part) -> None:
        pause = 0.5
        while not self._stop.is_set():
            started = time.monotonic()
            code = await run_part(part, self._stop, self._patience)
            if self._stop.is_set():
                return
            quick = time.monotonic() - started < _QUICK_DEATH_SECONDS
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS) if quick else 0.5
            self._say(f"{part.name} đã dừng (mã {code}), chạy lại sau {pause:.0f} giây")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)


def on_stop_signal(act: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, act)


async def run_part(part: Part, stop: asyncio.Event, patience: float = _STOP_SECONDS) -> int:
    """Run a part until it ends or `stop` ends it, and return its exit code. Raise ConfigError when it cannot start."""
    try:
        # A group of its own: Ctrl-C reaches only the supervisor, which ends its parts in order.
        process = await asyncio.create_subprocess_exec(
            *part.command, cwd=part.folder, env=dict(part.environment), start_new_session=True
        )
    except OSError as error:
        raise ConfigError(f"Không chạy được {part.name}: {error.strerror} ({error.filename})") from None
    ended = asyncio.ensure_future(process.wait())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not ended.done():
        await _end(process, ended, patience)
    return await ended


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int], patience: float) -> None:
    """Ask, wait, then kill, with everything that the process has started itself."""
    _signal_group(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(ended), patience)
    if not ended.done():
        _signal_group(process, signal.SIGKILL)


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """It leads a session, so its group has its id. It may have ended this very moment."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
