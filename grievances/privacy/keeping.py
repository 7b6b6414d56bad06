"""Until when the words of a case are kept: its day comes (privacy/retention.py), unless somebody holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record as audit
from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.privacy.erasure import Erasure
from grievances.queue.scope import cases_in_scope, cases_to_read
from grievances.texts import REASON_MAX, clean_text
from storage.clock import Clock, in_vietnam
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseHold, CaseRecord, Staff
from storage.vault import Vault

BATCH = 100
_CASE = "case"

_HELD_ALREADY = "Vụ việc này đang được giữ lại rồi."
_ERASED = "Nội dung vụ việc này đã xóa nên không giữ lại được nữa."
_NOT_HELD = "Vụ việc này không còn được giữ lại."


@dataclass(frozen=True)
class Hold:
    reason: str
    placed_by: str
    placed_at: datetime


@dataclass(frozen=True)
class KeepingView:
    """`erase_on` is None while the case is open."""

    erase_on: date | None
    erased_at: datetime | None
    hold: Hold | None


class Keeping:
    """Each method joins the caller's transaction. Out of scope, wrong role and not existing are all NotFound."""

    def __init__(self, vault: Vault, clock: Clock, erasure: Erasure) -> None:
        self._vault = vault
        self._clock = clock
        self._erasure = erasure

    async def of_case(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> KeepingView:
        """Part of reading the case, which is audited."""
        case = await _one(tx, cases_to_read(staff).where(CaseRecord.id == case_id), case_id)
        query = select(CaseHold, Staff.name).join(Staff, CaseHold.placed_by == Staff.id)
        row = (await tx.execute(query.where(CaseHold.case_id == case_id))).one_or_none()
        hold = None
        if row is not None:
            reason = self._vault.open(row[0].reason_sealed, f"case.hold:{case_id}")
            hold = Hold(reason, row[1], row[0].placed_at)
        return KeepingView(case.erase_on, case.erased_at, hold)

    async def hold(self, tx: AsyncSession, staff: StaffMember, case_id: str, reason: str) -> None:
        """Keep the words beyond their time, for a court or an inspector. RuleViolation when held or erased already."""
        case = await self._for_change(tx, staff, case_id)
        why = clean_text(reason, REASON_MAX)
        if case.erased_at is not None:
            raise RuleViolation(_ERASED)
        if await tx.get(CaseHold, case_id) is not None:
            raise RuleViolation(_HELD_ALREADY)
        sealed = self._vault.seal(why, f"case.hold:{case_id}")
        tx.add(CaseHold(case_id=case_id, reason_sealed=sealed, placed_by=staff.id, placed_at=self._clock()))
        await audit(tx, self._clock, staff, "case.held", _CASE, case_id)

    async def release(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> None:
        """Let time run again: a case whose day has passed goes with the next sweep."""
        await self._for_change(tx, staff, case_id)
        held = await tx.get(CaseHold, case_id)
        if held is None:
            raise RuleViolation(_NOT_HELD)
        await tx.delete(held)
        await audit(tx, self._clock, staff, "case.released", _CASE, case_id)

    async def erase_due(self, tx: AsyncSession, limit: int = BATCH) -> int:
        """Erase the cases whose day has come; returns how many. Several processes may do so at once."""
        held = exists().where(CaseHold.case_id == CaseRecord.id)
        due = CaseRecord.erase_on <= in_vietnam(self._clock()).date(), CaseRecord.erased_at.is_(None), ~held
        query = select(CaseRecord).where(*due).order_by(CaseRecord.erase_on).limit(limit)
        cases = (await tx.scalars(query.with_for_update(skip_locked=True, of=CaseRecord))).all()
        for case in cases:
            await self._erasure.end_and_erase(tx, case, "time")
        return len(cases)

    async def _for_change(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
        if not may(staff.role, Permission.CASE_HOLD):
            raise NotFound
        query = cases_in_scope(staff).where(CaseRecord.id == case_id).with_for_update(of=CaseRecord)
        return await _one(tx, query.execution_options(populate_existing=True), case_id)


async def _one(tx: AsyncSession, query: Any, case_id: str) -> CaseRecord:
    row = (await tx.execute(query)).one_or_none() if is_id(case_id) else None
    if row is None:
        raise NotFound
    case: CaseRecord = row[0]
    return case
