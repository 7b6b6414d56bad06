"""`motcham export` for an operator who acts for an administrator."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from motcham.cli.main import app
from storage.database import Database
from storage.errors import RuleViolation
from storage.vault import Vault
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock

WORDS = "Quản đốc ép tăng ca không trả lương"


@pytest.fixture
async def union(
    sqlite_database: Database, vault: Vault, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Union:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_HOME", str(tmp_path))
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", "test-secret-of-enough-length")
    made = await found_union(sqlite_database, vault, clock)
    await made.open("mill", WORDS)
    return made


async def run(*arguments: str) -> tuple[str, Exception | None]:
    done = await asyncio.to_thread(CliRunner().invoke, app, ["export", *arguments])
    return done.output, done.exception if isinstance(done.exception, RuleViolation) else None


async def test_an_administrator_gets_a_file_for_own_eyes(union: Union, tmp_path: Path) -> None:
    output, _ = await run("out.jsonl", "--unit", "north", "--by", "ADMIN@congdoan.example", "--with-texts")
    assert "Đã xuất 1 vụ việc" in output
    assert "hãy giữ kín" in output
    file = tmp_path / "out.jsonl"
    assert [json.loads(line)["status"] for line in file.read_text(encoding="utf-8").splitlines()] == ["received"]
    assert WORDS in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("unit", "by", "said"),
    [
        ("north", "south@congdoan.example", "không có quyền"),
        ("north", "ai@congdoan.example", "Không có tài khoản"),
        ("nowhere", "admin@congdoan.example", "Không có đơn vị"),
    ],
)
async def test_anybody_else_gets_a_sentence_and_no_file(
    union: Union, tmp_path: Path, unit: str, by: str, said: str
) -> None:
    _, refused = await run("out.jsonl", "--unit", unit, "--by", by)
    assert said in str(refused)
    assert not (tmp_path / "out.jsonl").exists()


async def test_a_file_that_is_there_is_not_written_over(union: Union, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("của ai đó")
    _, refused = await run("out.jsonl", "--unit", "north", "--by", "admin@congdoan.example")
    assert "Đã có tệp" in str(refused)
    assert (tmp_path / "out.jsonl").read_text() == "của ai đó"
