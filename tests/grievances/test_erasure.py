"""When its time has come the words of a case are gone for good, and the statistics do not change."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from grievances.media import keep_media
from grievances.model import Rating, Status
from grievances.privacy.erasure import Erasure
from grievances.privacy.identity import Identities
from grievances.privacy.keeping import Keeping
from grievances.privacy.retention import erase_day
from grievances.queue.search import WordIndex
from motcham.erasure_watch import erasure_watch
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, Base, CaseEntry, CaseRecord, CaseWord, IdentityRequest, Mailbox, MediaItem
from tests.grievances.cast import CHAT, MINE, Union

WORDS = ("Quản đốc Hùng nợ lương", "Ba tháng chưa trả", "Xưởng May Sông Thần", "chị Lan 0912345678")
SAID = ("Công đoàn đã gặp giám đốc", "Giám đốc né tránh", "Cần hẹn gặp riêng")
TWO_YEARS = timedelta(days=732).total_seconds()


def keeping(union: Union) -> Keeping:
    return Keeping(union.vault, union.clock, Erasure(union.vault, union.clock))


async def full_case(union: Union) -> tuple[str, str]:
    """A case with everything that a case can hold, solved and rated; its id and its receipt."""
    opened = await union.open(text=WORDS[0])
    case_id, officer = opened.case_id, union.staff["mill"]
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"\x89PNG the kitchen")
        await union.cases.add_text(tx, MINE, case_id, WORDS[1])
        await union.cases.add_media(tx, MINE, case_id, media_id)
        await union.cases.set_workplace(tx, MINE, case_id, WORDS[2])
        await union.cases.set_contact(tx, MINE, case_id, WORDS[3])
    async with union.database.transaction() as tx:
        await union.desk.reply(tx, officer, case_id, (await tx.get_one(CaseRecord, case_id)).version, SAID[0])
        await union.desk.note(tx, officer, case_id, (await tx.get_one(CaseRecord, case_id)).version, SAID[1])
        await Identities(union.vault, union.clock).ask(tx, officer, case_id, SAID[2])
    await close(union, case_id)
    async with union.database.transaction() as tx:
        await union.cases.rate(tx, MINE, case_id, Rating.GOOD)
    return case_id, opened.receipt


async def close(union: Union, case_id: str) -> None:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], case_id, version, Status.RESOLVED, "Đã trả đủ lương")


async def sweep(union: Union) -> int:
    async with union.database.transaction() as tx:
        return await keeping(union).erase_due(tx)


async def statistics(union: Union) -> object:
    """What reports count."""
    async with union.database.transaction() as tx:
        cases = select(
            CaseRecord.number, CaseRecord.kind, CaseRecord.category, CaseRecord.status, CaseRecord.unit_id,
            CaseRecord.opened_on, CaseRecord.opened_at, CaseRecord.answered_at, CaseRecord.resolved_at,
            CaseRecord.closed_at, CaseRecord.confirmed_at, CaseRecord.rating, CaseRecord.reopened,
        )  # fmt: skip
        entries = select(CaseEntry.kind, CaseEntry.actor, CaseEntry.at).order_by(CaseEntry.id)
        return (await tx.execute(cases)).all(), (await tx.execute(entries)).all()


def test_words_are_kept_for_24_months_after_the_end() -> None:
    assert erase_day(datetime(2026, 11, 25, 9, tzinfo=UTC)) == date(2028, 11, 25)
    assert erase_day(datetime(2024, 2, 29, 1, tzinfo=UTC)) == date(2026, 2, 28)
    assert erase_day(datetime(2026, 12, 31, 20, tzinfo=UTC)) == date(2029, 1, 1)  # the next day in Vietnam


async def test_a_closed_case_has_its_day_and_loses_it_when_it_is_taken_up_again(union: Union) -> None:
    case_id = (await union.open()).case_id
    assert (await union.record(case_id)).erase_on is None
    await close(union, case_id)
    assert (await union.record(case_id)).erase_on == erase_day(union.clock())
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, case_id, "Vẫn chưa xong")
    assert (await union.record(case_id)).erase_on is None


async def test_nothing_goes_before_its_day(union: Union) -> None:
    case_id, _ = await full_case(union)
    union.clock.advance(seconds=timedelta(days=729).total_seconds())
    assert await sweep(union) == 0
    union.clock.advance(seconds=timedelta(days=3).total_seconds())
    assert await sweep(union) == 1
    assert await sweep(union) == 0
    assert (await union.record(case_id)).erased_at == union.clock()


async def test_erasing_leaves_what_is_counted_and_nothing_else(union: Union) -> None:
    case_id, receipt = await full_case(union)
    before = await statistics(union)
    union.clock.advance(seconds=TWO_YEARS)
    await sweep(union)
    assert await statistics(union) == before
    record = await union.record(case_id)
    assert (record.workplace_sealed, record.contact_sealed, record.workplace_key) == (None, None, None)
    async with union.database.transaction() as tx:
        for table in (CaseWord, IdentityRequest, Mailbox, MediaItem):
            assert await tx.scalar(select(func.count()).select_from(table)) == 0
        assert (await tx.scalars(select(CaseEntry.body_sealed).where(CaseEntry.body_sealed.is_not(None)))).all() == []
        holding = await WordIndex(union.vault).matches(tx, "nợ lương")
        assert (await tx.scalars(select(CaseRecord).where(*holding))).all() == []
        assert await union.cases.mine(tx, CHAT) == []
    async with union.database.transaction() as tx:
        with pytest.raises(NotFound):
            await union.cases.by_receipt(tx, receipt, CHAT)
    async with union.database.transaction() as tx:
        [event] = (await tx.scalars(select(AuditEvent).where(AuditEvent.action == "case.erased"))).all()
    assert (event.actor_id, event.object_id, event.detail) == (None, case_id, {"why": "time"})


async def test_officers_read_what_is_left_and_change_it_no_more(union: Union) -> None:
    case_id, _ = await full_case(union)
    union.clock.advance(seconds=TWO_YEARS)
    await sweep(union)
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        view = await union.desk.read(tx, union.staff["mill"], case_id)
        assert {entry.body for entry in view.timeline} == {""}
        with pytest.raises(RuleViolation, match="đã xóa"):
            await union.desk.change_status(tx, union.staff["mill"], case_id, version, Status.IN_PROGRESS)


async def test_not_a_byte_of_it_is_left_in_the_database_file(sqlite_union: Union, tmp_path: Path) -> None:
    union = sqlite_union
    case_id, _ = await full_case(union)
    async with union.database.transaction() as tx:
        record = await tx.get_one(CaseRecord, case_id)
        seals = [record.workplace_sealed, record.contact_sealed, *await tx.scalars(select(CaseEntry.body_sealed))]
        seals += [*await tx.scalars(select(MediaItem.body_sealed)), *await tx.scalars(select(Mailbox.address_sealed))]
        seals += [*await tx.scalars(select(IdentityRequest.reason_sealed))]
        hashes = [record.receipt_hash.encode()]
    union.clock.advance(seconds=TWO_YEARS)
    stop = asyncio.Event()
    running = asyncio.create_task(erasure_watch(union.database, keeping(union))(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 30)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("test.sqlite*"))  # still open, the log included
    assert case_id.encode() in raw
    gone = [seal for seal in seals if seal] + hashes + [words.encode() for words in (*WORDS, *SAID)]
    assert len(gone) > 12
    assert [piece for piece in gone if piece in raw] == []


async def test_what_a_court_needs_stays_until_it_is_let_go(union: Union) -> None:
    case_id, receipt = await full_case(union)
    async with union.database.transaction() as tx:
        await keeping(union).hold(tx, union.staff["supervisor"], case_id, "Tòa án đang thụ lý")
        with pytest.raises(RuleViolation):
            await keeping(union).hold(tx, union.staff["supervisor"], case_id, "Lần nữa")
    union.clock.advance(seconds=TWO_YEARS)
    assert await sweep(union) == 0
    async with union.database.transaction() as tx:
        assert (await union.cases.by_receipt(tx, receipt, CHAT)).case_id == case_id
        view = await keeping(union).of_case(tx, union.staff["mill"], case_id)
        assert view.hold is not None
        assert (view.hold.reason, view.hold.placed_by) == ("Tòa án đang thụ lý", "Cán bộ supervisor")
        await keeping(union).release(tx, union.staff["supervisor"], case_id)
        with pytest.raises(RuleViolation):
            await keeping(union).release(tx, union.staff["supervisor"], case_id)
    assert await sweep(union) == 1
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation):
            await keeping(union).hold(tx, union.staff["supervisor"], case_id, "Muộn rồi")


@pytest.mark.parametrize("who", ["mill", "viewer", "custodian", "trainer", "south"])
async def test_only_who_leads_may_hold_a_case(union: Union, who: str) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        with pytest.raises(NotFound):
            await keeping(union).hold(tx, union.staff[who], case_id, "Giữ lại")


def test_no_table_keeps_words_of_a_case_that_the_erasure_does_not_know() -> None:
    """Whoever adds a table with sealed words of a case adds an eraser (privacy/erasure.py), and a name here."""
    erased = {"case_record", "case_entry", "case_hold", "case_tag", "identity_request", "media_item"}
    keeps_words = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(column.name.endswith("_sealed") for column in table.columns)
        and (table.name == "case_record" or any(key.column.table.name == "case_record" for key in table.foreign_keys))
    }
    assert keeps_words == erased


async def test_many_cases_go_in_batches(sqlite_union: Union) -> None:
    for _ in range(5):
        await close(sqlite_union, (await sqlite_union.open()).case_id)
    sqlite_union.clock.advance(seconds=TWO_YEARS)
    for expected in (2, 2, 1, 0):
        async with sqlite_union.database.transaction() as tx:
            assert await keeping(sqlite_union).erase_due(tx, 2) == expected
