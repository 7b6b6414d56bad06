"""Starting the bot as the application starts it: the command, the real files beside it, what it logs."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.tests.conftest import PROJECT, ROOT, SECRET, ActionServer, serving

SAID = "ong chu quyt luong ba thang"


def settings(actions: ActionServer, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "MOTCHAM_INTERNAL_SECRET": SECRET,
        "MOTCHAM_ACTIONS_URL": actions.url,
        "MOTCHAM_TRACKER_URL": f"sqlite:///{folder / 'trackers.sqlite'}",
        "MOTCHAM_TRACKER_SECRET": "a-secret-for-trackers",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Bot:
    def __init__(self, base: str, log: Path, actions: ActionServer) -> None:
        self.base = base
        self.log = log
        self.actions = actions

    async def say(self, text: str, message_id: str) -> tuple[int, object]:
        body = {"sender": "chat-1", "message_id": message_id, "text": text}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.base}/webhooks/gateway", json=body, headers={"X-Motcham-Secret": SECRET}) as response,
        ):
            return response.status, await response.json()

    async def status_of(self, path: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(self.base + path) as response:
            return response.status


@pytest.fixture(scope="module")
async def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    folder = tmp_path_factory.mktemp("bot")
    port = free_port()
    command = [sys.executable, "-m", "bot.serve", "--model", str(model), "--port", str(port)]
    async with serving() as actions:
        started = Bot(f"http://127.0.0.1:{port}", folder / "bot.log", actions)
        with started.log.open("wb") as sink:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=settings(actions, folder), stdout=sink, stderr=sink
            )
        await until_ready(started, process)
        yield started
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def until_ready(bot: Bot, process: asyncio.subprocess.Process) -> None:
    for _ in range(300):
        assert process.returncode is None, bot.log.read_text(encoding="utf-8")
        try:
            if await bot.status_of("/webhooks/gateway/health") == 200:
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.2)
    raise AssertionError(bot.log.read_text(encoding="utf-8"))


async def test_it_starts_answers_and_keeps_silent_about_what_was_said(bot: Bot) -> None:
    bot.actions.fails("action_broken")
    assert (await bot.say("xin chào", "inbox:1"))[0] == 200
    assert (await bot.say(SAID, "inbox:2"))[0] == 200
    assert (await bot.say("/tell", "inbox:3"))[0] == 200
    assert (await bot.say(SAID, "inbox:4"))[0] == 200
    assert (await bot.say("đúng rồi", "inbox:5"))[0] == 500
    assert (await bot.say(f"/no_such_intent{{{SAID}", "inbox:6"))[0] in (200, 500)
    printed = bot.log.read_text(encoding="utf-8")
    assert "model ready" in printed
    assert "turn failed: action_broken failed with ActionServerError" in printed
    for secret in (SAID, "quyt", "xin chào", "đúng rồi", SECRET, "chat-1"):
        assert secret not in printed


async def test_rasas_own_doors_are_closed(bot: Bot) -> None:
    for path in ("/", "/status", "/conversations/chat-1/tracker", "/domain", "/webhooks/rest/"):
        assert await bot.status_of(path) == 404


@pytest.mark.parametrize("missing", ["MOTCHAM_INTERNAL_SECRET", "MOTCHAM_TRACKER_SECRET"])
async def test_it_says_which_setting_is_missing(
    model: Path, actions: ActionServer, tmp_path: Path, missing: str
) -> None:
    environment = {name: value for name, value in settings(actions, tmp_path).items() if name != missing}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.serve", "--model", str(model)),
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    _, printed = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert missing in printed.decode()


async def test_training_with_faulty_files_says_what_to_mend_and_leaves_the_old_model(tmp_path: Path) -> None:
    old = tmp_path / "m.tar.gz"
    old.write_bytes(b"the old model")
    (tmp_path / "rules.yml").write_text("rules:\n  - rule: a: b\n", encoding="utf-8")
    places = ["--domain", str(PROJECT / "domain.yml"), "--data", str(tmp_path), str(PROJECT / "nlu")]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.train", "--out", str(old), *places), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, printed = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 1
    assert "Dữ liệu huấn luyện có lỗi" in printed.decode()
    assert "rules.yml" in printed.decode()
    assert old.read_bytes() == b"the old model"
