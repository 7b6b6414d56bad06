"""What an operator is told about the audit log, and what runs by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from grievances.audit import record
from motcham.audit_watch import audit_checking, audit_sealing
from motcham.cli.main import app
from storage.audit_checks import last_check
from storage.database import Database
from storage.errors import ConfigError
from storage.vault import Vault
from tests.support.clock import ManualClock

SECRET = "test-secret-of-enough-length"


async def run_once(task: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    running = asyncio.ensure_future(task(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 30)


async def write_and_seal(database: Database, vault: Vault, clock: ManualClock, count: int) -> None:
    async with database.transaction() as tx:
        for _ in range(count):
            await record(tx, clock, None, "case.read", "case", "x")
    await run_once(audit_sealing(database, vault))


async def verify(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *options: str) -> tuple[int, str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_HOME", str(tmp_path))
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", database.url.replace("+aiosqlite", ""))
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", SECRET)
    answer = await asyncio.to_thread(CliRunner().invoke, app, ["audit", "verify", *options])
    return answer.exit_code, answer.output


async def test_an_operator_is_told_that_the_log_is_whole_and_gets_an_anchor(
    sqlite_database: Database, vault: Vault, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await write_and_seal(sqlite_database, vault, clock, 3)
    code, output = await verify(sqlite_database, monkeypatch, tmp_path)
    assert code == 0
    assert "nguyên vẹn: 3 sự kiện" in output
    anchor = output.split()[-1]
    code, output = await verify(sqlite_database, monkeypatch, tmp_path, "--anchor", anchor)
    assert code == 0
    assert "Mã neo cũ có trong chuỗi" in output
    code, output = await verify(sqlite_database, monkeypatch, tmp_path, "--anchor", "f" * 64)
    assert code == 1
    assert "KHÔNG có trong chuỗi" in output


async def test_a_broken_log_names_the_event_and_ends_with_1(
    sqlite_database: Database, vault: Vault, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await write_and_seal(sqlite_database, vault, clock, 3)
    async with sqlite_database.transaction() as tx:
        await tx.execute(text("DROP TRIGGER audit_event_append_only_update"))
        await tx.execute(text("UPDATE audit_event SET actor_label = 'ai khác' WHERE seq = 2"))
    code, output = await verify(sqlite_database, monkeypatch, tmp_path)
    assert code == 1
    assert "BỊ ĐỨT ở sự kiện số 2: nội dung đã bị sửa" in output


def test_without_a_log_an_operator_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_HOME", str(tmp_path))
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", SECRET)
    with pytest.raises(ConfigError, match="motcham migrate"):
        CliRunner().invoke(app, ["audit", "verify"], catch_exceptions=False)


async def test_the_log_is_checked_by_itself(sqlite_database: Database, vault: Vault, clock: ManualClock) -> None:
    await write_and_seal(sqlite_database, vault, clock, 2)
    await run_once(audit_checking(sqlite_database, vault, clock))
    async with sqlite_database.transaction() as tx:
        checked = await last_check(tx, vault)
    assert checked is not None
    assert (checked.at, checked.state.head.seq, checked.state.broken) == (clock(), 2, None)
