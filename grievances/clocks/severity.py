"""How grave a case is: by a table when it opens, and as an officer says afterwards, with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.audit import record as audit
from grievances.clocks import deadlines
from grievances.model import SEVERITY_NAMES, CaseKind, Category, EntryKind, Severity, StaffMember
from grievances.routing.reach import case_to_change
from grievances.texts import REASON_MAX, clean_optional
from grievances.timeline import Step, Timeline
from storage.clock import Clock
from storage.errors import Conflict, RuleViolation
from storage.vault import Vault

_BY_CATEGORY: Mapping[Category, Severity] = {
    Category.SAFETY: Severity.SERIOUS,
    Category.HARASSMENT: Severity.SERIOUS,
    Category.DISMISSAL: Severity.SERIOUS,
}
_NO_REASON = "Bạn ghi lý do đổi mức độ giúp nhé."


def severity_of(kind: CaseKind, category: Category) -> Severity:
    if kind is CaseKind.EMERGENCY:
        return Severity.URGENT
    if kind is CaseKind.GRIEVANCE:
        return _BY_CATEGORY.get(category, Severity.NORMAL)
    return Severity.NORMAL


class Severities:
    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._alerts = OfficerAlerts(clock)

    async def change(
        self, tx: AsyncSession, staff: StaffMember, case_id: str, version: int, to: Severity, reason: str
    ) -> None:
        """The reason stays among officers. Deadlines follow."""
        record = await case_to_change(tx, staff, case_id)
        if record.version != version:
            raise Conflict(Conflict.__doc__)
        before, why = Severity(record.severity), clean_optional(reason, REASON_MAX)
        if to is before:
            raise RuleViolation(f"Vụ việc đã ở mức “{SEVERITY_NAMES[before]}” rồi.")
        if not why:
            raise RuleViolation(_NO_REASON)
        deadlines.change_severity(record, to, self._clock())
        said = f"Mức độ: {SEVERITY_NAMES[before]} → {SEVERITY_NAMES[to]}. Lý do: {why}"
        await self._timeline.add(tx, case_id, Step(EntryKind.SEVERITY, said, staff=staff, internal=True))
        await audit(tx, self._clock, staff, "case.severity_changed", "case", case_id, {"from": before, "to": to})
        record.version += 1
        record.updated_at = self._clock()
        if to is Severity.URGENT:
            await self._alerts.for_case(tx, record, AlertEvent.URGENT, str(record.version))
