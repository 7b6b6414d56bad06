"""Erasing a case: its words, pictures and ties go, what statistics count stays. What is erased stands in the register
(storage/erasures.py), so that no backup brings it back."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import delete, exists, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes, media
from grievances.audit import record as audit
from grievances.model import CLOSED, EntryKind, Status
from grievances.privacy.identity import erase_requests_of
from grievances.queue.search import WordIndex, forget_words
from grievances.timeline import Step, Timeline
from storage.clock import Clock
from storage.erasures import Erased, note
from storage.tables import CaseEntry, CaseHold, CaseRecord, CaseTag, Workplace
from storage.vault import Vault

Eraser = Callable[[AsyncSession, str], Awaitable[object]]
"""Deletes what one part of the house keeps of the case with this id."""


async def _erase_bodies(tx: AsyncSession, case_id: str) -> None:
    """That something was written, by which side and when, is what response times are reckoned from."""
    await tx.execute(update(CaseEntry).where(CaseEntry.case_id == case_id).values(body_sealed=None))


async def _erase_tags(tx: AsyncSession, case_id: str) -> None:
    await tx.execute(delete(CaseTag).where(CaseTag.case_id == case_id))


async def _erase_hold(tx: AsyncSession, case_id: str) -> None:
    await tx.execute(delete(CaseHold).where(CaseHold.case_id == case_id))


ERASERS: tuple[Eraser, ...] = (
    _erase_bodies,
    media.erase_of,
    forget_words,
    erase_requests_of,
    _erase_tags,
    _erase_hold,
)
"""Whoever keeps more of a case adds a line here."""


class Erasure:
    """Joins the caller's transaction, which holds the case locked."""

    def __init__(self, vault: Vault, clock: Clock, erasers: Sequence[Eraser] = ERASERS) -> None:
        self._words = WordIndex(vault)
        self._timeline = Timeline(vault, clock)
        self._clock = clock
        self._erasers = erasers

    async def erase(self, tx: AsyncSession, case: CaseRecord) -> None:
        """Number, kind, category, unit, statuses, times and rating stay. No code and no chat finds the case again."""
        note(tx, Erased.CASE, case.id)
        await mailboxes.delete_mailboxes(tx, [case.receipt_hash])
        for erase in self._erasers:
            await erase(tx, case.id)
        workplace_key, case.workplace_key = case.workplace_key, None
        case.workplace_sealed = case.contact_sealed = None
        case.receipt_hash = secrets.token_hex(32)
        case.worker_waiting_since = None
        case.erased_at = self._clock()
        case.version += 1
        await tx.flush()
        if case.collective_id is not None:
            await self._words.rebuild(tx, await tx.get_one(CaseRecord, case.collective_id))
        if workplace_key is not None:
            await _forget_workplace(tx, workplace_key)

    async def end_and_erase(self, tx: AsyncSession, case: CaseRecord, why: str) -> None:
        """As `erase`, and audited; a case that is open is withdrawn for that."""
        if case.status not in CLOSED:
            await self._timeline.move(tx, case, Status.WITHDRAWN, Step(EntryKind.STATUS))
        await self.erase(tx, case)
        await audit(tx, self._clock, None, "case.erased", "case", case.id, {"why": why})


async def _forget_workplace(tx: AsyncSession, key: str) -> None:
    """The name of a place that no case names any more."""
    named = exists().where(CaseRecord.workplace_key == Workplace.key)
    await tx.execute(delete(Workplace).where(Workplace.key == key, ~named))
