"""What a worker had erased stays erased, also when a backup from before is put back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from connectors.web import history
from grievances.media import keep_media
from grievances.model import Status
from grievances.privacy.consents import Consents, Purpose
from grievances.privacy.erasure import Erasure
from grievances.privacy.keeping import Keeping
from motcham.keeping import postgres_copy, sqlite_copy
from motcham.keeping.backup import back_up
from motcham.running import open_register
from motcham.settings import Settings
from storage.audit_chain import check_chain
from storage.database import Database
from storage.erasures import Erased
from storage.tables import (
    AuditEvent,
    ConsentEvent,
    InboxItem,
    Mailbox,
    MediaItem,
    WebMessage,
)
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union
from tests.motcham.erased.forgetting import WORDS, chats_here, count, erase_all, put_back, words_of
from tests.support.clock import ManualClock


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


async def test_what_a_court_needs_is_held_again_when_the_backup_is_older_than_the_hold(
    union: Union, settings: Settings, backup: Path, clock: ManualClock
) -> None:
    keeping = Keeping(union.vault, clock, Erasure(union.vault, clock))
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    clock.advance(hours=1)
    async with union.database.transaction() as tx:
        await keeping.hold(tx, union.staff["supervisor"], case_id, "Tòa đang xử")
    await erase_all(union)
    done = await put_back(union, settings, backup)
    assert (done.repeated.cases, done.repeated.held) == (0, (case_id,))
    async with union.database.transaction() as tx:
        assert await keeping.erase_due(tx) == 0
        view = await keeping.of_case(tx, union.staff["supervisor"], case_id)
        assert view.hold is not None
        assert view.hold.reason.startswith("Hệ thống giữ lại khi khôi phục")
        await keeping.release(tx, union.staff["supervisor"], case_id)
        assert await keeping.erase_due(tx) == 1
    assert await words_of(union, case_id) == []


async def test_who_has_everything_erased_during_a_restore_is_heard(
    union: Union, settings: Settings, backup: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = (await union.open(text=WORDS)).case_id
    await back_up(settings, backup, clock)
    there = sqlite_copy if union.database.is_sqlite else postgres_copy
    put = there.put_back

    def meanwhile(database: Database, dumped: Path) -> None:
        open_register(settings, clock).write([(Erased.CASE, case_id)])  # written before it is committed, then replaced
        put(database, dumped)

    monkeypatch.setattr(there, "put_back", meanwhile)
    assert (await put_back(union, settings, backup)).repeated.cases == 1
    assert await words_of(union, case_id) == []
