"""Evidence of a case: what a worker sent stays whole, belongs to one case, and goes when the case is erased."""

from __future__ import annotations

from sqlalchemy import select

from grievances.media import erase_of, keep_media
from storage.tables import CaseEntry, MediaItem
from tests.grievances.cast import CHAT, MINE, Union


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
