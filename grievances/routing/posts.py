"""Where a case can be looked after: the units from its own one upwards with somebody who may handle it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.permissions import Permission, roles_that_may
from storage.tables import CaseExclusion, CaseUnit, Staff, UnionUnit

HANDLERS = roles_that_may(Permission.CASE_HANDLE)
BARRED, FORMER = "barred", "former"  # CaseUnit.standing


@dataclass(frozen=True)
class Post:
    """A unit where somebody can see the case."""

    unit_id: str
    name: str


async def posts(tx: AsyncSession, unit_id: str, case_id: str) -> list[Post]:
    """This unit and those above where somebody is left for a case, the nearest first: not whom the case is about, nor a
    unit that the worker does not want."""
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id)) or ""
    excluded = select(CaseExclusion.staff_id).where(CaseExclusion.case_id == case_id)
    somebody = exists().where(
        Staff.unit_id == UnionUnit.id, Staff.active, Staff.role.in_(HANDLERS), Staff.id.not_in(excluded)
    )
    query = select(UnionUnit.id, UnionUnit.name).where(UnionUnit.id.in_(upwards(path)), somebody)
    found = [Post(*row) for row in await tx.execute(query.order_by(UnionUnit.level.desc()))]
    barred = await barred_units(tx, case_id)
    return [post for post in found if post.unit_id not in barred]


async def posts_above(tx: AsyncSession, unit_id: str, reached_id: str, case_id: str) -> list[Post]:
    """Those of the unit's posts that are further up than another unit on its way."""
    path = await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == reached_id)) or ""
    passed = set(upwards(path)) - {reached_id}
    return [post for post in await posts(tx, unit_id, case_id) if post.unit_id in passed]


async def barred_units(tx: AsyncSession, case_id: str) -> frozenset[str]:
    """Those that the worker asked not to tell."""
    query = select(CaseUnit.unit_id).where(CaseUnit.case_id == case_id, CaseUnit.standing == BARRED)
    return frozenset(await tx.scalars(query))


def upwards(path: str) -> list[str]:
    """The ids of the unit with this path and of all above it."""
    return path.strip("/").split("/")
