"""Who stands behind the cases of a small report: five cases of one worker are not five persons.

Workers are told apart by the keyed hash of their chat; a case that is tied to no chat any more counts as a person of
its own. Only reports of a few cases are looked at so: among many, a cell of few persons would need somebody who floods
it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import CaseFilter
from grievances.privacy.small_groups import LEAST_PERSONS
from grievances.queue.filters import Seeing, conditions_of
from grievances.reporting.counts import REST, among, dimensions
from storage.tables import CaseRecord, Mailbox

MOST = 1_000  # cases of a report that is looked at


@dataclass(frozen=True)
class Persons:
    """One line for each case: what it counts as, and whose it is. Without lines nobody was looked at."""

    lines: Sequence[tuple[Mapping[str, str], str]] = ()

    def few(self, *names: str) -> frozenset[tuple[str, ...]]:
        """The cells of these dimensions that hold fewer persons than may be shown."""
        found: dict[tuple[str, ...], set[str]] = {}
        for values, person in self.lines:
            found.setdefault(tuple(values[name] for name in names), set()).add(person)
        return frozenset(cell for cell, persons in found.items() if len(persons) < LEAST_PERSONS)

    def gathered(self, name: str, own: Collection[str], line: str) -> Persons:
        """The same, with one line for all but these."""
        return Persons(
            [(values if values[name] in own else {**values, name: line}, person) for values, person in self.lines]
        )


async def persons(
    tx: AsyncSession, seeing: Seeing, wanted: CaseFilter, total: int, line_of: Mapping[str, str]
) -> Persons:
    """`line_of`: under which line of the report each unit counts."""
    if total > MOST:
        return Persons()
    columns = dimensions(seeing.now) | {"unit": CaseRecord.unit_id, "workplace": CaseRecord.workplace_key}
    whose = func.coalesce(Mailbox.address_hash, CaseRecord.id)
    conditions = await conditions_of(tx, seeing, wanted)
    query = among(seeing, [*columns.values(), whose], conditions)
    rows = await tx.execute(query.outerjoin(Mailbox, Mailbox.receipt_hash == CaseRecord.receipt_hash))
    lines = []
    for *values, person in rows:
        named = dict(zip(columns, values, strict=True))
        own = {"unit": line_of.get(named["unit"], named["unit"]), "workplace": named["workplace"] or REST}
        lines.append((named | own, person))
    return Persons(lines)
