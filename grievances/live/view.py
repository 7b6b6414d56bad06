"""One conversation as an officer sees it, with how far each message got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.live.line import ChatLine, Delivery
from grievances.live.model import SIGN_EVERY, SILENCE, TYPING, LiveState, LiveView
from grievances.model import CLOSED, CaseKind, Category, EntryKind, EntryView, StaffMember, Status
from grievances.notices import notice_key
from grievances.timeline import STAFF, Timeline
from storage.clock import Clock
from storage.tables import CaseRecord, LiveChat, Staff
from storage.vault import Vault

_SHOWN = (EntryKind.MESSAGE, EntryKind.MEDIA, EntryKind.LIVE)
_SAID = (EntryKind.MESSAGE, EntryKind.MEDIA)
_LATEST = 100


async def live_view(
    tx: AsyncSession,
    vault: Vault,
    clock: Clock,
    line: ChatLine,
    staff: StaffMember,
    record: CaseRecord,
    unit_name: str,
) -> LiveView:
    live, holder = await _latest(tx, record.id)
    state = LiveState(live.state) if live is not None else None
    taken = live is not None and state is LiveState.TAKEN
    entries = await Timeline(vault, clock).latest(tx, record.id, _SHOWN, _LATEST)
    mine = taken and live is not None and live.staff_id == staff.id
    typed = live.worker_typing_at if live is not None else None
    seen = live.staff_seen_at if live is not None else None
    return LiveView(
        case_id=record.id,
        number=record.number,
        kind=CaseKind(record.kind),
        category=Category(record.category),
        unit_name=unit_name,
        channel_kind=record.channel_kind,
        reachable=await mailboxes.chat_of(tx, vault, record) is not None,
        closed=Status(record.status) in CLOSED,
        state=state,
        mine=mine,
        holder=holder if taken else "",
        asked_at=live.asked_at if live is not None else None,
        ends_at=live.spoke_at + SILENCE if taken and live is not None and live.spoke_at is not None else None,
        worker_types=taken and typed is not None and clock() - typed < TYPING and _is_newer(typed, entries),
        sign_due=mine and (seen is None or clock() - seen >= SIGN_EVERY),
        entries=entries,
        deliveries=await deliveries_of(tx, vault, line, record.id, entries),
    )


async def _latest(tx: AsyncSession, case_id: str) -> tuple[LiveChat | None, str]:
    """The open one, or else the last."""
    query: Any = select(LiveChat, Staff.name).join(Staff, LiveChat.staff_id == Staff.id, isouter=True)
    query = query.where(LiveChat.case_id == case_id)
    row = (await tx.execute(query.order_by(LiveChat.ended_at.is_not(None), LiveChat.asked_at.desc()).limit(1))).first()
    return (row[0], row[1] or "") if row is not None else (None, "")


def _is_newer(typed: Any, entries: Sequence[EntryView]) -> bool:
    """What was sent is typed no more."""
    heard = [entry.at for entry in entries if entry.actor == "worker"]
    return not heard or typed > heard[-1]


async def deliveries_of(
    tx: AsyncSession, vault: Vault, line: ChatLine, case_id: str, entries: Sequence[EntryView]
) -> Mapping[int, Delivery]:
    """How far what officers said and sent in this case got, by step."""
    said = [entry.id for entry in entries if entry.kind in _SAID and entry.actor == STAFF]
    keys = {notice_key(vault, case_id, entry_id): entry_id for entry_id in said}
    found = await line.deliveries(tx, list(keys)) if keys else {}
    return {keys[key]: delivery for key, delivery in found.items()}
