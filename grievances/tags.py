"""Tags: the officers' own words for a case. Sealed like every text; a keyed hash finds the cases that share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record
from grievances.model import StaffMember
from grievances.name_order import name_order
from grievances.queue.scope import IS_OPEN, cases_in_scope
from grievances.routing.reach import case_to_change
from grievances.texts import clean_line
from storage.clock import Clock
from storage.errors import RuleViolation
from storage.tables import CaseRecord, CaseTag
from storage.vault import Vault

TAG_MAX = 40
TAGS_PER_CASE = 10
CHOICES = 200
_NEWEST = 500  # open cases whose tags can be chosen

_KEY_CONTEXT = "case.tag"


@dataclass(frozen=True)
class Tag:
    """`key` stands for the name in addresses, where no text of a case may stand."""

    key: str
    name: str


def normalised(typed: str) -> str:
    """NFC, lower case, single spaces, no "#". RuleViolation when nothing or too much is left."""
    name = clean_line(typed.replace("#", " ").lower(), 10 * TAG_MAX)
    if len(name) > TAG_MAX:
        raise RuleViolation(f"Nhãn dài nhất {TAG_MAX} ký tự. Bạn chọn nhãn ngắn hơn nhé.")
    return name


def is_key(value: str) -> bool:
    return len(value) == 64 and set(value) <= set("0123456789abcdef")


class Tags:
    """Each method joins the caller's transaction. They leave the case's version alone: no answer under way is lost."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def add(self, tx: AsyncSession, staff: StaffMember, case_id: str, typed: str) -> None:
        """The same tag twice is one. RuleViolation for a bad name or one too many."""
        await case_to_change(tx, staff, case_id)
        name = normalised(typed)
        here = await self.of_case(tx, case_id)
        if any(tag.name == name for tag in here):
            return
        if len(here) >= TAGS_PER_CASE:
            raise RuleViolation(f"Mỗi vụ việc có nhiều nhất {TAGS_PER_CASE} nhãn. Bạn bỏ bớt một nhãn nhé.")
        sealed = self._vault.seal(name, _context(case_id))
        key = await self._key(tx, name)
        tx.add(CaseTag(case_id=case_id, key=key, name_sealed=sealed, staff_id=staff.id, at=self._clock()))
        await tx.flush()
        await record(tx, self._clock, staff, "case.tagged", "case", case_id)

    async def remove(self, tx: AsyncSession, staff: StaffMember, case_id: str, key: str) -> None:
        """Nothing happens when it is gone already."""
        await case_to_change(tx, staff, case_id)
        gone: Any = await tx.execute(delete(CaseTag).where(CaseTag.case_id == case_id, CaseTag.key == key))
        if gone.rowcount:
            await record(tx, self._clock, staff, "case.untagged", "case", case_id)

    async def of_case(self, tx: AsyncSession, case_id: str) -> list[Tag]:
        """By name; for a case that the caller has just been allowed to read."""
        rows = await tx.scalars(select(CaseTag).where(CaseTag.case_id == case_id))
        return sorted((self._tag(row) for row in rows), key=lambda tag: name_order(tag.name))

    async def in_use(self, tx: AsyncSession, staff: StaffMember) -> Sequence[Tag]:
        """On the open cases of this unit and below that changed last, by name: the most used, when there are very
        many. A tag of old cases is found from the page of a case that has it."""
        newest: Any = cases_in_scope(staff).with_only_columns(CaseRecord.id).where(IS_OPEN)
        newest = newest.order_by(CaseRecord.updated_at.desc()).limit(_NEWEST).subquery()
        used = select(CaseTag.key, func.min(CaseTag.case_id).label("case_id")).join(
            newest, CaseTag.case_id == newest.c.id
        )
        sample = used.group_by(CaseTag.key).order_by(func.count().desc()).limit(CHOICES).subquery()
        same = and_(CaseTag.key == sample.c.key, CaseTag.case_id == sample.c.case_id)
        rows = await tx.scalars(select(CaseTag).join(sample, same))
        return sorted((self._tag(row) for row in rows), key=lambda tag: name_order(tag.name))

    def _tag(self, row: CaseTag) -> Tag:
        return Tag(row.key, self._vault.open(row.name_sealed, _context(row.case_id)))

    async def _key(self, tx: AsyncSession, name: str) -> str:
        """The key under which it is known already, also from before the secret changed."""
        keys = self._vault.index_candidates(name, _KEY_CONTEXT)
        return await tx.scalar(select(CaseTag.key).where(CaseTag.key.in_(keys)).limit(1)) or keys[0]


def _context(case_id: str) -> str:
    return f"case.tag:{case_id}"
