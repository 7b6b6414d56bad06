"""Registers that are missing, torn or not writable, processes killed, restores cut short: nothing comes back unseen."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from motcham.bootstrap import open_services
from motcham.cli.main import app
from motcham.keeping.backup import back_up, restore
from motcham.keeping.unfinished import refuse_unfinished_restore
from motcham.running import open_register
from motcham.settings import Settings
from storage.audit_chain import check_chain
from storage.database import Database
from storage.erasures import Erased, ErasureRegister
from storage.errors import BackupFault, ConfigError
from storage.vault import Vault
from tests.grievances.cast import CHAT, Union, found_union
from tests.motcham.erased.forgetting import WORDS, erase_all, put_back, words_of
from tests.motcham.test_backup import SECRET, server_tools, settings_of
from tests.support.clock import ManualClock


async def test_without_a_register_the_operator_is_told_since_when_nothing_can_be_repeated(
    union: Union, settings: Settings, backup: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await back_up(settings, backup, clock)
    _use(settings, monkeypatch)
    command = ["restore", str(backup), "--replace"]
    whole = await _run(command)
    assert "Đã xóa lại những gì được xóa sau lúc sao lưu: 0 vụ việc" in whole
    assert "CẢNH BÁO" not in whole
    settings.register_path.unlink()
    missing = await _run(command)
    assert "không thấy sổ xóa dữ liệu" in missing
    assert "sau 09:00 ngày 25/11/2026 KHÔNG xóa lại được" in missing
    ErasureRegister(settings.register_path, union.vault, lambda: datetime(2026, 11, 28, 2, tzinfo=UTC)).begin()
    assert "không có phần từ 09:00 ngày 25/11/2026 đến 09:00 ngày 28/11/2026" in await _run(command)
    with settings.register_path.open("a") as file:
        file.write('{"at": "2026-11-2')
    assert "1 dòng trong sổ xóa dữ liệu bị đứt" in await _run(command)


def _use(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DATABASE_URL", settings.database_url), ("VAR_DIR", str(settings.var_dir))):
        monkeypatch.setenv(f"MOTCHAM_{name}", value)
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", SECRET)


async def _run(command: list[str]) -> str:
    """In a thread: the commands have an event loop of their own."""
    done = await asyncio.to_thread(CliRunner().invoke, app, command)
    assert done.exit_code == 0, done.output
    return done.output


async def test_lines_of_a_secret_that_is_not_at_hand_are_not_passed_over(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    newer = ErasureRegister(settings.register_path, Vault(["new-secret-of-enough-length", SECRET]), clock)
    newer.write([(Erased.CASE, case_id)])
    with pytest.raises(BackupFault, match="Sổ xóa dữ liệu"):
        await restore(settings, backup, clock, replace=True)


async def test_nothing_is_erased_that_could_not_be_written_down(
    union: Union, settings: Settings, clock: ManualClock
) -> None:
    case_id = (await union.open(text=WORDS)).case_id
    settings.register_path.unlink(missing_ok=True)
    settings.register_path.mkdir()  # as a full or broken disk: it cannot be written to
    with pytest.raises(OSError, match="directory"):
        await erase_all(union)
    assert await words_of(union, case_id) != []


async def test_a_process_killed_between_writing_and_erasing_leaves_a_wish_that_a_restore_fulfils(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    arguments = [union.database.url, str(settings.register_path), SECRET, CHAT]
    command = [sys.executable, "-m", "tests.motcham.erased.dying_eraser", *arguments]
    dying = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[3])
    assert await dying.wait() == -signal.SIGKILL
    assert await words_of(union, case_id) != []  # the chat tries again, as with every turn that fails
    for _ in range(2):  # again and again does no harm
        assert (await put_back(union, settings, backup)).repeated.cases == 1
        assert await words_of(union, case_id) == []
    await erase_all(union)
    assert (await check_chain(union.database, union.vault)).broken is None


@pytest.fixture
async def on_a_server(
    postgres_database: Database, vault: Vault, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Union, Settings]:
    """Data in PostgreSQL are erased again after they are back."""
    monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    settings = settings_of(postgres_database, tmp_path)
    return await found_union(Database(settings.database_url, open_register(settings, clock)), vault, clock), settings


async def test_nothing_starts_on_a_restore_that_broke_off_before_erasing_again(
    on_a_server: tuple[Union, Settings],
    clock: ManualClock,
    tmp_path: Path,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is anything saved or handed out: a backup of that moment would be later than what it brings back."""
    union, settings = on_a_server
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    await erase_all(union)
    written = settings.register_path.read_bytes()
    register = ErasureRegister(settings.register_path, Vault([SECRET]), clock)
    register.write([(Erased.MEDIA, "\0")])  # PostgreSQL takes no such id
    with pytest.raises(DBAPIError):
        await put_back(union, settings, backup)
    with pytest.raises(ConfigError, match="motcham restore"):
        async with open_services(settings):
            pass
    _use(settings, monkeypatch)
    for command in (
        ["backup", str(tmp_path / "night.motcham")],
        ["export", str(tmp_path / "cases"), "--with-texts", "--unit", "mill", "--by", "mill@congdoan.example"],
        ["keys", "rotate"],
        ["unit", "add", "new", "Đơn vị mới"],
        ["migrate"],  # as `run` does first of all
    ):
        refused = await asyncio.to_thread(CliRunner().invoke, app, command)
        assert "motcham restore" in str(refused.exception), command
    assert not (tmp_path / "night.motcham").exists()
    settings.register_path.write_bytes(written)
    assert (await put_back(union, settings, backup)).repeated.cases == 1
    async with open_services(settings):
        assert await words_of(union, case_id) == []


async def test_a_restore_that_changed_nothing_leaves_the_application_free_to_start(
    on_a_server: tuple[Union, Settings],
    clock: ManualClock,
    tmp_path: Path,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    union, settings = on_a_server
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    async with union.database.transaction() as tx:
        # No table, so it is not emptied: the script stumbles over it.
        await tx.execute(text("ALTER TABLE public.zalo_token RENAME TO zalo_token_old"))
        await tx.execute(text("CREATE VIEW public.zalo_token AS SELECT 1 AS one"))
    with pytest.raises(BackupFault, match="không bị đụng đến"):
        await put_back(union, settings, backup)
    assert await words_of(union, case_id) != []
    refuse_unfinished_restore(settings)
    with monkeypatch.context() as without_tools:
        without_tools.setenv("PATH", str(tmp_path))
        with pytest.raises(BackupFault, match="pg_restore"):
            await put_back(union, settings, backup)
    refuse_unfinished_restore(settings)
    _cut_off(tmp_path, "psql", 2)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ConfigError, match="không biết dữ liệu đã được thay hay chưa"):
        await put_back(union, settings, backup)
    with pytest.raises(ConfigError, match="motcham restore"):
        refuse_unfinished_restore(settings)
    _cut_off(tmp_path, "psql", 3)
    with pytest.raises(BackupFault, match="không bị đụng đến"):
        await put_back(union, settings, backup)
    with pytest.raises(ConfigError, match="motcham restore"):  # what broke off before is not made good by that
        refuse_unfinished_restore(settings)


def _cut_off(folder: Path, tool: str, code: int) -> None:
    """The server is reached, and then it ends so while it puts data back."""
    program = folder / tool
    program.write_text(f'#!/bin/sh\ncase "$*" in *single-transaction*) exit {code};; esac\n')
    program.chmod(0o700)
