"""The command line for whoever runs the server: what it does when nobody can get into the console any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from motcham.cli.main import app
from motcham.demo.seeding import seed
from storage.clock import utc_now
from storage.database import Database
from storage.tables import AuditEvent, Staff, StaffSession
from storage.vault import Vault

EMAIL = "ha@congdoan.example"
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_HOME", str(tmp_path))  # no .env of ours
    monkeypatch.setenv("MOTCHAM_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", f"sqlite:///{tmp_path / 'm.sqlite'}")
    runner = CliRunner()
    assert runner.invoke(app, ["unit", "add", "LD", "Liên đoàn", "--intake"]).exit_code == 0
    added = ["staff", "add", EMAIL, "--name", "Trần Thu Hà", "--role", "admin", "--unit", "LD", "--password", PASSWORD]
    assert runner.invoke(app, added).exit_code == 0
    return runner


async def _look(tmp_path: Path) -> tuple[Staff, int, list[str]]:
    database = Database(f"sqlite:///{tmp_path / 'm.sqlite'}")
    async with database.transaction() as tx:
        staff = (await tx.scalars(select(Staff).where(Staff.email == EMAIL))).one()
        sessions = len((await tx.scalars(select(StaffSession))).all())
        acts = list(await tx.scalars(select(AuditEvent.action)))
    await database.close()
    return staff, sessions, acts


async def _lock_out(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'm.sqlite'}")
    async with database.transaction() as tx:
        staff = (await tx.scalars(select(Staff).where(Staff.email == EMAIL))).one()
        staff.totp_sealed, staff.totp_step = b"lost", 5
        now = utc_now()
        moments = {"created_at": now, "last_seen_at": now, "expires_at": now}
        tx.add(StaffSession(token_hash="x" * 64, staff_id=staff.id, csrf_token="x", **moments))
    await database.close()


def test_an_added_account_must_set_up_a_second_factor(run: CliRunner, tmp_path: Path) -> None:
    staff, _, _ = asyncio.run(_look(tmp_path))
    assert not staff.second_factor_waived


def test_the_only_admin_who_lost_everything_gets_in_again(run: CliRunner, tmp_path: Path) -> None:
    asyncio.run(_lock_out(tmp_path))
    done = run.invoke(app, ["staff", "reset-factor", EMAIL])
    assert done.exit_code == 0
    staff, sessions, acts = asyncio.run(_look(tmp_path))
    assert (staff.totp_sealed, staff.totp_step, sessions) == (None, 0, 0)
    assert "staff.factor_reset" in acts


def test_a_new_password_ends_the_sessions(run: CliRunner, tmp_path: Path) -> None:
    asyncio.run(_lock_out(tmp_path))
    before = asyncio.run(_look(tmp_path))[0].password_hash
    done = run.invoke(app, ["staff", "set-password", EMAIL, "--password", "mot-mat-khau-moi"])
    assert done.exit_code == 0
    assert "mot-mat-khau-moi" not in done.output
    staff, sessions, acts = asyncio.run(_look(tmp_path))
    assert staff.password_hash != before
    assert (sessions, acts[-1]) == (0, "staff.password_changed")


@pytest.mark.parametrize("command", [["reset-factor"], ["set-password", "--password", PASSWORD]])
def test_an_unknown_account_is_named(run: CliRunner, command: list[str]) -> None:
    done = run.invoke(app, ["staff", *command, "khong-co@congdoan.example"])
    assert done.exit_code != 0
    assert "khong-co@congdoan.example" in str(done.exception)


async def test_demo_accounts_are_let_off_the_second_factor(sqlite_database: Database, vault: Vault) -> None:
    await seed(sqlite_database, vault, utc_now, "mat-khau-cua-ban-mau", with_cases=False)
    async with sqlite_database.transaction() as tx:
        assert set(await tx.scalars(select(Staff.second_factor_waived))) == {True}
