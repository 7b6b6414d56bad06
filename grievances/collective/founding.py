"""The case record of a new collective: as grave and as urgent as its gravest and most urgent report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.clocks import deadlines
from grievances.collective.workplaces import Workplaces
from grievances.model import CaseKind, Severity, StaffMember, Status
from grievances.numbers import next_number
from grievances.receipts import RECEIPT_CONTEXT, new_receipt
from storage.clock import Clock, in_vietnam, new_id
from storage.tables import CaseRecord, Collective, UnionUnit
from storage.vault import Vault

_CHANNEL = "collective"


async def found_collective(
    tx: AsyncSession, vault: Vault, clock: Clock, staff: StaffMember, cases: Sequence[CaseRecord]
) -> CaseRecord:
    """An own case with an own number, in the lowest unit above all of them. Its receipt is told to nobody."""
    now, case_id, key = clock(), new_id(), cases[0].workplace_key or ""
    name = (await Workplaces(vault, clock).names(tx, staff, [key])).get(key, "")
    taken_up = [case.acknowledged_at for case in cases if case.acknowledged_at is not None]
    collective = CaseRecord(
        id=case_id,
        number=await next_number(tx),
        kind=CaseKind.COLLECTIVE,
        category=cases[0].category,
        severity=max((Severity(case.severity) for case in cases), key=list(Severity).index),
        status=Status.IN_PROGRESS if taken_up else Status.RECEIVED,
        unit_id=await _common_unit(tx, {case.unit_id for case in cases}),
        receipt_hash=vault.index(new_receipt(), RECEIPT_CONTEXT),
        workplace_key=key,
        workplace_sealed=vault.seal(name, f"case.workplace:{case_id}") if name else None,
        channel_kind=_CHANNEL,
        opened_at=now,
        opened_on=in_vietnam(now).date(),
        updated_at=now,
        version=1,
        rises=0,
        reopened=0,
        acknowledged_at=min(taken_up, default=None),
    )
    deadlines.start(collective, now)
    collective.acknowledge_by = _earliest(case.acknowledge_by for case in cases) or collective.acknowledge_by
    collective.answer_by = _earliest(case.answer_by for case in cases) or collective.answer_by
    deadlines.keep_up(collective, Status(collective.status), now)
    tx.add(collective)
    await tx.flush()
    tx.add(Collective(case_id=case_id, auto_join=False))
    await tx.flush()
    return collective


async def _common_unit(tx: AsyncSession, unit_ids: set[str]) -> str:
    paths = (await tx.scalars(select(UnionUnit.path).where(UnionUnit.id.in_(unit_ids)))).all()
    steps = zip(*(path.strip("/").split("/") for path in paths), strict=False)
    shared: list[str] = [step[0] for step in takewhile(lambda step: len(set(step)) == 1, steps)]
    return shared[-1]


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
