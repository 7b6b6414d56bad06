"""A sender for the web page that is killed after the message is on the page and before that is written down."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from connectors.budget import LocalBudget
from connectors.sender import Sender
from connectors.web.channel import WebChannel
from connectors.web.feed import Feed
from storage.clock import utc_now
from storage.database import Database
from storage.vault import Vault
from tests.connectors.crash.worker import KEY


class LastBell(Feed):
    def announce(self, conversation_id: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, account_id: str) -> None:
    database, vault = Database(database_url), Vault([KEY])
    channel = WebChannel(account_id, database, vault, utc_now, LastBell(database))
    await Sender(database, vault, utc_now, {account_id: channel}, LocalBudget()).run_once("dying")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
