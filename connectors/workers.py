"""Runs the loops that do the work of one process, and stops them without leaving anything half done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable

from connectors.sender import Sender
from connectors.turns import TurnWorker
from connectors.wakeups import Wakeup, Work

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5
# The watch tells the loops at once; this is only for the case that it cannot.
_SAFETY_SECONDS = 30.0
_AFTER_A_CRASH_SECONDS = 1.0


async def run_workers(
    stop: asyncio.Event,
    turns: TurnWorker,
    sender: Sender,
    wake: Wakeup,
    *,
    turn_workers: int = 4,
    send_workers: int = 4,
) -> None:
    """Work until `stop`; what is under way is brought to its end first."""
    process = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch(stop, wake, Work.TURNS, turns.is_due))
        group.create_task(_watch(stop, wake, Work.SENDS, sender.is_due))
        for n in range(turn_workers):
            group.create_task(_loop(stop, wake, Work.TURNS, f"{process}:t{n}", turns.run_once))
        for n in range(send_workers):
            group.create_task(_loop(stop, wake, Work.SENDS, f"{process}:s{n}", sender.run_once))


async def _watch(stop: asyncio.Event, wake: Wakeup, work: Work, is_due: Callable[[], Awaitable[bool]]) -> None:
    """Look for what nobody announces: a retry whose time has come, a lease that ran out, work of another process.
    One cheap look for all loops, so that waiting costs nearly nothing."""
    while not stop.is_set():
        try:
            if await is_due():
                await wake.call(work)
        except Exception as error:  # as in _guarded
            logger.error("worker.watch_failed work=%s error=%s", work, type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await stop.wait()


async def _loop(
    stop: asyncio.Event, wake: Wakeup, work: Work, owner: str, run_once: Callable[[str], Awaitable[bool]]
) -> None:
    """The process boundary: whatever goes wrong in one round, the next one starts."""
    stopped = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            busy = await _guarded(stopped, owner, run_once)
            if not busy:
                waiting = asyncio.create_task(wake.wait(work, _SAFETY_SECONDS))
                await asyncio.wait({waiting, stopped}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
    finally:
        stopped.cancel()


async def _guarded(stopped: asyncio.Task[bool], owner: str, run_once: Callable[[str], Awaitable[bool]]) -> bool:
    try:
        return await run_once(owner)
    except Exception as error:
        # Neither message nor traceback: a database error shows the values of its statement.
        logger.error("worker.crashed owner=%s error=%s", owner, type(error).__name__)
        await asyncio.wait({stopped}, timeout=_AFTER_A_CRASH_SECONDS)
        return False
