"""Whom an officer may filter by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import StaffMember
from grievances.name_order import name_order
from grievances.permissions import Permission, roles_that_may
from grievances.queue.scope import in_scope
from storage.tables import Staff, UnionUnit

_MOST_PEOPLE = 200
_HANDLERS = roles_that_may(Permission.CASE_HANDLE)


@dataclass(frozen=True)
class Person:
    id: str
    name: str


async def people_to_filter_by(tx: AsyncSession, staff: StaffMember, chosen: str | None) -> Sequence[Person]:
    """Those who handle cases in this unit and below, by name, without the one who asks; the one chosen is among them
    when in scope, however many there are."""
    query = select(Staff.id, Staff.name).join(UnionUnit, Staff.unit_id == UnionUnit.id)
    query = query.where(in_scope(staff), Staff.role.in_(_HANDLERS), Staff.active, Staff.id != staff.id)
    rows = await tx.execute(query.order_by((Staff.id == (chosen or "")).desc(), Staff.name).limit(_MOST_PEOPLE))
    return sorted((Person(*row) for row in rows), key=lambda person: name_order(person.name))
