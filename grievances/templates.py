"""Reply templates: answers that are often needed, written once by who may, used by every officer below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record
from grievances.identifiers import is_id
from grievances.model import Category, StaffMember
from grievances.name_order import name_order
from grievances.numbers import shown_number
from grievances.permissions import Permission, may
from grievances.texts import clean_line, clean_text
from grievances.units import unit_and_below
from storage.clock import Clock, new_id
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import ReplyTemplate, Staff, UnionUnit

TITLE_MAX = 80
BODY_MAX = 1_900  # with the placeholders filled in it must fit into one message on Zalo
PLACEHOLDERS: Mapping[str, str] = {"ma_vu_viec": "mã vụ việc", "don_vi": "tên đơn vị Công đoàn"}

_OBJECT = "template"
_BRACED = re.compile(r"\{([^{}]*)\}")
_CHANGED = "Người khác vừa sửa mẫu này. Bạn xem bản mới rồi sửa lại nhé."


@dataclass(frozen=True)
class TemplateView:
    """`editable`: it belongs to the reader's unit or one below."""

    id: str
    title: str
    body: str
    category: Category | None
    unit_id: str
    unit_name: str
    author: str
    updated_at: datetime
    archived: bool
    version: int
    editable: bool


@dataclass(frozen=True)
class Draft:
    """What somebody wants a template to say."""

    title: str
    body: str
    category: Category | None
    unit_id: str


def fillable(text: str) -> str:
    """The words made clean, for many cases. RuleViolation for a placeholder that nothing fills in."""
    body = clean_text(text, BODY_MAX)
    for found in _BRACED.findall(body):
        if found not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise RuleViolation(f"Mẫu có chỗ điền “{{{found}}}” mà trang không biết. Dùng được: {known}.")
    return body


def has_placeholders(text: str) -> bool:
    return any(found in PLACEHOLDERS for found in _BRACED.findall(text))


def filled(body: str, number: int, unit_name: str) -> str:
    """With the placeholders replaced; for an answer about this case."""
    values = {"ma_vu_viec": shown_number(number), "don_vi": unit_name}
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), body)


class Templates:
    """Each method joins the caller's transaction. What holds in no unit of the reader is NotFound."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def usable(
        self, tx: AsyncSession, staff: StaffMember, category: Category | None = None
    ) -> Sequence[TemplateView]:
        """Those of the own unit and the units above that fit the category, the fitting ones first; without a category
        all of them, those for any matter last."""
        query = _templates().where(_holds_for(staff), ReplyTemplate.archived_at.is_(None))
        if category is not None:
            query = query.where(or_(ReplyTemplate.category == category, ReplyTemplate.category.is_(None)))
        rows = await tx.execute(query.order_by(ReplyTemplate.category.is_(None), ReplyTemplate.title).limit(100))
        found = [_view(staff, *row) for row in rows]
        return sorted(found, key=lambda template: (template.category is None, name_order(template.title)))

    async def page(
        self, tx: AsyncSession, staff: StaffMember, archived: bool, page: int, per_page: int
    ) -> tuple[Sequence[TemplateView], int]:
        """By title: what holds for the own unit, and what the units below have."""
        _check_reads(staff)
        query = _templates().where(or_(_holds_for(staff), unit_and_below(staff.unit_path)))
        query = query.where(ReplyTemplate.archived_at.is_not(None) if archived else ReplyTemplate.archived_at.is_(None))
        titles = (await tx.execute(query.with_only_columns(ReplyTemplate.id, ReplyTemplate.title))).all()
        ordered = sorted(titles, key=lambda row: (name_order(row.title), row.id))
        shown = [row.id for row in ordered[(page - 1) * per_page : page * per_page]]
        rows = await tx.execute(query.where(ReplyTemplate.id.in_(shown)))
        views = [_view(staff, *row) for row in rows]
        return sorted(views, key=lambda template: (name_order(template.title), template.id)), len(titles)

    async def one(self, tx: AsyncSession, staff: StaffMember, template_id: str) -> TemplateView:
        _check_reads(staff)
        query = _templates().where(or_(_holds_for(staff), unit_and_below(staff.unit_path)))
        row = (await tx.execute(query.where(ReplyTemplate.id == template_id))).one_or_none()
        if row is None:
            raise NotFound
        return _view(staff, *row)

    async def write(self, tx: AsyncSession, staff: StaffMember, draft: Draft) -> str:
        """A new template. RuleViolation for what a template may not be."""
        checked = await self._checked(tx, staff, draft)
        template = ReplyTemplate(id=new_id(), version=0)
        self._set(template, staff, checked)
        tx.add(template)
        await tx.flush()
        await record(tx, self._clock, staff, "template.written", _OBJECT, template.id)
        return template.id

    async def change(self, tx: AsyncSession, staff: StaffMember, template_id: str, version: int, draft: Draft) -> None:
        """Conflict when somebody else changed it since it was read."""
        template = await self._own(tx, staff, template_id)
        checked = await self._checked(tx, staff, draft)
        if template.version != version:
            raise Conflict(_CHANGED)
        self._set(template, staff, checked)
        await record(tx, self._clock, staff, "template.changed", _OBJECT, template_id)

    async def archive(self, tx: AsyncSession, staff: StaffMember, template_id: str, archived: bool) -> None:
        """Take it out of the officers' choice, or put it back."""
        template = await self._own(tx, staff, template_id)
        template.archived_at = self._clock() if archived else None
        if archived:
            await record(tx, self._clock, staff, "template.archived", _OBJECT, template_id)
        else:
            await record(tx, self._clock, staff, "template.restored", _OBJECT, template_id)

    async def _own(self, tx: AsyncSession, staff: StaffMember, template_id: str) -> ReplyTemplate:
        _check_writes(staff)
        query = select(ReplyTemplate).join(UnionUnit, ReplyTemplate.unit_id == UnionUnit.id)
        query = query.where(unit_and_below(staff.unit_path), ReplyTemplate.id == template_id)
        template = await tx.scalar(query.with_for_update(of=ReplyTemplate)) if is_id(template_id) else None
        if template is None:
            raise NotFound
        return template

    async def _checked(self, tx: AsyncSession, staff: StaffMember, draft: Draft) -> Draft:
        _check_writes(staff)
        body = fillable(draft.body)
        known_unit = select(UnionUnit.id).where(unit_and_below(staff.unit_path), UnionUnit.id == draft.unit_id)
        if await tx.scalar(known_unit) is None:
            raise RuleViolation("Bạn chọn đơn vị dùng mẫu này giúp nhé.")
        return Draft(clean_line(draft.title, TITLE_MAX), body, draft.category, draft.unit_id)

    def _set(self, template: ReplyTemplate, staff: StaffMember, draft: Draft) -> None:
        template.title, template.body, template.category = draft.title, draft.body, draft.category
        template.unit_id, template.staff_id, template.updated_at = draft.unit_id, staff.id, self._clock()
        template.version += 1


def _templates() -> Any:
    query = select(ReplyTemplate, UnionUnit.name, UnionUnit.path, Staff.name)
    query = query.join(UnionUnit, ReplyTemplate.unit_id == UnionUnit.id)
    return query.join(Staff, ReplyTemplate.staff_id == Staff.id)


def _holds_for(staff: StaffMember) -> ColumnElement[bool]:
    return ReplyTemplate.unit_id.in_(staff.unit_path.strip("/").split("/"))


def _view(staff: StaffMember, template: ReplyTemplate, unit_name: str, unit_path: str, author: str) -> TemplateView:
    return TemplateView(
        id=template.id,
        title=template.title,
        body=template.body,
        category=Category(template.category) if template.category else None,
        unit_id=template.unit_id,
        unit_name=unit_name,
        author=author,
        updated_at=template.updated_at,
        archived=template.archived_at is not None,
        version=template.version,
        editable=may(staff.role, Permission.TEMPLATE_EDIT) and unit_path.startswith(staff.unit_path),
    )


def _check_reads(staff: StaffMember) -> None:
    if not may(staff.role, Permission.CASE_HANDLE):
        raise NotFound


def _check_writes(staff: StaffMember) -> None:
    if not may(staff.role, Permission.TEMPLATE_EDIT):
        raise NotFound
