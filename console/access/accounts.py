"""Accounts of union staff: made by the command line and the demo, read by the sign-in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.passwords import hash_password
from grievances.model import Role, StaffMember
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import Staff, UnionUnit

MAX_EMAIL = 200
MAX_NAME = 200

_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to get an account."""

    email: str
    name: str
    role: Role
    unit_id: str


def normalise_email(email: str) -> str:
    return unicodedata.normalize("NFC", email).strip().lower()


async def add_staff(
    tx: AsyncSession, clock: Clock, email: str, name: str, role: Role, unit_id: str, password: str
) -> Staff:
    """Raise RuleViolation for a taken or malformed e-mail, an empty name, an unknown unit or a weak password."""
    newcomer = await check_newcomer(tx, email, name, role, unit_id)
    return await add_newcomer(tx, clock, newcomer, hash_password(password))


async def add_newcomer(tx: AsyncSession, clock: Clock, newcomer: Newcomer, password_hash: str) -> Staff:
    staff = Staff(
        email=newcomer.email,
        name=newcomer.name,
        role=newcomer.role.value,
        unit_id=newcomer.unit_id,
        password_hash=password_hash,
        created_at=clock(),
    )
    tx.add(staff)
    await tx.flush()
    return staff


async def check_newcomer(tx: AsyncSession, email: str, name: str, role: Role, unit_id: str) -> Newcomer:
    """The same person, written as we store it. Raise RuleViolation for a taken or malformed e-mail and the like."""
    address = normalise_email(email)
    if len(address) > MAX_EMAIL or not _EMAIL.fullmatch(address):
        raise RuleViolation("Địa chỉ email không đúng.")
    label = unicodedata.normalize("NFC", name).strip()
    if not label or len(label) > MAX_NAME:
        raise RuleViolation(f"Họ tên phải có từ 1 đến {MAX_NAME} ký tự.")
    if await find_by_email(tx, address) is not None:
        raise RuleViolation("Email này đã có tài khoản.")
    if await tx.get(UnionUnit, unit_id) is None:
        raise RuleViolation("Không có đơn vị này.")
    return Newcomer(address, label, role, unit_id)


async def staff_id_of(tx: AsyncSession, email: str) -> str:
    """Raise NotFound for an unknown account."""
    staff = await find_by_email(tx, email)
    if staff is None:
        raise NotFound(f"Không có tài khoản nào dùng email {email}")
    return staff.id


async def set_password(tx: AsyncSession, staff_id: str, password: str) -> None:
    """Raise NotFound for an unknown account, RuleViolation for a weak password."""
    await store_password_hash(tx, staff_id, hash_password(password))


async def store_password_hash(tx: AsyncSession, staff_id: str, password_hash: str) -> None:
    staff = await tx.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    staff.password_hash = password_hash


async def find_by_email(tx: AsyncSession, email: str) -> Staff | None:
    return await tx.scalar(select(Staff).where(Staff.email == normalise_email(email)))


async def load_member(tx: AsyncSession, staff_id: str) -> StaffMember:
    """Raise NotFound when there is no such account, or it was switched off."""
    query = select(Staff, UnionUnit).join(UnionUnit, UnionUnit.id == Staff.unit_id)
    row = (await tx.execute(query.where(Staff.id == staff_id, Staff.active))).one_or_none()
    if row is None:
        raise NotFound
    return as_member(*row)


def as_member(staff: Staff, unit: UnionUnit) -> StaffMember:
    return StaffMember(
        id=staff.id,
        email=staff.email,
        name=staff.name,
        role=Role(staff.role),
        unit_id=unit.id,
        unit_name=unit.name,
        unit_path=unit.path,
    )
