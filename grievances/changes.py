"""What happened in cases since a moment, for pages that are open: that something did, never what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import EntryKind, StaffMember
from grievances.permissions import Permission, may
from grievances.queue.scope import STANDS_ALONE
from storage.tables import CaseEntry, CaseExclusion, CaseRecord, UnionUnit

MOST = 500


@dataclass(frozen=True)
class CaseChange:
    """A new step of a case. `hidden_from`: those whom the case is about."""

    entry_id: int
    case_id: str
    unit_path: str
    by_worker: bool
    opened: bool
    hidden_from: frozenset[str]

    def seen_by(self, staff: StaffMember) -> bool:
        in_scope = self.unit_path.startswith(staff.unit_path) and staff.unit_path != ""
        return in_scope and staff.id not in self.hidden_from and may(staff.role, Permission.CASE_READ)


async def newest_entry(tx: AsyncSession) -> int:
    return await tx.scalar(select(func.max(CaseEntry.id))) or 0


async def changes_after(tx: AsyncSession, entry_id: int) -> Sequence[CaseChange]:
    """The next steps after this one, the oldest first, up to MOST."""
    query = select(CaseEntry, UnionUnit.path).join(CaseRecord, CaseEntry.case_id == CaseRecord.id)
    query = query.join(UnionUnit, CaseRecord.unit_id == UnionUnit.id).where(CaseEntry.id > entry_id, STANDS_ALONE)
    rows = (await tx.execute(query.order_by(CaseEntry.id).limit(MOST))).all()
    hidden = await _hidden(tx, {entry.case_id for entry, _ in rows})
    return [
        CaseChange(
            entry_id=entry.id,
            case_id=entry.case_id,
            unit_path=path,
            by_worker=entry.actor == "worker",
            opened=entry.kind == EntryKind.OPENED,
            hidden_from=hidden.get(entry.case_id, frozenset()),
        )
        for entry, path in rows
    ]


async def _hidden(tx: AsyncSession, case_ids: set[str]) -> dict[str, frozenset[str]]:
    if not case_ids:
        return {}
    query = select(CaseExclusion.case_id, CaseExclusion.staff_id).where(CaseExclusion.case_id.in_(case_ids))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case_id, staff_id in await tx.execute(query):
        found[case_id].add(staff_id)
    return {case_id: frozenset(people) for case_id, people in found.items()}
