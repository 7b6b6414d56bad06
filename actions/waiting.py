"""Photos that came before their case was open."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions.turn import Turn
from grievances.worker import WorkerCases
from storage.errors import NotFound


async def attach_waiting(tx: AsyncSession, cases: WorkerCases, turn: Turn, case_id: str) -> None:
    """Put them into the case. One that was forgotten meanwhile must not stop the report."""
    for media_id in turn.waiting_media:
        try:
            await cases.add_media(tx, turn.proof, case_id, media_id)
        except NotFound:
            continue
