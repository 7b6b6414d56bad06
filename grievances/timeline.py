"""The timeline of a case: sealed when written, opened only for the eyes that may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.clocks import milestones
from grievances.collective.said import said_by_members
from grievances.merges import told_in
from grievances.model import EntryKind, EntryView, StaffMember, Status
from grievances.queue.search import ENTRY_KINDS, WordIndex
from storage.clock import Clock, in_vietnam
from storage.tables import CaseEntry, CaseRecord, Staff
from storage.vault import Vault

WORKER, STAFF, SYSTEM = "worker", "staff", "system"
_SHARED, _INTERNAL = "worker", "internal"
_UNION = "Công đoàn"  # workers hear the union, not a person: officers are not to be sought out


@dataclass(frozen=True)
class Step:
    """What is about to be written. `staff` is the actor unless None."""

    kind: EntryKind
    body: str = ""
    actor: str = WORKER
    staff: StaffMember | None = None
    internal: bool = False
    status_from: Status | None = None
    status_to: Status | None = None
    media_id: str | None = None


class Timeline:
    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._words = WordIndex(vault)

    async def add(self, tx: AsyncSession, case_id: str, step: Step) -> int:
        """Append a step and return its id, which grows along the case. What people wrote can be searched then."""
        entry = CaseEntry(
            case_id=case_id,
            kind=step.kind,
            actor=STAFF if step.staff else step.actor,
            staff_id=step.staff.id if step.staff else None,
            visibility=_INTERNAL if step.internal else _SHARED,
            body_sealed=self._vault.seal(step.body, _context(case_id)) if step.body else None,
            status_from=step.status_from,
            status_to=step.status_to,
            media_id=step.media_id,
            at=self._clock(),
        )
        tx.add(entry)
        await tx.flush()
        if step.body and step.kind in ENTRY_KINDS and entry.actor != SYSTEM:
            told = entry.actor == WORKER and not step.internal
            await self._words.add(tx, case_id, step.body, told=told)
        return entry.id

    async def move(self, tx: AsyncSession, record: CaseRecord, to: Status, step: Step) -> int:
        """Set the status and write it down; `step` says who and why."""
        moved = replace(step, kind=EntryKind.STATUS, status_from=Status(record.status), status_to=to)
        milestones.move(record, to, self._clock(), by_staff=step.staff is not None)
        return await self.add(tx, record.id, moved)

    async def for_worker(self, tx: AsyncSession, case_id: str) -> Sequence[EntryView]:
        """Without internal steps, and without officers' names."""
        query = select(CaseEntry).where(told_in(case_id), CaseEntry.visibility == _SHARED)
        entries = await tx.scalars(query.order_by(CaseEntry.id))
        return tuple(self._view(entry, _UNION if entry.actor == STAFF else "") for entry in entries)

    async def for_staff(self, tx: AsyncSession, case_id: str) -> Sequence[EntryView]:
        rows = await tx.execute(_with_names().where(told_in(case_id)).order_by(CaseEntry.id))
        return tuple(self._view(entry, name or "") for entry, name in rows)

    async def latest(self, tx: AsyncSession, case_id: str, kinds: Sequence[EntryKind], limit: int) -> list[EntryView]:
        """The last steps of these kinds as staff see them, the oldest first."""
        query: Any = select(CaseEntry, Staff.name).join(Staff, CaseEntry.staff_id == Staff.id, isouter=True)
        query = query.where(CaseEntry.case_id == case_id, CaseEntry.kind.in_(kinds))
        rows = await tx.execute(query.order_by(CaseEntry.id.desc()).limit(limit))
        return [self._view(entry, name or "") for entry, name in reversed(rows.all())]

    async def for_collective(self, tx: AsyncSession, case_id: str) -> Sequence[EntryView]:
        """The collective case's own steps and what its members said: in order, but between two steps of the union
        nothing tells which of them belong together, and only the day stands there."""
        own = await tx.execute(_with_names().where(CaseEntry.case_id == case_id))
        said = await tx.scalars(said_by_members(case_id))
        rows = sorted([*((entry, name or "") for entry, name in own), *((entry, "") for entry in said)], key=_by_id)
        shown: list[EntryView] = []
        for from_members, run in groupby(rows, key=lambda row: row[0].case_id != case_id):
            entries = sorted(run, key=_shuffled if from_members else _by_id)
            shown.extend(self._view(entry, name) for entry, name in entries)
        return tuple(entry if entry.actor == STAFF else replace(entry, day_only=True, id=0) for entry in shown)

    def _view(self, entry: CaseEntry, actor_name: str) -> EntryView:
        sealed = entry.body_sealed
        return EntryView(
            kind=EntryKind(entry.kind),
            actor=entry.actor,
            actor_name=actor_name,
            body=self._vault.open(sealed, _context(entry.case_id)) if sealed else "",
            at=entry.at,
            internal=entry.visibility == _INTERNAL,
            status_to=Status(entry.status_to) if entry.status_to else None,
            media_id=entry.media_id,
            id=entry.id,
        )


def _with_names() -> Any:
    return select(CaseEntry, Staff.name).join(Staff, CaseEntry.staff_id == Staff.id, isouter=True)


def _by_id(row: tuple[CaseEntry, str]) -> Any:
    return row[0].id


def _shuffled(row: tuple[CaseEntry, str]) -> Any:
    """By day, then by what is random in each: the nonce of the sealed text, the id of the picture."""
    entry = row[0]
    return in_vietnam(entry.at).date(), entry.body_sealed or b"", entry.media_id or ""


def _context(case_id: str) -> str:
    return f"case.entry:{case_id}"
