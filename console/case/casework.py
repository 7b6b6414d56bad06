"""What a case page shows besides the case itself: its tags, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from console.services import ConsoleServices
from grievances.collective.alike import Group, like_case
from grievances.model import CaseKind, CaseView, Category, StaffMember
from grievances.relations import RelatedCases
from grievances.tags import TAG_MAX, TAGS_PER_CASE, Tags
from grievances.templates import Templates, filled


async def casework_of(
    tx: AsyncSession, services: ConsoleServices, member: StaffMember, case: CaseView
) -> dict[str, Any]:
    """For a case that this member has just been allowed to read."""
    tags = Tags(services.vault, services.clock)
    may_change = case.may_handle
    collective = None
    if case.row.kind is CaseKind.COLLECTIVE:
        collective = await services.desk.collectives.view(tx, member, case.row.case_id)
    return {
        "collective": collective,
        "alike": await _alike(tx, services, member, case) if may_change else (),
        "may_change": may_change,
        "tags": await tags.of_case(tx, case.row.case_id),
        "tag_choices": await tags.in_use(tx, member) if may_change else (),
        "reply_templates": await _templates(tx, services, member, case) if may_change else (),
        "has_law": services.topics is not None,
        "relations": await RelatedCases(services.vault, services.clock).of_case(tx, member, case.row.case_id),
        "tag_limits": {"length": TAG_MAX, "count": TAGS_PER_CASE},
    }


async def _alike(tx: AsyncSession, services: ConsoleServices, member: StaffMember, case: CaseView) -> Sequence[Group]:
    """The group that this case belongs to, when it is one."""
    if case.row.kind is not CaseKind.GRIEVANCE:
        return ()
    group = await like_case(tx, member, case.row.case_id, services.clock())
    return (group,) if group else ()


@dataclass(frozen=True)
class Insertable:
    """A template with its placeholders filled in for this case."""

    id: str
    title: str
    text: str


async def _templates(
    tx: AsyncSession, services: ConsoleServices, member: StaffMember, case: CaseView
) -> Sequence[Insertable]:
    return await insertables(tx, services, member, case.row.category, case.row.number, case.row.unit_name)


async def insertables(
    tx: AsyncSession, services: ConsoleServices, member: StaffMember, category: Category, number: int, unit_name: str
) -> Sequence[Insertable]:
    """The templates for an answer in this case."""
    found = await Templates(services.clock).usable(tx, member, category)
    return [Insertable(one.id, one.title, filled(one.body, number, unit_name)) for one in found]
