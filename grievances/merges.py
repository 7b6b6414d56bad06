"""A case that tells a complaint once more goes on in another; nothing is copied, so undoing leaves nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import EntryKind
from storage.tables import CaseEntry, CaseMerge

_TOLD_AGAIN = (EntryKind.MESSAGE, EntryKind.MEDIA, EntryKind.NOTE)


async def survivor_of(tx: AsyncSession, case_id: str) -> str | None:
    """The case in which this one goes on, when it was merged."""
    return await tx.scalar(select(CaseMerge.survivor_id).where(CaseMerge.duplicate_id == case_id))


def duplicates_of(case_id: str) -> Any:
    """The ids of the cases that go on in this one, as a subquery."""
    return select(CaseMerge.duplicate_id).where(CaseMerge.survivor_id == case_id)


def told_in(case_id: str) -> ColumnElement[bool]:
    """The condition on CaseEntry for the timeline of a case: its own steps, and what was said in its duplicates."""
    again = CaseEntry.case_id.in_(duplicates_of(case_id)) & CaseEntry.kind.in_(_TOLD_AGAIN)
    return or_(CaseEntry.case_id == case_id, again)
