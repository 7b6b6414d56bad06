"""Counts of many units, gathered under the units right below the one that a report looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import StaffMember
from grievances.name_order import name_order
from grievances.queue.scope import in_scope
from grievances.reporting.counts import REST, Tally
from grievances.reporting.protect import Part
from grievances.routing.posts import upwards
from grievances.units import unit_and_below
from storage.tables import UnionUnit

MOST_LINES = 70  # the rest is one line


@dataclass(frozen=True)
class Focus:
    """The unit that a report looks at, and for each unit below it, under which line it counts. `above`: the names of
    the units over it, the topmost first."""

    unit_id: str
    name: str
    path: str
    above: Sequence[str]
    line_of: Mapping[str, str]  # unit id → id of the line
    names: Mapping[str, str]

    def line(self) -> ColumnElement[str]:
        """As `line_of`, in a query: the part of a unit's path that follows the own one."""
        below = func.substr(UnionUnit.path, len(self.path) + 1, len(self.unit_id))
        return case((below == "", self.unit_id), else_=below)

    def parts(self, found: Mapping[str, Tally]) -> list[Part]:
        lines: dict[str, Tally] = {}
        for unit_id, tally in found.items():
            line = self.line_of.get(unit_id, REST)
            lines[line] = lines.get(line, Tally()) + tally
        ordered = sorted(lines.items(), key=lambda line: (-line[1].cases, name_order(self.names.get(line[0], ""))))
        shown, rest = ordered[:MOST_LINES], ordered[MOST_LINES:]
        parts = [Part(key, self._label(key), line) for key, line in shown]
        if rest:
            parts.append(Part(REST, "Các đơn vị khác", sum((line for _, line in rest), Tally())))
        return parts

    def _label(self, line: str) -> str:
        return f"Trực tiếp tại {self.name}" if line == self.unit_id else self.names.get(line, "Đơn vị khác")


async def focus_on(tx: AsyncSession, staff: StaffMember, unit_id: str | None) -> Focus:
    """The chosen unit when it is in scope, else the person's own."""
    own = (staff.unit_id, staff.unit_name, staff.unit_path)
    chosen = None
    if unit_id and is_id(unit_id):
        query = select(UnionUnit.id, UnionUnit.name, UnionUnit.path).where(in_scope(staff), UnionUnit.id == unit_id)
        chosen = (await tx.execute(query)).one_or_none()
    focus_id, name, path = tuple(chosen) if chosen else own
    rows = (await tx.execute(select(UnionUnit.id, UnionUnit.name, UnionUnit.path).where(unit_and_below(path)))).all()
    line_of = {unit: below.removeprefix(path).partition("/")[0] or focus_id for unit, _, below in rows}
    names = {unit: title for unit, title, _ in rows}
    return Focus(focus_id, name, path, await _above(tx, focus_id, path), line_of, names)


async def _above(tx: AsyncSession, unit_id: str, path: str) -> Sequence[str]:
    query = select(UnionUnit.name).where(UnionUnit.id.in_(upwards(path)), UnionUnit.id != unit_id)
    return (await tx.scalars(query.order_by(UnionUnit.level))).all()
