"""What a worker had erased stays erased, also when a backup from before is put back."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from connectors.web import history
from grievances.media import keep_media
from grievances.model import Status
from grievances.privacy.consents import Consents, Purpose
from grievances.privacy.erasure import Erasure
from grievances.privacy.keeping import Keeping
from grievances.privacy.my_data import MyData
from motcham.bootstrap import open_services
from motcham.cli.main import app
from motcham.keeping.backup import Restored, back_up, restore
from motcham.running import open_register
from motcham.settings import Settings
from storage.audit_chain import check_chain
from storage.database import Database
from storage.erasures import Erased, ErasureRegister
from storage.errors import BackupFault, ConfigError
from storage.tables import (
    AuditEvent,
    CaseEntry,
    ChannelAccount,
    ConsentEvent,
    Conversation,
    InboxItem,
    Mailbox,
    MediaItem,
    WebMessage,
)
from storage.vault import Vault
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union, found_union
from tests.motcham.test_backup import SECRET, server_tools, settings_of
from tests.support.clock import ManualClock

WORDS = "Quản đốc ép tăng ca không trả lương"


@pytest.fixture
async def settings(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if not database.is_sqlite:
        monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    return settings_of(database, tmp_path)


@pytest.fixture
async def union(database: Database, settings: Settings, vault: Vault, clock: ManualClock) -> Union:
    """With the register that the application writes."""
    await database.close()
    return await found_union(Database(settings.database_url, open_register(settings, clock)), vault, clock)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.motcham"


def my_data(union: Union) -> MyData:
    return MyData(union.vault, union.clock, union.cases)


async def erase_all(union: Union, chat: str = CHAT) -> None:
    """«Xóa dữ liệu của tôi», with the words."""
    async with union.database.transaction() as tx:
        await my_data(union).delete(tx, chat, with_words=True)


async def put_back(union: Union, settings: Settings, backup: Path) -> Restored:
    union.clock.advance(days=1)
    return await restore(settings, backup, union.clock, replace=True)


async def words_of(union: Union, case_id: str) -> list[bytes]:
    async with union.database.transaction() as tx:
        query = select(CaseEntry.body_sealed).where(CaseEntry.case_id == case_id, CaseEntry.body_sealed.is_not(None))
        return [body for body in await tx.scalars(query) if body]


async def chats_here(union: Union, *chats: str) -> None:
    """The conversations as the channels keep them, with a message that was handled and one that still waits."""
    async with union.database.transaction() as tx:
        tx.add(ChannelAccount(id="oa", kind="zalo", external_id="1", created_at=union.clock()))
        await tx.flush()
        for chat in chats:
            row = Conversation(id=chat, account_id="oa", user_hash=chat, user_sealed=b"u", created_at=union.clock())
            tx.add(row)
            await tx.flush()
            tx.add(WebMessage(conversation_id=chat, part_sealed=b"shown", created_at=union.clock()))
            for state in ("handled", "pending"):
                common = {"account_id": "oa", "conversation_id": chat, "kind": "text", "received_at": union.clock()}
                tx.add(InboxItem(external_id=f"{chat}{state}", state=state, event_sealed=b"said", **common))


async def count(union: Union, *where: object) -> int:
    async with union.database.transaction() as tx:
        return await tx.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]


async def test_a_worker_who_had_everything_erased_is_not_found_in_the_backup(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    await chats_here(union, CHAT, OTHER_CHAT)
    mine, other = await union.open(text=WORDS), await union.open(text="Việc khác", chat=OTHER_CHAT)
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, mine.case_id, "0912 345 678")
        await Consents(union.vault, clock).record(tx, CHAT, Purpose.REPORT, "Đồng ý?", True, "zalo")
    await back_up(settings, backup, clock)
    clock.advance(hours=1)
    await erase_all(union)
    done = await put_back(union, settings, backup)
    assert (done.repeated.cases, done.repeated.chats, done.chain.broken) == (1, 1, None)
    record = await union.record(mine.case_id)
    assert (record.contact_sealed, record.status, record.erased_at) == (None, Status.WITHDRAWN, clock())
    assert await words_of(union, mine.case_id) == []
    assert await words_of(union, other.case_id) != []
    assert await count(union, Mailbox.receipt_hash.is_not(None)) == 1
    assert await count(union, WebMessage.conversation_id == CHAT) == 0
    assert await count(union, InboxItem.conversation_id == CHAT, InboxItem.event_sealed.is_not(None)) == 0
    assert await count(union, InboxItem.conversation_id == CHAT, InboxItem.state == "pending") == 0
    assert await count(union, InboxItem.conversation_id == OTHER_CHAT, InboxItem.state == "pending") == 1
    async with union.database.transaction() as tx:
        assert not await Consents(union.vault, clock).all_of(tx, CHAT)
        assert await tx.scalar(select(func.count()).select_from(ConsentEvent)) == 1


async def test_not_a_byte_of_it_is_in_the_file_and_the_log_says_what_was_done(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    case_id = (await union.open(text=WORDS)).case_id
    sealed = await words_of(union, case_id)
    await back_up(settings, backup, clock)
    await erase_all(union)
    await put_back(union, settings, backup)
    if union.database.is_sqlite:
        for file in (backup.parent).glob("test.sqlite*"):
            assert not any(body in file.read_bytes() for body in sealed)
    assert list(settings.var_dir.glob(".backup-*")) == []
    async with union.database.transaction() as tx:
        query = select(AuditEvent.action, AuditEvent.object_id, AuditEvent.detail).order_by(AuditEvent.id.desc())
        log = [tuple(row) for row in await tx.execute(query.limit(3))]
    assert log[1:] == [
        ("erasures.repeated", "", {"cases": 1, "chats": 0, "files": 0}),  # the channels know no such chat here
        ("case.erased", case_id, {"why": "restore"}),
    ]
    assert (await check_chain(union.database, union.vault)).broken is None


async def test_what_was_erased_before_the_backup_or_came_later_is_left_alone(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    """A worker comes back after having been forgotten: the new case keeps its chat."""
    await chats_here(union, CHAT)
    await union.open(text=WORDS)
    await erase_all(union)
    clock.advance(hours=2)
    again = await union.open(text="Lần này là chuyện khác")
    await back_up(settings, backup, clock)
    done = await put_back(union, settings, backup)
    assert (done.repeated.cases, done.repeated.chats) == (0, 0)
    assert await words_of(union, again.case_id) != []
    assert await count(union, Mailbox.receipt_hash.is_not(None)) == 1


async def test_what_time_had_erased_is_erased_again_also_when_it_was_held_then(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    keeping = Keeping(union.vault, clock, Erasure(union.vault, clock))
    held, let_go = await union.open(text=WORDS), await union.open(text="Việc khác", chat=OTHER_CHAT)
    async with union.database.transaction() as tx:
        for opened in (held, let_go):
            await keeping.hold(tx, union.staff["supervisor"], opened.case_id, "Tòa đang xử")
    await back_up(settings, backup, clock)
    await erase_all(union)
    await erase_all(union, OTHER_CHAT)
    async with union.database.transaction() as tx:
        await keeping.release(tx, union.staff["supervisor"], let_go.case_id)
        assert await keeping.erase_due(tx) == 1
    done = await put_back(union, settings, backup)
    assert done.repeated.cases == 1
    assert await words_of(union, let_go.case_id) == []
    assert await words_of(union, held.case_id) != []
    async with union.database.transaction() as tx:
        await keeping.release(tx, union.staff["supervisor"], held.case_id)
        assert await keeping.erase_due(tx) == 1


async def test_who_withdrew_or_took_a_picture_back_or_tapped_the_bin_is_heard_too(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    await chats_here(union, CHAT)
    mine = await union.open(text=WORDS)
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, clock, CHAT, "image", "image/png", b"\x89PNG")
        await union.cases.add_media(tx, MINE, mine.case_id, media_id)
        await union.cases.set_workplace(tx, MINE, mine.case_id, "Công ty May Ánh Dương")
        await union.cases.set_contact(tx, MINE, mine.case_id, "0912 345 678")
    await back_up(settings, backup, clock)
    async with union.database.transaction() as tx:
        assert await union.cases.take_back_media(tx, MINE, mine.case_id)
        await union.cases.withdraw(tx, MINE, mine.case_id)
        await history.forget(tx, union.vault, CHAT)
    done = await put_back(union, settings, backup)
    assert (done.repeated.cases, done.repeated.chats, done.repeated.files) == (1, 1, 1)
    record = await union.record(mine.case_id)
    assert (record.contact_sealed, record.workplace_sealed, record.workplace_key) == (None, None, None)
    assert await count(union, MediaItem.id.is_not(None)) == 0
    assert await count(union, WebMessage.id.is_not(None)) == 0
    assert await count(union, Mailbox.receipt_hash.is_not(None)) == 1


async def test_without_a_register_the_operator_is_told_since_when_nothing_can_be_repeated(
    union: Union, settings: Settings, backup: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await back_up(settings, backup, clock)
    for name, value in (("DATABASE_URL", union.database.url), ("VAR_DIR", str(settings.var_dir))):
        monkeypatch.setenv(f"MOTCHAM_{name}", value)
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", SECRET)
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
    command = [sys.executable, "-m", "tests.motcham.dying_eraser", *arguments]
    dying = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
    assert await dying.wait() == -signal.SIGKILL
    assert await words_of(union, case_id) != []  # the chat tries again, as with every turn that fails
    for _ in range(2):  # again and again does no harm
        assert (await put_back(union, settings, backup)).repeated.cases == 1
        assert await words_of(union, case_id) == []
    await erase_all(union)
    assert (await check_chain(union.database, union.vault)).broken is None


async def test_nothing_starts_on_a_restore_that_broke_off_before_erasing_again(
    postgres_database: Database,
    vault: Vault,
    clock: ManualClock,
    tmp_path: Path,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An embedded database is erased from before it is put back."""
    monkeypatch.setenv("PATH", f"{server_tools()}{os.pathsep}{os.environ['PATH']}")
    settings = settings_of(postgres_database, tmp_path)
    union = await found_union(Database(settings.database_url, open_register(settings, clock)), vault, clock)
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    await erase_all(union)
    written = settings.register_path.read_bytes()
    _register(settings.register_path, clock).write([(Erased.MEDIA, "\0")])  # PostgreSQL takes no such id
    with pytest.raises(DBAPIError):
        await put_back(union, settings, backup)
    with pytest.raises(ConfigError, match="motcham restore"):
        async with open_services(settings):
            pass
    settings.register_path.write_bytes(written)
    assert (await put_back(union, settings, backup)).repeated.cases == 1
    async with open_services(settings):
        assert await words_of(union, case_id) == []


def _register(path: Path, clock: ManualClock) -> ErasureRegister:
    return ErasureRegister(path, Vault([SECRET]), clock)


def _write_many(path: Path, who: int) -> None:
    for number in range(50):
        _register(path, ManualClock()).write([(Erased.CASE, f"{who}-{number}"), (Erased.MEDIA, f"{who}-{number}")])


def test_processes_that_write_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "erasures.log"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, who)) for who in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    read = _register(path, ManualClock()).read()
    assert read is not None
    assert (len(read.lines), read.unreadable) == (200, 0)
    assert len({(line.what, line.of) for line in read.lines}) == 200


def test_a_line_torn_by_a_crash_takes_no_other_with_it_and_nobody_adds_one_without_the_secret(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "erasures.log"
    _register(path, clock).write([(Erased.CASE, "one")])
    with path.open("a") as file:
        file.write('{"at": "2026-11-25T02:00:00+00:00", "wh')
    _register(path, clock).write([(Erased.CASE, "two")])
    text = path.read_text()
    path.write_text(text + text.splitlines()[1].replace("one", "of somebody else") + "\n")
    read = _register(path, clock).read()
    assert read is not None
    assert [line.of for line in read.lines] == ["one", "two"]
    assert (read.unreadable, read.begun) == (2, clock())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
