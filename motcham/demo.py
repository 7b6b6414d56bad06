"""A small union to try everything with: a unit tree and one account of each role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import add_staff
from grievances.model import Role
from grievances.units import create_unit
from storage.clock import Clock
from storage.database import Database
from storage.tables import Staff, UnionUnit

DEMO_DOMAIN = "demo.motcham.vn"


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    role: Role
    unit_code: str
    note: str


ACCOUNTS = (
    DemoAccount(f"admin@{DEMO_DOMAIN}", "Trần Thu Hà", Role.ADMIN, "TLD", "quản trị, thấy mọi đơn vị"),
    DemoAccount(f"canbo@{DEMO_DOMAIN}", "Nguyễn Văn Bình", Role.OFFICER, "BN", "cán bộ, nhận phản ánh"),
    DemoAccount(f"bientap@{DEMO_DOMAIN}", "Lê Minh Châu", Role.TRAINER, "TLD", "biên soạn câu trả lời"),
    DemoAccount(f"danhtinh@{DEMO_DOMAIN}", "Vũ Thị Hạnh", Role.CUSTODIAN, "BN", "giữ danh tính, duyệt xem liên hệ"),
    DemoAccount(f"khac@{DEMO_DOMAIN}", "Phạm Quốc Dũng", Role.OFFICER, "HP", "cán bộ đơn vị khác, không thấy gì"),
)


async def seed(database: Database, clock: Clock, password: str) -> str | None:
    """Make the demo union unless some staff exist. Return the password of the new accounts, or None. The accounts need
    no second factor, but only while nobody on another machine can reach the console (`Settings.only_here`)."""
    async with database.transaction() as tx:
        if await tx.scalar(select(Staff.id).limit(1)) is not None:
            return None
        units = await _ensure_units(tx)
        chosen = password or secrets.token_urlsafe(9)
        for account in ACCOUNTS:
            unit_id = units[account.unit_code]
            staff = await add_staff(tx, clock, account.email, account.name, account.role, unit_id, chosen)
            staff.second_factor_waived = True
    return chosen


async def _ensure_units(tx: AsyncSession) -> dict[str, str]:
    known = {unit.code: unit.id for unit in await tx.scalars(select(UnionUnit))}
    if known:
        return known
    root = await create_unit(tx, "TLD", "Tổng Liên đoàn Lao động Việt Nam", None)
    bac_ninh = await create_unit(tx, "BN", "Liên đoàn Lao động tỉnh Bắc Ninh", root.id, is_intake=True)
    hai_phong = await create_unit(tx, "HP", "Liên đoàn Lao động thành phố Hải Phòng", root.id)
    hoa_sen = await create_unit(tx, "BN-HOASEN", "Công đoàn cơ sở Công ty May Hoa Sen", bac_ninh.id)
    song_hong = await create_unit(tx, "BN-SONGHONG", "Công đoàn cơ sở Công ty Điện tử Sông Hồng", bac_ninh.id)
    return {unit.code: unit.id for unit in (root, bac_ninh, hai_phong, hoa_sen, song_hong)}
