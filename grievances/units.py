"""The union tree: three levels, each unit with a path so that "this unit and below" is one condition of a query."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, false, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import new_id
from storage.errors import ConfigError, NotFound, RuleViolation
from storage.tables import UnionUnit

MAX_LEVEL = 3
_CODE_MAX, _NAME_MAX = 40, 200
_PATH = re.compile(r"/(?:[0-9a-f]{32}/)+")


async def create_unit(
    tx: AsyncSession, code: str, name: str, parent_id: str | None, is_intake: bool = False
) -> UnionUnit:
    """Add a unit under its parent. There is one intake unit: marking a new one unmarks the old."""
    code, name = code.strip(), name.strip()
    if not 0 < len(code) <= _CODE_MAX or not 0 < len(name) <= _NAME_MAX:
        raise RuleViolation("Mã đơn vị cần từ 1 đến 40 ký tự, tên đơn vị từ 1 đến 200 ký tự.")
    if await unit_by_code(tx, code) is not None:
        raise RuleViolation("Mã đơn vị này đã có rồi.")
    above_path, level = await _place_under(tx, parent_id)
    if is_intake:
        await tx.execute(update(UnionUnit).values(is_intake=False))
    unit_id = new_id()
    unit = UnionUnit(
        id=unit_id,
        parent_id=parent_id,
        code=code,
        name=name,
        level=level,
        path=f"{above_path}{unit_id}/",
        is_intake=is_intake,
    )
    tx.add(unit)
    await tx.flush()
    return unit


async def intake_unit_id(tx: AsyncSession) -> str:
    """Where a case goes that names no unit: the intake unit, or else the topmost one. ConfigError without any unit."""
    query = select(UnionUnit.id).order_by(UnionUnit.is_intake.desc(), UnionUnit.level, UnionUnit.code).limit(1)
    found = await tx.scalar(query)
    if found is None:
        raise ConfigError(
            "Chưa có đơn vị công đoàn nào để nhận phản ánh. Hãy tạo đơn vị hoặc chạy `motcham demo seed`."
        )
    return found


async def unit_by_code(tx: AsyncSession, code: str) -> UnionUnit | None:
    return await tx.scalar(select(UnionUnit).where(UnionUnit.code == code))


async def is_of_a_company(tx: AsyncSession, unit_id: str) -> bool:
    """Whether this is a grassroots unit with one above, whose officers are colleagues of who reports."""
    unit = await tx.get(UnionUnit, unit_id)
    return unit is not None and unit.level == MAX_LEVEL and unit.parent_id is not None


def unit_and_below(path: str) -> ColumnElement[bool]:
    """The condition "in this unit or below". A path that is none matches nothing, lest "" mean everything."""
    if not _PATH.fullmatch(path):
        return false()
    return UnionUnit.path.startswith(path, autoescape=True)


async def _place_under(tx: AsyncSession, parent_id: str | None) -> tuple[str, int]:
    if parent_id is None:
        return "/", 1
    parent = await tx.get(UnionUnit, parent_id)
    if parent is None:
        raise NotFound
    if parent.level >= MAX_LEVEL:
        raise RuleViolation("Cây đơn vị chỉ có ba cấp; không thêm được cấp dưới nữa.")
    return parent.path, parent.level + 1
