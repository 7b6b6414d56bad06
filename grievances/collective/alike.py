"""Reports that say the same: several workers, one workplace, one kind of trouble, within a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.model import CaseKind, Category, StaffMember
from grievances.queue.scope import cases_in_scope
from grievances.units import unit_and_below
from storage.tables import CaseRecord, Mailbox, UnionUnit
from storage.vault import Vault

# Below three, a "collective" would point at a person; and two people at odds with one boss are no pattern yet.
LEAST = 3
WINDOW = timedelta(days=30)
MOST = 200  # reports that are joined at once

_SHOWN = 5
_NEWEST = 300


@dataclass(frozen=True)
class Group:
    """`people`: from how many chats. The key stands for the workplace in addresses."""

    workplace_key: str
    category: Category
    people: int


def joinable(now: datetime) -> ColumnElement[bool]:
    """The condition on CaseRecord for an open report that stands alone."""
    return and_(
        CaseRecord.workplace_key.is_not(None),
        CaseRecord.closed_at.is_(None),
        CaseRecord.kind == CaseKind.GRIEVANCE,
        CaseRecord.collective_id.is_(None),
        CaseRecord.opened_at >= now - WINDOW,
    )


async def groups(tx: AsyncSession, staff: StaffMember, now: datetime) -> list[Group]:
    """Those of the own units, the largest first, among the newest reports: the head of a country is told of what grows
    just now, the officer of a works or of a province of everything."""
    newest: Any = cases_in_scope(staff).with_only_columns(
        CaseRecord.workplace_key, CaseRecord.category, CaseRecord.receipt_hash
    )
    newest = newest.where(joinable(now)).order_by(CaseRecord.opened_at.desc()).limit(_NEWEST).subquery()
    people = func.count(Mailbox.address_hash.distinct())
    query = select(newest.c.workplace_key, newest.c.category, people)
    query = query.join(Mailbox, Mailbox.receipt_hash == newest.c.receipt_hash)
    query = query.group_by(newest.c.workplace_key, newest.c.category).having(people >= LEAST)
    rows = await tx.execute(query.order_by(people.desc(), newest.c.workplace_key).limit(_SHOWN))
    return [Group(key, Category(category), count) for key, category, count in rows]


async def like_case(tx: AsyncSession, staff: StaffMember, case_id: str, now: datetime) -> Group | None:
    """The group of this case; None while it is too small."""
    query = cases_in_scope(staff).where(CaseRecord.id == case_id, joinable(now))
    row = (await tx.execute(query)).one_or_none()
    if row is None or row[0].workplace_key is None:
        return None
    key, category = row[0].workplace_key, Category(row[0].category)
    found = select(func.count(Mailbox.address_hash.distinct())).where(
        Mailbox.receipt_hash.in_([case.receipt_hash for case, _ in await reports(tx, staff, key, category, now)])
    )
    people = await tx.scalar(found) or 0
    return Group(key, category, people) if people >= LEAST else None


async def reports(
    tx: AsyncSession, staff: StaffMember, key: str, category: Category, now: datetime
) -> Sequence[tuple[CaseRecord, str]]:
    """The reports of a group with their units' names, the oldest first."""
    query = cases_in_scope(staff).where(joinable(now), CaseRecord.workplace_key == key, CaseRecord.category == category)
    rows = await tx.execute(query.order_by(CaseRecord.number).limit(MOST))
    return [(case, unit_name) for case, unit_name in rows]


async def like_collective(tx: AsyncSession, collective: CaseRecord, now: datetime) -> Sequence[CaseRecord]:
    """Reports that came since, in the collective's unit and below; whoever asks must be allowed to see those units."""
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == collective.unit_id)) or ""
    query = select(CaseRecord).join(UnionUnit, CaseRecord.unit_id == UnionUnit.id).where(unit_and_below(path))
    query = query.where(
        joinable(now),
        CaseRecord.workplace_key == collective.workplace_key,
        CaseRecord.category == collective.category,
    )
    return (await tx.scalars(query.order_by(CaseRecord.number).limit(MOST))).all()


async def count_people(tx: AsyncSession, vault: Vault, cases: Iterable[CaseRecord], forgotten: bool = True) -> int:
    """How many chats these cases came from. Where the tie to the chat is cut nobody can tell: each counts for one, or
    for none."""
    hashes = {case.receipt_hash for case in cases}
    sealed = (await tx.scalars(select(Mailbox.address_sealed).where(Mailbox.receipt_hash.in_(hashes)))).all()
    chats = {mailboxes.open_address(vault, address) for address in sealed}
    return len(chats) + (len(hashes) - len(sealed) if forgotten else 0)
