"""What the workers of a collective case said: read from their own cases, never copied into the collective one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from grievances.model import EntryKind
from storage.tables import CaseEntry, CaseRecord


def said_by_members(collective_id: str) -> Any:
    """The steps, as a query; without what was erased."""
    members = select(CaseRecord.id).where(CaseRecord.collective_id == collective_id)
    query = select(CaseEntry).where(CaseEntry.case_id.in_(members), CaseEntry.actor == "worker")
    query = query.where(or_(CaseEntry.body_sealed.is_not(None), CaseEntry.media_id.is_not(None)))
    return query.where(CaseEntry.kind.in_((EntryKind.MESSAGE, EntryKind.MEDIA)), CaseEntry.visibility == "worker")
