"""Evidence of a case: what a worker sent stays whole, belongs to one case, and goes when the case is erased."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances import media
from grievances.media import erase_of, keep_media
from grievances.worker import Proof
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseEntry, MediaItem
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union


async def send(union: Union, case_id: str, body: bytes = b"pay slip") -> str:
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", body)
        await union.cases.add_media(tx, MINE, case_id, media_id)
    return media_id


async def test_evidence_goes_with_its_case_and_other_cases_keep_theirs(union: Union) -> None:
    erased, kept = await union.open(), await union.open()
    await send(union, erased.case_id)
    await send(union, erased.case_id, b"time sheet")
    other = await send(union, kept.case_id, b"pay slip")
    async with union.database.transaction() as tx:
        assert await erase_of(tx, erased.case_id) == 2
    async with union.database.transaction() as tx:
        assert (await tx.scalars(select(MediaItem.id))).all() == [other]
        entries = (await tx.scalars(select(CaseEntry).where(CaseEntry.case_id == erased.case_id))).all()
        assert [entry.media_id for entry in entries if entry.kind == "media"] == [None, None]


async def test_erasing_a_case_without_evidence_changes_nothing(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        assert await erase_of(tx, opened.case_id) == 0


async def test_the_same_file_twice_is_one(union: Union) -> None:
    opened = await union.open()
    first, again = await send(union, opened.case_id), await send(union, opened.case_id)
    async with union.database.transaction() as tx:
        [item] = (await tx.scalars(select(MediaItem))).all()
        entries = (await tx.scalars(select(CaseEntry.media_id).where(CaseEntry.kind == "media"))).all()
    assert item.id == first != again
    assert entries == [first]


async def test_nobody_can_tell_that_two_cases_hold_the_same_file(union: Union) -> None:
    for _ in range(2):
        await send(union, (await union.open()).case_id)
    async with union.database.transaction() as tx:
        keys = (await tx.scalars(select(MediaItem.content_key))).all()
    assert len(set(keys)) == 2


async def test_a_case_is_full_at_some_point_and_says_so(union: Union, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "_FILES_IN_A_CASE", 2)
    opened = await union.open()
    for n in range(2):
        await send(union, opened.case_id, b"%d" % n)
    with pytest.raises(RuleViolation, match="đủ"):
        await send(union, opened.case_id, b"one more")


async def test_only_a_photo_has_a_small_one(union: Union) -> None:
    opened = await union.open()
    async with union.database.transaction() as tx:
        photo = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", b"big", preview=b"small")
        await union.cases.add_media(tx, MINE, opened.case_id, photo)
    note = await send(union, opened.case_id, b"OggS")
    async with union.database.transaction() as tx:
        officer = union.staff["mill"]
        assert (await union.desk.media(tx, officer, opened.case_id, photo, preview=True)).body == b"small"
        assert (await union.desk.media(tx, officer, opened.case_id, photo)).body == b"big"
        with pytest.raises(NotFound):
            await union.desk.media(tx, officer, opened.case_id, note, preview=True)


async def test_a_worker_takes_back_the_newest_file_until_somebody_opens_it(union: Union) -> None:
    opened = await union.open()
    seen = await send(union, opened.case_id, b"seen")
    async with union.database.transaction() as tx:
        await union.desk.media(tx, union.staff["mill"], opened.case_id, seen)
    await send(union, opened.case_id, b"unseen")
    version = await union.version(opened.case_id)
    async with union.database.transaction() as tx:
        assert await union.cases.take_back_media(tx, MINE, opened.case_id)
    assert await union.version(opened.case_id) == version + 1
    async with union.database.transaction() as tx:
        assert (await tx.scalars(select(MediaItem.id))).all() == [seen]
        with pytest.raises(RuleViolation, match="đã mở"):
            await union.cases.take_back_media(tx, MINE, opened.case_id)
        with pytest.raises(NotFound):
            await union.cases.take_back_media(tx, Proof(OTHER_CHAT), opened.case_id)
    empty = await union.open()
    async with union.database.transaction() as tx:
        assert not await union.cases.take_back_media(tx, MINE, empty.case_id)


async def test_what_waits_goes_only_for_whoever_sent_it(union: Union) -> None:
    async with union.database.transaction() as tx:
        waiting = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", b"1")
        assert not await union.cases.drop_waiting(tx, OTHER_CHAT, waiting)
        assert await union.cases.drop_waiting(tx, CHAT, waiting)
        assert not await union.cases.drop_waiting(tx, CHAT, waiting)
        assert not await union.cases.drop_waiting(tx, CHAT, "' or 1=1")
