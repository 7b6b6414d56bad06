"""What a worker is promised."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.media import forget_old_orphans, keep_media
from grievances.model import CaseFilter, CaseKind, Category, EntryKind, Rating, Status
from grievances.receipts import new_receipt
from grievances.worker import OpenRequest, Proof, WorkerCases
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseEntry, CaseRecord, Mailbox, MediaItem, ThrottleBucket
from storage.vault import Vault
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union

Act = Callable[[WorkerCases, AsyncSession, Proof, str], Awaitable[object]]
ACTS: dict[str, Act] = {
    "add_text": lambda cases, tx, proof, case_id: cases.add_text(tx, proof, case_id, "Thêm"),
    "set_workplace": lambda cases, tx, proof, case_id: cases.set_workplace(tx, proof, case_id, "Xưởng may"),
    "set_contact": lambda cases, tx, proof, case_id: cases.set_contact(tx, proof, case_id, "0900000000"),
    "add_media": lambda cases, tx, proof, case_id: cases.add_media(tx, proof, case_id, "0" * 32),
    "view": lambda cases, tx, proof, case_id: cases.view(tx, proof, case_id),
    "withdraw": lambda cases, tx, proof, case_id: cases.withdraw(tx, proof, case_id),
    "rate": lambda cases, tx, proof, case_id: cases.rate(tx, proof, case_id, Rating.GOOD),
}


async def resolve(union: Union, case_id: str) -> None:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], case_id, version, Status.RESOLVED)


async def test_one_tap_opens_a_case_that_the_worker_sees_in_the_same_chat(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        (view,) = await union.cases.mine(tx, CHAT)
    assert (view.case_id, view.kind, view.category) == (opened.case_id, CaseKind.GRIEVANCE, Category.WAGES)
    assert view.status is Status.RECEIVED
    assert [entry.kind for entry in view.timeline] == [EntryKind.OPENED]


async def test_a_case_without_a_known_unit_goes_to_the_intake_unit(union: Union) -> None:
    for unit_id in (None, "0" * 32, "nonsense\x00"):
        request = OpenRequest(CaseKind.HUMAN_REQUEST, Category.OTHER, CHAT, "web", unit_id=unit_id)
        async with union.database.transaction() as tx:
            opened = await union.cases.open(tx, request)
        assert (await union.record(opened.case_id)).unit_id == union.units["root"].id


async def test_the_day_of_a_case_is_the_day_in_vietnam(sqlite_union: Union) -> None:
    sqlite_union.clock.advance(hours=16)
    opened = await sqlite_union.open()
    record = await sqlite_union.record(opened.case_id)
    assert (record.opened_at.day, record.opened_on.day) == (25, 26)


async def test_workers_who_report_at_the_same_time_get_different_numbers(union: Union) -> None:
    opened = await asyncio.gather(*(union.open(chat=f"{n:032x}") for n in range(8)))
    numbers = sorted([(await union.record(one.case_id)).number for one in opened])
    assert numbers == list(range(1, 9))
    assert len({one.receipt for one in opened}) == 8


async def test_another_chat_reaches_nothing_of_the_case(union: Union) -> None:
    opened = await union.open()
    strangers = (Proof(OTHER_CHAT), Proof(OTHER_CHAT, new_receipt()), Proof(OTHER_CHAT, "gì cũng được"), Proof(""))
    for proof in strangers:
        for act in ACTS.values():
            with pytest.raises(NotFound):
                async with union.database.transaction() as tx:
                    await act(union.cases, tx, proof, opened.case_id)
    async with union.database.transaction() as tx:
        assert await union.cases.mine(tx, OTHER_CHAT) == []
        assert (await union.cases.view(tx, MINE, opened.case_id)).status is Status.RECEIVED


async def test_a_case_that_is_none_is_not_found(union: Union) -> None:
    for case_id in ("", "0" * 32, "' OR 1=1 --", "\x00", "x" * 10_000):
        for act in ACTS.values():
            with pytest.raises(NotFound):
                async with union.database.transaction() as tx:
                    await act(union.cases, tx, MINE, case_id)


async def test_the_receipt_opens_the_case_from_any_chat_however_it_is_typed(union: Union) -> None:
    opened = await union.open(text="Nợ lương")
    async with union.database.transaction() as tx:
        typed = opened.receipt.lower().replace("-", " ")
        view = await union.cases.by_receipt(tx, f"mã của tôi là {typed}", OTHER_CHAT)
        await union.cases.add_text(tx, Proof(OTHER_CHAT, opened.receipt), view.case_id, "Từ máy khác")
        seen = await union.cases.view(tx, MINE, opened.case_id)
    assert [entry.body for entry in seen.timeline] == ["", "Nợ lương", "Từ máy khác"]


async def test_the_receipt_of_one_case_does_not_open_another(union: Union) -> None:
    first, second = await union.open(), await union.open()
    with pytest.raises(NotFound):
        async with union.database.transaction() as tx:
            await union.cases.view(tx, Proof(OTHER_CHAT, first.receipt), second.case_id)


async def guess(union: Union, receipt: str, chat: str = OTHER_CHAT) -> str:
    """As callers do: the error leaves the transaction."""
    try:
        async with union.database.transaction() as tx:
            await union.cases.by_receipt(tx, receipt, chat)
    except NotFound:
        return "not found"
    except RuleViolation as refusal:
        return str(refusal)
    return "found"


async def test_a_chat_may_guess_five_times_in_ten_minutes(union: Union) -> None:
    opened = await union.open()
    assert [await guess(union, new_receipt()) for _ in range(5)] == ["not found"] * 5
    assert "thử lại sau" in await guess(union, new_receipt())
    assert "thử lại sau" in await guess(union, opened.receipt)
    assert await guess(union, opened.receipt, CHAT) == "found"
    union.clock.advance(minutes=3)
    assert await guess(union, opened.receipt) == "found"


async def test_right_codes_and_what_is_no_code_cost_no_try(union: Union) -> None:
    opened = await union.open()
    assert {await guess(union, opened.receipt) for _ in range(12)} == {"found"}
    assert {await guess(union, "tôi quên mã rồi") for _ in range(12)} == {"not found"}
    assert await guess(union, new_receipt()) == "not found"


async def test_guessing_from_many_chats_is_braked_too(sqlite_union: Union) -> None:
    opened = await sqlite_union.open()
    assert await guess(sqlite_union, new_receipt()) == "not found"
    async with sqlite_union.database.transaction() as tx:
        everyone, one_chat = await tx.scalars(select(ThrottleBucket).order_by(ThrottleBucket.tokens.desc()))
        assert (everyone.tokens, one_chat.tokens) == (599, 4)
        everyone.tokens = 0
    assert "thử lại sau" in await guess(sqlite_union, opened.receipt, "f" * 32)
    sqlite_union.clock.advance(seconds=1)
    assert await guess(sqlite_union, opened.receipt, "f" * 32) == "found"


async def test_a_worker_can_tell_more_at_any_time(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        picture = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", b"\xff\xd8photo")
        await union.cases.add_text(tx, MINE, opened.case_id, "Thiếu tiền tăng ca")
        await union.cases.add_media(tx, MINE, opened.case_id, picture)
        await union.cases.add_media(tx, MINE, opened.case_id, picture)
        await union.cases.set_workplace(tx, MINE, opened.case_id, "Công ty  ABC\nchuyền 3")
        await union.cases.set_contact(tx, MINE, opened.case_id, "0912 345 678")
        seen = await union.cases.view(tx, MINE, opened.case_id)
        read = await union.desk.read(tx, union.staff["mill"], opened.case_id)
        stored = await union.desk.media(tx, union.staff["mill"], opened.case_id, picture)
    kinds = [EntryKind.OPENED, EntryKind.MESSAGE, EntryKind.MEDIA, EntryKind.WORKPLACE, EntryKind.CONTACT]
    assert [entry.kind for entry in seen.timeline] == kinds
    assert (read.workplace, read.has_contact) == ("Công ty ABC chuyền 3", True)
    assert (stored.mime, stored.kind, stored.body) == ("image/jpeg", "image", b"\xff\xd8photo")


async def test_a_picture_of_another_chat_or_another_case_cannot_be_taken(union: Union) -> None:
    first, second = await union.open(), await union.open()
    async with union.database.transaction() as tx:
        foreign = await keep_media(tx, union.vault, union.clock, OTHER_CHAT, "image", "image/png", b"1")
        used = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"2")
        await union.cases.add_media(tx, MINE, first.case_id, used)
    for media_id in (foreign, used, "0" * 32, "\x00"):
        with pytest.raises(NotFound):
            async with union.database.transaction() as tx:
                await union.cases.add_media(tx, MINE, second.case_id, media_id)


async def test_nothing_ties_an_attached_picture_to_a_chat(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        picture = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"1")
        await union.cases.add_media(tx, MINE, opened.case_id, picture)
    async with union.database.transaction() as tx:
        assert (await tx.get_one(MediaItem, picture)).owner_hash is None


@pytest.mark.parametrize(
    ("act", "limit"), [("add_text", 8_000), ("set_workplace", 300), ("set_contact", 200)], ids=lambda value: str(value)
)
async def test_texts_have_limits_and_the_worker_is_told(sqlite_union: Union, act: str, limit: int) -> None:
    opened = await sqlite_union.open()
    write = getattr(sqlite_union.cases, act)
    async with sqlite_union.database.transaction() as tx:
        await write(tx, MINE, opened.case_id, "ữ" * limit)
    for bad in ("ữ" * (limit + 1), "", " \x00\u200b"):
        with pytest.raises(RuleViolation):
            async with sqlite_union.database.transaction() as tx:
                await write(tx, MINE, opened.case_id, bad)


async def test_hostile_texts_are_kept_readable(union: Union) -> None:
    long = unicodedata.normalize("NFD", "Chúng tôi bị nợ lương. ") * 300
    opened = await union.open(text=long)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, opened.case_id, "a\x00b\u202ec\u200f\x1b d\ud800")
        bodies = [entry.body for entry in (await union.cases.view(tx, MINE, opened.case_id)).timeline]
    assert bodies[1] == ("Chúng tôi bị nợ lương. " * 300).strip()
    assert bodies[2] == "abc d"


async def test_a_first_text_of_nothing_but_controls_still_opens_the_case(sqlite_union: Union) -> None:
    opened = await sqlite_union.open(text="\x00\u200b")
    async with sqlite_union.database.transaction() as tx:
        assert len((await sqlite_union.cases.view(tx, MINE, opened.case_id)).timeline) == 1


async def test_withdrawing_deletes_who_and_where_and_is_final(union: Union) -> None:
    opened = await union.open(text="Nợ lương")
    async with union.database.transaction() as tx:
        await union.cases.set_workplace(tx, MINE, opened.case_id, "Công ty ABC")
        await union.cases.set_contact(tx, MINE, opened.case_id, "0912 345 678")
        await union.cases.withdraw(tx, MINE, opened.case_id)
    record = await union.record(opened.case_id)
    assert (record.contact_sealed, record.workplace_sealed, record.worker_waiting_since) == (None, None, None)
    assert record.closed_at is not None
    for act in ("add_text", "set_workplace", "set_contact", "add_media", "withdraw", "rate"):
        with pytest.raises(RuleViolation, match="rút lại"):
            async with union.database.transaction() as tx:
                await ACTS[act](union.cases, tx, MINE, opened.case_id)
    async with union.database.transaction() as tx:
        view = await union.cases.view(tx, MINE, opened.case_id)
    assert (view.status, view.timeline[-1].status_to) == (Status.WITHDRAWN, Status.WITHDRAWN)


async def test_a_resolved_case_cannot_be_withdrawn_but_new_facts_take_it_up_again(union: Union) -> None:
    opened = await union.open()
    await resolve(union, opened.case_id)
    with pytest.raises(RuleViolation, match="Đã giải quyết"):
        async with union.database.transaction() as tx:
            await union.cases.withdraw(tx, MINE, opened.case_id)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, MINE, opened.case_id, "Tháng này lại nợ")
        view = await union.cases.view(tx, MINE, opened.case_id)
    record = await union.record(opened.case_id)
    assert view.status is Status.IN_PROGRESS
    assert (view.timeline[-1].actor, view.timeline[-1].status_to) == ("system", Status.IN_PROGRESS)
    assert record.closed_at is None
    assert record.worker_waiting_since is not None


async def test_more_facts_for_a_rejected_case_wait_for_an_officer(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], opened.case_id, 1, Status.REJECTED, "Ngoài phạm vi")
        await union.cases.add_text(tx, MINE, opened.case_id, "Tôi có thêm bằng chứng")
    record = await union.record(opened.case_id)
    assert (record.status, record.worker_waiting_since) == (Status.REJECTED, union.clock())


async def test_an_answer_to_a_question_of_the_union_moves_the_case_on(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["mill"], opened.case_id, 1, Status.WAITING_WORKER, "Ở đâu?")
        await union.cases.set_workplace(tx, MINE, opened.case_id, "Công ty ABC")
    assert (await union.record(opened.case_id)).status == Status.IN_PROGRESS


async def test_only_a_resolved_case_is_rated_and_a_bad_rating_takes_it_up_again(union: Union) -> None:
    opened = await union.open()
    with pytest.raises(RuleViolation, match="đánh giá"):
        async with union.database.transaction() as tx:
            await union.cases.rate(tx, MINE, opened.case_id, Rating.GOOD)
    await resolve(union, opened.case_id)
    async with union.database.transaction() as tx:
        await union.cases.rate(tx, MINE, opened.case_id, Rating.GOOD)
        good = await union.cases.view(tx, MINE, opened.case_id)
        await union.cases.rate(tx, MINE, opened.case_id, Rating.BAD)
        bad = await union.cases.view(tx, MINE, opened.case_id)
        waiting = await union.desk.list(tx, union.staff["mill"], CaseFilter(waiting_only=True), 1)
    assert (good.status, good.rating, good.timeline[-1].body) == (Status.RESOLVED, Rating.GOOD, "Hài lòng")
    assert (bad.status, bad.rating, bad.timeline[-2].body) == (Status.IN_PROGRESS, Rating.BAD, "Chưa ổn")
    assert [(row.case_id, row.rating) for row in waiting.rows] == [(opened.case_id, Rating.BAD)]


async def test_a_forgotten_chat_reaches_its_cases_by_code_only(union: Union) -> None:
    opened, other = await union.open(), await union.open(chat=OTHER_CHAT)
    async with union.database.transaction() as tx:
        orphan = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"1")
        foreign = await keep_media(tx, union.vault, union.clock, OTHER_CHAT, "image", "image/png", b"2")
        await union.cases.set_contact(tx, MINE, opened.case_id, "0912 345 678")
        assert await union.cases.forget_chat(tx, CHAT) == 1
        assert await union.cases.forget_chat(tx, CHAT) == 0
    async with union.database.transaction() as tx:
        assert await union.cases.mine(tx, CHAT) == []
        assert (await union.cases.by_receipt(tx, opened.receipt, CHAT)).case_id == opened.case_id
        assert len(await union.cases.mine(tx, OTHER_CHAT)) == 1
        assert await tx.get(MediaItem, orphan) is None
        assert await tx.get(MediaItem, foreign) is not None
        read = await union.desk.read(tx, union.staff["mill"], opened.case_id)
        pushed = await union.desk.reply(tx, union.staff["mill"], opened.case_id, read.version, "Chào bạn")
    assert (read.reachable, read.has_contact, pushed, union.notifier.sent) == (False, False, False, {})
    assert "xóa kênh liên lạc" in read.timeline[-1].body
    assert (await union.record(other.case_id)).version == 1


async def test_pictures_that_no_case_took_are_forgotten_after_a_day(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        kept = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"1")
        await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"2")
        await union.cases.add_media(tx, MINE, opened.case_id, kept)
        union.clock.advance(hours=23)
        assert await forget_old_orphans(tx, union.clock) == 0
        union.clock.advance(hours=2)
        assert await forget_old_orphans(tx, union.clock) == 1
    async with union.database.transaction() as tx:
        assert (await tx.scalars(select(MediaItem.id))).all() == [kept]


async def test_a_chat_and_a_code_still_fit_after_the_keys_were_rotated(union: Union) -> None:
    opened = await union.open(text="Nợ lương")
    rotated = WorkerCases(Vault(["another-secret-of-enough-length", "test-secret-of-enough-length"]), union.clock)
    async with union.database.transaction() as tx:
        assert [view.case_id for view in await rotated.mine(tx, CHAT)] == [opened.case_id]
        assert (await rotated.by_receipt(tx, opened.receipt, OTHER_CHAT)).timeline[1].body == "Nợ lương"


async def test_a_report_that_fails_leaves_nothing_behind(union: Union) -> None:
    with pytest.raises(RuleViolation):
        await union.open(text="dài " * 5_000)
    async with union.database.transaction() as tx:
        for table in (CaseRecord, CaseEntry, Mailbox):
            assert await tx.scalar(select(func.count()).select_from(table)) == 0
