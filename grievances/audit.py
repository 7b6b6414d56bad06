"""Who read or changed what, written with the change itself so that neither exists without the other."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import StaffMember
from storage.clock import Clock
from storage.tables import AuditEvent

AuditDetail = Mapping[str, str | int | bool | None]

_NOBODY = "hệ thống"


async def record(
    tx: AsyncSession,
    clock: Clock,
    staff: StaffMember | None,
    action: str,
    object_type: str,
    object_id: str,
    detail: AuditDetail | None = None,
) -> AuditEvent:
    """Add an event to the caller's transaction; flushed, it has its number. `detail` takes codes and numbers, never a
    text of a case."""
    event = AuditEvent(
        at=clock(),
        actor_id=staff.id if staff else None,
        actor_label=staff.email if staff else _NOBODY,
        action=action,
        object_type=object_type,
        object_id=object_id,
        detail=dict(detail or {}),
    )
    tx.add(event)
    return event
