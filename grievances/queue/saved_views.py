"""Filters that officers come back to, with a name: sealed, since a name or a search may tell of a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.permissions import Permission, may
from grievances.texts import clean_line
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import SavedView
from storage.vault import Vault

MOST_VIEWS = 20  # of one person
NAME_MAX = 60


@dataclass(frozen=True)
class View:
    """`filters` is the list's address without what was searched for, which `words` holds."""

    id: str
    name: str
    filters: str = field(repr=False)
    words: str = field(repr=False)
    mine: bool
    shared: bool


class SavedViews:
    """Each method joins the caller's transaction. The view of another is NotFound, unless shared with one's unit."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def save(
        self, tx: AsyncSession, staff: StaffMember, name: str, filters: str, words: str, *, shared: bool
    ) -> str:
        """RuleViolation for a bad name or one view too many. Who may not assign shares with nobody."""
        _reader(staff)
        query = select(func.count(), func.max(SavedView.position)).where(SavedView.owner_id == staff.id)
        count, last = (await tx.execute(query)).one()
        if count >= MOST_VIEWS:
            raise RuleViolation(f"Bạn lưu được nhiều nhất {MOST_VIEWS} bộ lọc. Bạn xóa bớt một bộ lọc cũ nhé.")
        shares = shared and may(staff.role, Permission.CASE_ASSIGN)
        row = SavedView(owner_id=staff.id, unit_id=staff.unit_id if shares else None, position=(last or 0) + 1,
                        content_sealed=b"", created_at=self._clock())  # fmt: skip
        tx.add(row)
        await tx.flush()
        self._seal(row, _name(name), filters, words)
        return row.id

    async def all(self, tx: AsyncSession, staff: StaffMember) -> Sequence[View]:
        """One's own in their order, then those that the unit shares."""
        _reader(staff)
        rows = (await tx.scalars(select(SavedView).where(_visible(staff)))).all()
        views = sorted(rows, key=lambda row: (row.owner_id != staff.id, row.position, row.created_at))
        return [self._view(row, staff) for row in views]

    async def get(self, tx: AsyncSession, staff: StaffMember, view_id: str) -> View:
        _reader(staff)
        query = select(SavedView).where(SavedView.id == view_id, _visible(staff))
        row = await tx.scalar(query) if is_id(view_id) else None
        if row is None:
            raise NotFound
        return self._view(row, staff)

    async def rename(self, tx: AsyncSession, staff: StaffMember, view_id: str, name: str) -> None:
        row = await self._own(tx, staff, view_id)
        kept = self._view(row, staff)
        self._seal(row, _name(name), kept.filters, kept.words)

    async def delete(self, tx: AsyncSession, staff: StaffMember, view_id: str) -> None:
        await tx.delete(await self._own(tx, staff, view_id))

    async def move_up(self, tx: AsyncSession, staff: StaffMember, view_id: str) -> None:
        """Change places with the one before; the first one stays."""
        row = await self._own(tx, staff, view_id)
        before = await tx.scalar(
            select(SavedView)
            .where(SavedView.owner_id == staff.id, SavedView.position < row.position)
            .order_by(SavedView.position.desc())
            .limit(1)
        )
        if before is not None:
            before.position, row.position = row.position, before.position

    async def _own(self, tx: AsyncSession, staff: StaffMember, view_id: str) -> SavedView:
        _reader(staff)
        row = await tx.get(SavedView, view_id, with_for_update=True) if is_id(view_id) else None
        if row is None or row.owner_id != staff.id:
            raise NotFound
        return row

    def _seal(self, row: SavedView, name: str, filters: str, words: str) -> None:
        content = {"name": name, "filters": filters, "words": words}
        row.content_sealed = self._vault.seal_json(content, f"saved_view:{row.id}")

    def _view(self, row: SavedView, staff: StaffMember) -> View:
        content = self._vault.open_json(row.content_sealed, f"saved_view:{row.id}")
        return View(row.id, content["name"], content["filters"], content["words"], row.owner_id == staff.id,
                    row.unit_id is not None)  # fmt: skip


def _visible(staff: StaffMember) -> ColumnElement[bool]:
    shared = and_(SavedView.unit_id.is_not(None), SavedView.unit_id == staff.unit_id)
    return or_(SavedView.owner_id == staff.id, shared)


def _reader(staff: StaffMember) -> None:
    if not may(staff.role, Permission.CASE_READ):
        raise NotFound


def _name(typed: str) -> str:
    name = clean_line(typed, 10 * NAME_MAX)
    if len(name) > NAME_MAX:
        raise RuleViolation(f"Tên bộ lọc dài nhất {NAME_MAX} ký tự. Bạn đặt tên ngắn hơn nhé.")
    return name
