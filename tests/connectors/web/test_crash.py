"""A worker on the web page reads each message once, whatever happens to the process that brings it."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from connectors.accounts import ensure_account
from connectors.budget import LocalBudget
from connectors.inbox import Inbox
from connectors.messages import ChannelKind, EventKind, InboundEvent, Part, Reply
from connectors.outbox import queue_reply
from connectors.sender import Sender
from connectors.wakeups import LocalWakeup
from connectors.web.channel import WebChannel
from connectors.web.feed import Feed
from connectors.web.parts import open_part
from storage.clock import utc_now
from storage.database import Database
from storage.tables import Conversation, OutboxItem, WebMessage
from storage.vault import Vault
from tests.connectors.crash.worker import KEY

VAULT = Vault([KEY])
LONG = "Công đoàn trả lời bạn. " * 500  # two messages on the page


def a_minute_later() -> datetime:
    """When the dead process's lease is over."""
    return utc_now() + timedelta(minutes=2)


async def chat(database: Database) -> tuple[str, str]:
    async with database.transaction() as tx:
        account = (await ensure_account(tx, ChannelKind.WEB, "web", "", utc_now)).id
    await Inbox(database, VAULT, utc_now, LocalWakeup()).accept(
        account, [InboundEvent(EventKind.TEXT, "e1", "u1", utc_now(), text="xin chào")]
    )
    async with database.transaction() as tx:
        return account, (await tx.scalars(select(Conversation.id))).one()


async def on_the_page(database: Database) -> list[str]:
    async with database.transaction() as tx:
        rows = await tx.scalars(select(WebMessage).order_by(WebMessage.id))
        return [open_part(VAULT, row.part_sealed).text for row in rows]


async def test_a_killed_process_shows_no_message_twice(database: Database) -> None:
    account, talk = await chat(database)
    async with database.transaction() as tx:
        await queue_reply(tx, VAULT, utc_now, talk, Reply("Chào bạn!"), "k1")
        await queue_reply(tx, VAULT, utc_now, talk, Reply(LONG), "k2")
    command = [sys.executable, "-m", "tests.connectors.crash.web_sender", database.url, account]
    dying = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[3])
    assert await dying.wait() == -signal.SIGKILL
    assert await on_the_page(database) == ["Chào bạn!"]
    channel = WebChannel(account, database, VAULT, a_minute_later, Feed(database))
    sender = Sender(database, VAULT, a_minute_later, {account: channel}, LocalBudget())
    while await sender.run_once("next"):
        pass
    shown = await on_the_page(database)
    assert (shown[0], len(shown)) == ("Chào bạn!", 3)
    assert "".join(shown[1:]).replace(" ", "") == LONG.replace(" ", "")
    async with database.transaction() as tx:
        assert set(await tx.scalars(select(OutboxItem.state))) == {"sent"}


async def test_what_is_said_again_is_shown_again(sqlite_database: Database) -> None:
    """Only the same part of the same reply is one: an answer may be asked for twice."""
    account, talk = await chat(sqlite_database)
    channel = WebChannel(account, sqlite_database, VAULT, utc_now, Feed(sqlite_database))
    for key in ("1:0", "1:0", "1:1", "2:0"):
        await channel.send("u1", talk, Part("Đoàn phí là 1%.", key=key), None)
    assert await on_the_page(sqlite_database) == ["Đoàn phí là 1%."] * 3
