"""Cases as workers open them in tests, and as the union finds them."""

from __future__ import annotations

import re

from sqlalchemy import select

from grievances.media import keep_media
from grievances.model import CaseView, EntryKind
from storage.tables import CaseRecord
from tests.actions.seam import Worker
from tests.grievances.cast import Union

RECEIPT = re.compile(r"CD-\w{4}-\w{4}-\w{4}")


async def cases(union: Union) -> list[CaseView]:
    """Every case as the admin sees it, oldest first."""
    async with union.database.transaction() as tx:
        ids = list(await tx.scalars(select(CaseRecord.id).order_by(CaseRecord.number)))
        return [await union.desk.read(tx, union.staff["admin"], case_id) for case_id in ids]


def told(case: CaseView) -> list[str]:
    return [entry.body for entry in case.timeline if entry.kind is EntryKind.MESSAGE]


async def photo(union: Union, worker: Worker) -> str:
    async with union.database.transaction() as tx:
        return await keep_media(tx, union.vault, union.clock, worker.id, "image", "image/png", b"\x89PNG")


async def opened(worker: Worker, category: str = "Tiền lương") -> str:
    """Two taps; the receipt."""
    await worker.command("/report_grievance")
    found = RECEIPT.search(await worker.tap(category))
    assert found
    return found[0]
