"""Photos sent one after the other get one answer, not ten: each has its turn, only the last one is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.inputs import MEDIA_KINDS
from connectors.states import InboxState
from storage.tables import InboxItem, OutboxItem

_KINDS = frozenset(kind.value for kind in MEDIA_KINDS)
_LOOKED_AT = 30
_LONGEST_WAIT = 10  # times the pause that ends a row


@dataclass(frozen=True)
class Row:
    """`count` and `kind` are of what came since the last answer, this one included; `kind` is empty when they differ.
    `more`: another one follows. `wait_until`: more may be on their way."""

    count: int = 1
    kind: str = ""
    more: bool = False
    wait_until: datetime | None = None


async def row_of(tx: AsyncSession, item: InboxItem, now: datetime, pause: timedelta) -> Row:
    """How an item stands among its neighbours."""
    if item.kind not in _KINDS:
        return Row()
    waiting = await _of(tx, _neighbours(item, InboxItem.id >= item.id).order_by(InboxItem.id))
    together = list(takewhile(_is_media, waiting))
    if len(together) == len(waiting) and item.attempts == 0:
        until = min(together[-1].received_at + pause, together[0].received_at + pause * _LONGEST_WAIT)
        if until > now:
            return Row(wait_until=until)
    before = await _unanswered(tx, item)
    kinds = {neighbour.kind for neighbour in (*before, item)}
    return Row(len(before) + 1, kinds.pop() if len(kinds) == 1 else "", more=len(together) > 1)


async def _unanswered(tx: AsyncSession, item: InboxItem) -> list[Any]:
    earlier = await _of(tx, _neighbours(item, InboxItem.id < item.id, InboxState.HANDLED).order_by(InboxItem.id.desc()))
    together = list(takewhile(_is_media, earlier))
    keys = [f"inbox:{neighbour.id}:0" for neighbour in together]
    answered = set(await tx.scalars(select(OutboxItem.idem_key).where(OutboxItem.idem_key.in_(keys))))
    return list(takewhile(lambda neighbour: f"inbox:{neighbour.id}:0" not in answered, together))


def _neighbours(item: InboxItem, which: ColumnElement[bool], state: InboxState = InboxState.PENDING) -> Any:
    mine = (InboxItem.conversation_id == item.conversation_id) & (InboxItem.state == state.value)
    return select(InboxItem.id, InboxItem.kind, InboxItem.received_at).where(mine, which).limit(_LOOKED_AT)


async def _of(tx: AsyncSession, query: Any) -> list[Any]:
    return list((await tx.execute(query)).all())


def _is_media(neighbour: Any) -> bool:
    return neighbour.kind in _KINDS
