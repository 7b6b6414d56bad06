"""The units of the demo union, and one account of each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import add_newcomer, check_newcomer, load_member
from console.access.passwords import hash_password
from grievances.model import Role, StaffMember
from grievances.units import create_unit
from storage.clock import Clock

_DOMAIN = "demo.motcham.vn"


@dataclass(frozen=True)
class DemoAccount:
    """`key`: what the stories call the person, and the first part of the address."""

    key: str
    name: str
    role: Role
    unit_code: str
    note: str

    @property
    def email(self) -> str:
        return f"{self.key}@{_DOMAIN}"


ACCOUNTS = (
    DemoAccount("admin", "Trần Thu Hà", Role.ADMIN, "TLD", "quản trị, thấy mọi đơn vị"),
    DemoAccount("phutrach", "Đặng Hải Yến", Role.SUPERVISOR, "BN", "phụ trách tỉnh: giao việc, báo cáo, nhật ký"),
    DemoAccount("canbo", "Nguyễn Văn Bình", Role.OFFICER, "BN", "cán bộ tỉnh, nhận phản ánh"),
    DemoAccount("coso", "Phạm Thị Thảo", Role.OFFICER, "BN-HOASEN", "cán bộ cơ sở, chỉ thấy Công ty Hoa Sen"),
    DemoAccount("khac", "Phạm Quốc Dũng", Role.OFFICER, "HP", "cán bộ tỉnh khác, không thấy gì của Bắc Ninh"),
    DemoAccount("danhtinh", "Vũ Thị Hạnh", Role.CUSTODIAN, "BN", "giữ danh tính, duyệt xem liên hệ"),
    DemoAccount("theodoi", "Bùi Minh Tuấn", Role.VIEWER, "BN", "chỉ xem vụ việc và báo cáo"),
    DemoAccount("bientap", "Lê Minh Châu", Role.TRAINER, "TLD", "dạy trợ lý, biên soạn câu trả lời"),
    DemoAccount("duyet", "Hoàng Đức Long", Role.APPROVER, "TLD", "duyệt câu trả lời"),
)
_UNITS = (
    ("TLD", "Tổng Liên đoàn Lao động Việt Nam", None),
    ("BN", "Liên đoàn Lao động tỉnh Bắc Ninh", "TLD"),
    ("HP", "Liên đoàn Lao động thành phố Hải Phòng", "TLD"),
    ("BN-HOASEN", "Công đoàn cơ sở Công ty May Hoa Sen", "BN"),
    ("BN-SONGHONG", "Công đoàn cơ sở Công ty Điện tử Sông Hồng", "BN"),
)
_INTAKE = "BN"


async def make_units(tx: AsyncSession) -> Mapping[str, str]:
    """Their ids by code."""
    made: dict[str, str] = {}
    for code, name, above in _UNITS:
        parent_id = made[above] if above else None
        made[code] = (await create_unit(tx, code, name, parent_id, is_intake=code == _INTAKE)).id
    return made


async def add_accounts(
    tx: AsyncSession, clock: Clock, units: Mapping[str, str], password: str
) -> Mapping[str, StaffMember]:
    """By key, all with one password, which is hashed once: nine times would take as many seconds as all else."""
    hashed = hash_password(password)
    people: dict[str, StaffMember] = {}
    for account in ACCOUNTS:
        newcomer = await check_newcomer(tx, account.email, account.name, account.role, units[account.unit_code])
        staff = await add_newcomer(tx, clock, newcomer, hashed)
        staff.second_factor_waived = True
        people[account.key] = await load_member(tx, staff.id)
    return people
