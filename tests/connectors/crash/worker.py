"""Worker processes, to be killed at any moment: each line on standard input forks one and prints its id."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

import httpx

from connectors.budget import LocalBudget
from connectors.deliveries import SendPolicy
from connectors.engine import RasaEngine
from connectors.errors import FetchFailed, SendUnknown
from connectors.messages import Attachment, Capabilities, ChannelKind, Media, Part, SendReceipt
from connectors.sender import Sender
from connectors.turns import TurnPolicy, TurnWorker
from connectors.wakeups import LocalWakeup
from connectors.workers import run_workers
from storage.clock import utc_now
from storage.database import Database
from storage.vault import Vault
from tests.connectors.crash.outside import SECRET

KEY = "crash-test-secret-key"
LEASE = timedelta(seconds=3)


class HttpChannel:
    kind = ChannelKind.WEB
    capabilities = Capabilities(max_text=500)

    def __init__(self, account_id: str, http: httpx.AsyncClient, base: str) -> None:
        self.account_id = account_id
        self._http = http
        self._base = base

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        try:
            answer = await self._http.post(f"{self._base}/send", json={"user": user_id, "text": part.text})
        except httpx.HTTPError:
            raise SendUnknown("lost") from None
        return SendReceipt((answer.json()["id"],))

    async def typing(self, user_id: str, conversation_id: str) -> None:
        pass

    async def acknowledge(self, callback_id: str) -> None:
        raise AssertionError(callback_id)

    async def fetch(self, attachment: Attachment) -> Media:
        raise FetchFailed("none")


async def main(database_url: str, account_id: str, base: str) -> None:
    database, vault, wake = Database(database_url), Vault([KEY]), LocalWakeup()
    async with httpx.AsyncClient(timeout=10) as http:
        channels = {account_id: HttpChannel(account_id, http, base)}
        engine = RasaEngine(http, [base], SECRET)
        turns = TurnWorker(database, vault, utc_now, wake, engine, channels, TurnPolicy(lease=LEASE))
        sender = Sender(database, vault, utc_now, channels, LocalBudget(), SendPolicy(lease=LEASE))
        await run_workers(asyncio.Event(), turns, sender, wake, turn_workers=2, send_workers=2)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(main(*sys.argv[1:]))
        print(child, flush=True)
