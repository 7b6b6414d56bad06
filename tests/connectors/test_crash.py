"""Worker processes are killed in the middle of their work, again and again; the workers must not notice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from connectors.accounts import ensure_account
from connectors.inbox import Inbox
from connectors.messages import ChannelKind, EventKind, InboundEvent
from connectors.wakeups import LocalWakeup
from storage.clock import utc_now
from storage.database import Database
from storage.migrate import migrate
from storage.tables import InboxItem, OutboxItem
from storage.vault import Vault
from tests.connectors.crash.worker import KEY
from tests.support.ports import free_port

CONVERSATIONS, MESSAGES, WORKERS, KILLS = 30, 15, 4, 6
SECONDS = 240


class Crew:
    """Worker processes, with somebody who kills them."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.connectors.crash.worker", *arguments]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._members: list[int] = []
        self.kills = 0

    def hire(self) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        print(file=self._nursery.stdin, flush=True)
        self._members.append(int(self._nursery.stdout.readline()))

    def kill_one(self) -> None:
        os.kill(self._members.pop(random.randrange(len(self._members))), signal.SIGKILL)
        self.kills += 1
        self.hire()

    def dismiss(self) -> None:
        for member in self._members:
            os.kill(member, signal.SIGKILL)
        self._nursery.communicate()


@contextmanager
def running_outside() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.connectors.crash.outside", str(port)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def deliveries() -> list[InboundEvent]:
    """Every message twice. First deliveries keep the order of their chat; the repeats come any time later."""
    chats: list[list[InboundEvent]] = []
    for chat in range(CONVERSATIONS):
        way: list[InboundEvent] = []
        for n in range(MESSAGES):
            event = InboundEvent(EventKind.TEXT, f"{chat}-{n}", f"user-{chat}", utc_now(), text=f"{chat}-{n}")
            way.append(event)
        for event in list(way):
            way.insert(random.randint(way.index(event) + 1, len(way)), event)
        chats.append(way)
    mixed = []
    while chats:
        chat_way = random.choice(chats)
        mixed.append(chat_way.pop(0))
        if not chat_way:
            chats.remove(chat_way)
    return mixed


async def counts(database: Database) -> tuple[Counter[str], Counter[str]]:
    async with database.transaction() as tx:
        found = []
        for table in (InboxItem, OutboxItem):
            rows = await tx.execute(select(table.state, func.count()).group_by(table.state))
            found.append(Counter({state: count for state, count in rows}))
    return found[0], found[1]


async def until_done(database: Database) -> None:
    total = CONVERSATIONS * MESSAGES
    async with asyncio.timeout(SECONDS):
        while True:
            inbox, outbox = await counts(database)
            if inbox["handled"] == total and outbox["sent"] + outbox["unknown"] == total:
                return
            await asyncio.sleep(0.3)


async def disturb(crew: Crew, done: asyncio.Event) -> None:
    while crew.kills < KILLS and not done.is_set():
        await asyncio.sleep(random.uniform(0.7, 1.6))
        await asyncio.to_thread(crew.kill_one)


def disorder(order: list[str]) -> int:
    """How many steps go back within their chat, repeats left out."""
    last: dict[str, int] = defaultdict(lambda: -1)
    wrong = 0
    for name in dict.fromkeys(order):
        chat, number = name.split("-")
        wrong += int(number) < last[chat]
        last[chat] = int(number)
    return wrong


async def test_killed_workers_lose_nothing_repeat_nothing_and_keep_the_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'crash.sqlite'}"
    database = Database(url)
    await migrate(database)
    async with database.transaction() as tx:
        account = await ensure_account(tx, ChannelKind.WEB, "web", "", utc_now)
    inbox = Inbox(database, Vault([KEY]), utc_now, LocalWakeup())
    with running_outside() as base:
        crew = Crew(url, account.id, base)
        for _ in range(WORKERS):
            crew.hire()
        started = time.monotonic()
        done = asyncio.Event()
        try:
            disturbing = asyncio.create_task(disturb(crew, done))
            for batch in batched(deliveries(), 3):
                await inbox.accept(account.id, batch)
            await until_done(database)
            done.set()
            await disturbing
        finally:
            crew.dismiss()
        async with httpx.AsyncClient() as http:
            report = (await http.get(f"{base}/report")).json()
    await judge(database, report, crew.kills, time.monotonic() - started, capsys)
    await database.close()


async def judge(
    database: Database, report: dict[str, Any], kills: int, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {f"{chat}-{n}" for chat in range(CONVERSATIONS) for n in range(MESSAGES)}
    said = [text.removeprefix("re ") for _, text in report["sent"]]
    async with database.transaction() as tx:
        doubtful = await tx.scalar(select(func.count()).where(OutboxItem.unknowns > 0)) or 0
    repeats = len(said) - len(set(said))
    wrong_turns, wrong_replies = disorder(report["turns"]), disorder(said)
    with capsys.disabled():
        print(
            f"\n  {len(expected)} messages delivered twice, {len(set(report['turns']))} turns,"
            f" {report['calls']} engine calls, {len(set(said))} replies, {repeats} sent again"
            f" (answers lost to a kill: {doubtful}), {kills} kills,"
            f" order violations: {wrong_turns} turns, {wrong_replies} replies; {seconds:.1f} s"
        )
    assert kills >= 3
    assert set(report["turns"]) == set(said) == expected
    assert len(report["turns"]) == len(expected)
    assert repeats <= doubtful
    assert (wrong_turns, wrong_replies) == (0, 0)
    assert all(text == f"re {user.removeprefix('user-')}-{text.split('-')[1]}" for user, text in report["sent"])
