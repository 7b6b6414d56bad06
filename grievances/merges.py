"""A case that tells a complaint once more goes on in another; nothing is copied, so undoing leaves nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, union_all
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
    # The ids first, in one set: an "or" of two of them would make the database read every step of every case.
    ids = union_all(select(literal(case_id)), duplicates_of(case_id))
    own = CaseEntry.case_id == case_id
    return and_(CaseEntry.case_id.in_(ids), or_(own, CaseEntry.kind.in_(_TOLD_AGAIN)))
