"""Has files cleaned by a process of their own, which is stopped when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Protocol

from grievances.evidence.kinds import MAX_BYTES, Clean, Kind, Refusal, Refused

logger = logging.getLogger(__name__)

_INTERPRETERS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_HERE = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-m", "grievances.evidence.inspector")
_SECONDS = 25.0
_AT_ONCE = 2


class Cleaner(Protocol):
    async def clean(self, body: bytes) -> Clean:
        """What may be stored of a file. Raise Refused."""
        ...


class Workshop:
    """One process for each file, so that none meets another's; a few at a time."""

    def __init__(self, seconds: float = _SECONDS, command: tuple[str, ...] = _COMMAND) -> None:
        self._seconds = seconds
        self._command = command
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def clean(self, body: bytes) -> Clean:
        """What may be stored of a file. Raise Refused."""
        if not body:
            raise Refused(Refusal.EMPTY)
        if len(body) > max(MAX_BYTES.values()):
            raise Refused(Refusal.TOO_BIG)
        async with self._places:
            return _read(await self._run(body))

    async def _run(self, body: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            cwd=_HERE,
        )
        try:
            async with asyncio.timeout(self._seconds):
                answer, _ = await process.communicate(body)
        except TimeoutError:
            raise Refused(Refusal.SLOW) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if process.returncode:
            logger.warning("evidence.reader_died code=%d size=%d", process.returncode, len(body))
        return answer


def _environment() -> dict[str, str]:
    """Nothing of ours, which holds the key of the vault; only what an interpreter may need to start."""
    needed = {name: os.environ[name] for name in _INTERPRETERS if name in os.environ}
    return needed | {"PYTHONPATH": str(_HERE)}


def _read(answer: bytes) -> Clean:
    """An answer that is cut short is that of a process that died over its file."""
    head, _, rest = answer.partition(b"\n")
    try:
        said = json.loads(head)
        if "refused" in said:
            raise Refused(Refusal(said["refused"]))
        body, preview = rest[: said["body"]], rest[said["body"] :]
        if not body or len(body) != said["body"] or len(preview) != said["preview"]:
            raise Refused(Refusal.BROKEN)
        return Clean(Kind(said["kind"]), said["mime"], body, preview or None, said["seconds"])
    except (ValueError, KeyError, TypeError):
        raise Refused(Refusal.BROKEN) from None
