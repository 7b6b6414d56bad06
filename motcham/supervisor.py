"""`motcham run`: the application and Rasa as two processes, restarted when they die, stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_log = logging.getLogger(__name__)
_STOP_SECONDS = 10
_QUICK_DEATH_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Part:
    """One process of the installation."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


class Supervisor:
    """Keeps parts alive until told to stop. `say` tells the person at the terminal."""

    def __init__(self, parts: Sequence[Part], say: Callable[[str], None]) -> None:
        self._parts = parts
        self._say = say
        self._stop = asyncio.Event()

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        """Return after every part has ended."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        await asyncio.gather(*(self._keep(part) for part in self._parts))

    async def _keep(self, part: Part) -> None:
        pause = 0.5
        while not self._stop.is_set():
            started = time.monotonic()
            code = await self._run_once(part)
            if self._stop.is_set():
                return
            quick = time.monotonic() - started < _QUICK_DEATH_SECONDS
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS) if quick else 0.5
            self._say(f"{part.name} đã dừng (mã {code}), chạy lại sau {pause:.0f} giây")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _run_once(self, part: Part) -> int:
        # A group of its own: Ctrl-C reaches only the supervisor, which ends its parts in order.
        process = await asyncio.create_subprocess_exec(
            *part.command, cwd=part.folder, env=dict(part.environment), start_new_session=True
        )
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            await _end(process, ended)
        return await ended


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int]) -> None:
    """Ask, wait, then kill."""
    process.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(ended), _STOP_SECONDS)
    if not ended.done():
        process.kill()
