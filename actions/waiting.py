"""Photos that came before their case was open, and opening a case with them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions.turn import Turn
from grievances.model import CaseKind, Category
from grievances.worker import OpenRequest, WorkerCases
from storage.errors import NotFound


async def open_with_waiting(
    tx: AsyncSession,
    cases: WorkerCases,
    turn: Turn,
    kind: CaseKind,
    category: Category,
    text: str,
    above: bool = False,
) -> dict[str, str]:
    """Open the worker's case; its id and receipt, as `once` keeps them."""
    opened = await cases.open(
        tx, OpenRequest(kind, category, turn.conversation_id, turn.channel, text, turn.unit_id, above)
    )
    await attach_waiting(tx, cases, turn, opened.case_id)
    return {"case_id": opened.case_id, "receipt": opened.receipt}


async def attach_waiting(tx: AsyncSession, cases: WorkerCases, turn: Turn, case_id: str) -> None:
    """Put them into the case. One that was forgotten meanwhile must not stop the report."""
    for media_id in turn.waiting_media:
        try:
            await cases.add_media(tx, turn.proof, case_id, media_id)
        except NotFound:
            continue
