"""A worker's wish to have everything erased, in a process that is killed between writing it down and doing it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from grievances.privacy.my_data import MyData
from grievances.worker import WorkerCases
from storage.clock import utc_now
from storage.database import Database
from storage.erasures import Erased, ErasureRegister
from storage.vault import Vault


class LastWords(ErasureRegister):
    def write(self, erased: Iterable[tuple[Erased, str]]) -> None:
        super().write(erased)
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, register: str, secret: str, chat: str) -> None:
    vault = Vault([secret])
    database = Database(database_url, LastWords(Path(register), vault, utc_now))
    async with database.transaction() as tx:
        await MyData(vault, utc_now, WorkerCases(vault, utc_now)).delete(tx, chat, with_words=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
