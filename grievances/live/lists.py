"""Which requests wait, which conversations go on, and for whom they ring: conditions of the query itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.live.model import ChatLists, ChatRow, LiveState
from grievances.model import CLOSED, CaseKind, Category, StaffMember
from grievances.queue.scope import in_scope, not_excluded
from grievances.routing.posts import upwards
from storage.tables import CaseRecord, LiveChat, Mailbox, Staff, UnionUnit

_MAX = 100
# Nobody needs to come any more when the case was answered, closed, or cut from its chat.
_WAITS = and_(
    LiveChat.state == LiveState.ASKED,
    CaseRecord.status.not_in(CLOSED),
    CaseRecord.worker_waiting_since.is_not(None),
    exists().where(Mailbox.receipt_hash == CaseRecord.receipt_hash),
)


async def waiting_for(tx: AsyncSession, staff: StaffMember) -> Sequence[ChatRow]:
    """What rings for this person, the oldest first: on the way from the case's unit up to where it has come."""
    return await _rows(tx, staff, and_(_WAITS, LiveChat.unit_id.in_(upwards(staff.unit_path))))


async def chat_lists(tx: AsyncSession, staff: StaffMember) -> ChatLists:
    return ChatLists(await _rows(tx, staff, _WAITS), await _rows(tx, staff, LiveChat.state == LiveState.TAKEN))


async def _rows(tx: AsyncSession, staff: StaffMember, condition: ColumnElement[bool]) -> Sequence[ChatRow]:
    query: Any = select(CaseRecord, UnionUnit.name, LiveChat, Staff.name)
    query = query.join(LiveChat, LiveChat.case_id == CaseRecord.id).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id)
    query = query.join(Staff, LiveChat.staff_id == Staff.id, isouter=True)
    query = (
        query.where(in_scope(staff), not_excluded(staff), condition)
        .order_by(LiveChat.asked_at, CaseRecord.number)
        .limit(_MAX)
    )
    return tuple(_row(*row) for row in await tx.execute(query))


def _row(record: CaseRecord, unit_name: str, live: LiveChat, holder: str | None) -> ChatRow:
    return ChatRow(
        case_id=record.id,
        number=record.number,
        kind=CaseKind(record.kind),
        category=Category(record.category),
        unit_name=unit_name,
        asked_at=live.asked_at,
        holder=holder or "",
        rings_in=live.unit_id or "",
    )
