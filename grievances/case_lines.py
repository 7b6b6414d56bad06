"""The cases of a unit as lines of JSON, for who answers for them: what happened and when; the words only when asked
for, never how to reach a worker."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import AuditDetail, record
from grievances.model import CaseKind, EntryView, StaffMember
from grievances.permissions import Permission, may
from grievances.queue.scope import cases_in_scope
from grievances.timeline import Timeline
from grievances.units import unit_and_below
from storage.clock import Clock, in_vietnam
from storage.database import Database
from storage.errors import NotFound
from storage.tables import CaseRecord, UnionUnit
from storage.vault import Vault

_AT_ONCE = 200
_PLAIN = ("kind", "category", "severity", "status", "channel_kind", "rises", "reopened", "rating")
_MOMENTS = (
    "opened_at",
    "updated_at",
    "acknowledged_at",
    "answered_at",
    "confirmed_at",
    "due_at",
    "resolved_at",
    "closed_at",
    "erased_at",
)


class CaseLines:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)

    async def export(self, staff: StaffMember, unit_id: str, *, with_texts: bool) -> AsyncIterator[str]:
        """The log knows of it before the first line comes. NotFound for a unit or a role that has no right to it."""
        if not may(staff.role, Permission.CASE_EXPORT):
            raise NotFound
        async with self._database.transaction() as tx:
            query = await _cases_of(tx, staff, unit_id)
            rows = await tx.scalar(select(func.count()).select_from(query.subquery())) or 0
            detail: AuditDetail = {"unit": unit_id, "rows": rows, "texts": with_texts}
            await record(tx, self._clock, staff, "case.exported", "unit", unit_id, detail)
        last = 0
        while True:
            async with self._database.reading() as tx:
                page = query.where(CaseRecord.number > last).order_by(CaseRecord.number).limit(_AT_ONCE)
                found = (await tx.execute(page)).all()
                lines = [await self._line(tx, case, unit_name, with_texts) for case, unit_name in found]
            for line in lines:
                yield json.dumps(line, ensure_ascii=False)
            if not found:
                return
            last = found[-1][0].number

    async def _line(self, tx: AsyncSession, case: CaseRecord, unit_name: str, with_texts: bool) -> dict[str, Any]:
        line: dict[str, Any] = {"number": f"PA-{case.number:06d}", "unit": unit_name}
        line |= {name: getattr(case, name) for name in _PLAIN}
        line |= {name: _moment(getattr(case, name)) for name in _MOMENTS}
        if with_texts:
            sealed = case.workplace_sealed
            line["workplace"] = self._vault.open(sealed, f"case.workplace:{case.id}") if sealed else ""
            line["timeline"] = [_step(entry) for entry in await self._steps(tx, case)]
        return line

    async def _steps(self, tx: AsyncSession, case: CaseRecord) -> list[EntryView]:
        """Of a collective case as its page shows it: nothing ties what was said to one of its members."""
        collective = case.kind == CaseKind.COLLECTIVE
        of_case = self._timeline.for_collective if collective else self._timeline.for_staff
        return list(await of_case(tx, case.id))


async def _cases_of(tx: AsyncSession, staff: StaffMember, unit_id: str) -> Select[CaseRecord, str]:
    """Of the unit and below, as far as this person may read them."""
    below = unit_and_below(staff.unit_path)
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id, below))
    if path is None:
        raise NotFound
    return cases_in_scope(staff).where(unit_and_below(path))


def _step(entry: EntryView) -> dict[str, Any]:
    return {
        "at": in_vietnam(entry.at).date().isoformat() if entry.day_only else _moment(entry.at),
        "actor": entry.actor,
        "kind": entry.kind,
        "internal": entry.internal,
        "status": entry.status_to,
        "text": entry.body,
    }


def _moment(at: datetime | None) -> str | None:
    return in_vietnam(at).isoformat(timespec="seconds") if at is not None else None
