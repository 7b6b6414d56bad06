"""A list of cases to take out of the house: when and how far, never a word, a contact or a workplace. Days only: the
minute in which somebody wrote can be looked up on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record
from grievances.model import CaseFilter, CaseKind, Category, Rating, Severity, StaffMember, Status
from grievances.permissions import Permission, may
from grievances.queue.filters import Seeing, conditions_of
from grievances.queue.search import WordIndex
from grievances.reporting.counts import among
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import AuditEvent, CaseRecord, UnionUnit
from storage.vault import Vault

MOST = 10_000


@dataclass(frozen=True)
class CaseLine:
    number: int
    kind: CaseKind
    category: Category
    severity: Severity
    status: Status
    unit_name: str
    channel: str
    opened_on: date
    acknowledged_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    rating: Rating | None


@dataclass(frozen=True)
class CaseList:
    """`more`: there are others, beyond what one file holds."""

    lines: Sequence[CaseLine]
    more: bool
    event: AuditEvent


_COLUMNS = (
    CaseRecord.number,
    CaseRecord.kind,
    CaseRecord.category,
    CaseRecord.severity,
    CaseRecord.status,
    UnionUnit.name,
    CaseRecord.channel_kind,
    CaseRecord.opened_on,
    CaseRecord.acknowledged_at,
    CaseRecord.answered_at,
    CaseRecord.resolved_at,
    CaseRecord.closed_at,
    CaseRecord.due_at,
    CaseRecord.rating,
)


async def export_list(tx: AsyncSession, vault: Vault, clock: Clock, staff: StaffMember, wanted: CaseFilter) -> CaseList:
    """The newest first. The log knows of it in the same transaction. NotFound for who may not export cases."""
    if not may(staff.role, Permission.CASE_EXPORT):
        raise NotFound
    seeing = Seeing(staff, clock(), WordIndex(vault))
    rows: Sequence[Sequence[Any]] = ()
    for loose in (False, True) if wanted.words else (False,):
        conditions = await conditions_of(tx, seeing, wanted, loose=loose)
        query = among(seeing, _COLUMNS, conditions).order_by(CaseRecord.number.desc()).limit(MOST + 1)
        rows = (await tx.execute(query)).all()
        if rows:
            break
    lines = [_line(row) for row in rows[:MOST]]
    detail = {"rows": len(lines), "texts": False}
    event = await record(tx, clock, staff, "case.exported", "unit", staff.unit_id, detail)
    await tx.flush()
    return CaseList(lines, len(rows) > MOST, event)


def _line(values: Sequence[Any]) -> CaseLine:
    number, kind, category, severity, status, *others, rating = values
    named = [CaseKind(kind), Category(category), Severity(severity), Status(status)]
    parts: list[Any] = [number, *named, *others, Rating(rating) if rating else None]
    return CaseLine(*parts)
