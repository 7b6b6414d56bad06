"""The accounts of a unit and those below: who there is, and what an administrator changes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import load_member
from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions
from grievances.audit import AuditDetail, record
from grievances.folding import fold
from grievances.model import Role, StaffMember
from grievances.name_order import name_order
from grievances.permissions import Permission, may
from grievances.routing.leaving import Cause, Heir, Leaving, Left
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import Staff, UnionUnit

PER_PAGE = 50

_OWN = "Bạn không tự đổi tài khoản của mình ở đây được. Hãy nhờ một người quản trị khác."
_LAST_ADMIN = "Đây là người quản trị cuối cùng của đơn vị. Bạn giao quyền quản trị cho người khác trước nhé."
_ABOVE = "Tài khoản quản trị chỉ người quản trị mới đặt lại được."


@dataclass(frozen=True)
class PeopleFilter:
    words: str = ""
    unit_id: str | None = None
    role: Role | None = None
    active: bool | None = True


@dataclass(frozen=True)
class Person:
    id: str
    email: str
    name: str
    role: Role
    unit_id: str
    unit_name: str
    active: bool
    created_at: datetime
    factor_since: datetime | None


@dataclass(frozen=True)
class Desk:
    """`held`: open cases that this person has for themselves."""

    held: int
    heirs: Sequence[Heir]


@dataclass(frozen=True)
class PeoplePage:
    people: Sequence[Person]
    total: int
    page: int  # 1-based


class People:
    """Each method joins the caller's transaction. Another unit's people, and whom one may not manage, are NotFound."""

    def __init__(self, clock: Clock, sessions: Sessions, factors: SecondFactors, leaving: Leaving) -> None:
        self._clock = clock
        self._sessions = sessions
        self._factors = factors
        self._leaving = leaving

    async def find(self, tx: AsyncSession, reader: StaffMember, wanted: PeopleFilter, page: int) -> PeoplePage:
        """By name. A page beyond the end is the last one."""
        reader = await acting(tx, reader, Permission.FACTOR_RESET)
        query = _people().where(unit_and_below(reader.unit_path), *_conditions(wanted))
        found = await _named(tx, query, wanted.words)
        page = min(max(page, 1), max(1, -(-len(found) // PER_PAGE)))
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        rows = {row.Staff.id: row for row in await tx.execute(query.where(Staff.id.in_(shown)))}
        await record(tx, self._clock, reader, "staff.listed", "staff", "", {"page": page})
        return PeoplePage([_person(rows[staff_id]) for staff_id in shown if staff_id in rows], len(found), page)

    async def one(self, tx: AsyncSession, reader: StaffMember, staff_id: str) -> Person:
        reader = await acting(tx, reader, Permission.FACTOR_RESET)
        person = _person(await find_person(tx, reader, staff_id))
        await record(tx, self._clock, reader, "staff.read", "staff", staff_id)
        return person

    async def desk_of(self, tx: AsyncSession, reader: StaffMember, staff_id: str) -> Desk:
        """What this person would leave behind, and who could take it over."""
        held = await self._leaving.held(tx, reader, staff_id)
        return Desk(held, await self._leaving.heirs(tx, reader, staff_id) if held else ())

    async def place(
        self, tx: AsyncSession, admin: StaffMember, staff_id: str, role: Role, unit_id: str, heir_id: str = ""
    ) -> Left:
        """Another role or unit. Who is moved signs in anew, and lets go of the cases that are out of reach then: to
        `heir_id`, or to nobody. Raise RuleViolation for oneself, the last admin and who cannot be heir."""
        admin, staff = await self._managed(tx, admin, staff_id)
        await refuse_other_units(tx, admin, unit_id)
        if (staff.role, staff.unit_id) == (role.value, unit_id):
            return Left(0, 0)
        await self._keep_an_admin(tx, staff)
        heir = await self._leaving.heir(tx, admin, staff_id, heir_id)
        moved = {"from": staff.role, "to": role.value, "unit_from": staff.unit_id, "unit_to": unit_id}
        staff.role, staff.unit_id = role.value, unit_id
        left = await self._let_go(tx, admin, staff_id, Cause.PLACED, heir)
        await self._note(tx, admin, "staff.placed", staff_id, {**moved, **asdict(left)})
        return left

    async def switch_on(self, tx: AsyncSession, admin: StaffMember, staff_id: str) -> None:
        admin, staff = await self._managed(tx, admin, staff_id)
        if not staff.active:
            staff.active = True
            await self._sessions.end_all(tx, staff_id)
            await self._note(tx, admin, "staff.switched_on", staff_id)

    async def switch_off(self, tx: AsyncSession, admin: StaffMember, staff_id: str, heir_id: str = "") -> Left:
        """Nobody signs in with it any more, whoever is signed in is out, and open cases are let go as by `place`."""
        admin, staff = await self._managed(tx, admin, staff_id)
        if not staff.active:
            return Left(0, 0)
        await self._keep_an_admin(tx, staff)
        heir = await self._leaving.heir(tx, admin, staff_id, heir_id)
        staff.active = False
        left = await self._let_go(tx, admin, staff_id, Cause.SWITCHED_OFF, heir)
        await self._note(tx, admin, "staff.switched_off", staff_id, asdict(left))
        return left

    async def reset_factor(self, tx: AsyncSession, helper: StaffMember, staff_id: str) -> None:
        """For who has lost the telephone and the codes. Raise RuleViolation for an admin's, unless one is admin."""
        helper = await acting(tx, helper, Permission.FACTOR_RESET)
        staff = (await find_person(tx, helper, staff_id)).Staff
        refuse_own(helper, staff_id)
        if may(Role(staff.role), Permission.STAFF_MANAGE) and not may(helper.role, Permission.STAFF_MANAGE):
            raise RuleViolation(_ABOVE)
        await self._factors.remove(tx, staff_id)
        await self._sessions.end_all(tx, staff_id)
        await self._note(tx, helper, "staff.factor_reset", staff_id)

    async def _let_go(
        self, tx: AsyncSession, admin: StaffMember, staff_id: str, cause: Cause, heir: Heir | None
    ) -> Left:
        """The account is written first: whoever is giving this person a case right now is waited for, or is refused."""
        await tx.flush()
        left = await self._leaving.let_go(tx, admin, staff_id, cause, heir)
        await self._sessions.end_all(tx, staff_id)
        return left

    async def _managed(self, tx: AsyncSession, admin: StaffMember, staff_id: str) -> tuple[StaffMember, Staff]:
        """Both as they are now: all admins' rows are held first, so that two admins cannot remove each other."""
        admins = select(Staff.id).where(Staff.role == Role.ADMIN.value).order_by(Staff.id).with_for_update()
        await tx.execute(admins)
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        staff = (await find_person(tx, admin, staff_id)).Staff
        refuse_own(admin, staff_id)
        return admin, staff

    async def _keep_an_admin(self, tx: AsyncSession, leaving: Staff) -> None:
        """Somebody must be left who can manage the unit: an admin of it, or of a unit above."""
        if not may(Role(leaving.role), Permission.STAFF_MANAGE) or not leaving.active:
            return
        path = (await tx.get_one(UnionUnit, leaving.unit_id)).path
        others = (
            select(UnionUnit.path)
            .join(Staff, Staff.unit_id == UnionUnit.id)
            .where(Staff.role == Role.ADMIN.value, Staff.active, Staff.id != leaving.id)
        )
        if not any(path.startswith(above) for above in await tx.scalars(others)):
            raise RuleViolation(_LAST_ADMIN)

    async def _note(
        self, tx: AsyncSession, actor: StaffMember, action: str, staff_id: str, detail: AuditDetail | None = None
    ) -> None:
        await record(tx, self._clock, actor, action, "staff", staff_id, detail)


async def acting(tx: AsyncSession, member: StaffMember, permission: Permission) -> StaffMember:
    """The person as the database has it now: the page may have been asked for before a change of the role."""
    now = await load_member(tx, member.id)
    if not may(now.role, permission):
        raise NotFound
    return now


def refuse_own(actor: StaffMember, staff_id: str) -> None:
    if staff_id == actor.id:
        raise RuleViolation(_OWN)


async def refuse_other_units(tx: AsyncSession, admin: StaffMember, unit_id: str) -> None:
    own = select(UnionUnit.id).where(UnionUnit.id == unit_id, unit_and_below(admin.unit_path))
    if await tx.scalar(own) is None:
        raise RuleViolation("Không có đơn vị này trong phạm vi của bạn.")


def _people() -> Select[Staff, UnionUnit]:
    fresh = select(Staff, UnionUnit).join(UnionUnit, UnionUnit.id == Staff.unit_id)
    return fresh.execution_options(populate_existing=True)


async def find_person(tx: AsyncSession, reader: StaffMember, staff_id: str) -> Row[Staff, UnionUnit]:
    found = (await tx.execute(_people().where(Staff.id == staff_id, unit_and_below(reader.unit_path)))).first()
    if found is None:
        raise NotFound
    return found


def _conditions(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        conditions.append(Staff.unit_id == wanted.unit_id)
    if wanted.role is not None:
        conditions.append(Staff.role == wanted.role.value)
    if wanted.active is not None:
        conditions.append(Staff.active.is_(wanted.active))
    return conditions


async def _named(tx: AsyncSession, query: Select[Staff, UnionUnit], words: str) -> list[str]:
    """With or without marks, and in the order of names: no database does either alike. Staff are few, unlike cases."""
    wanted = fold(words).split()
    rows = await tx.execute(query.with_only_columns(Staff.id, Staff.name, Staff.email))
    found = [(name, staff_id) for staff_id, name, email in rows if all(_fits(word, name, email) for word in wanted)]
    return [staff_id for _, staff_id in sorted(found, key=lambda one: (name_order(one[0]), one[1]))]


def _fits(word: str, name: str, email: str) -> bool:
    """The part after the @ is the same for a whole union: only who types an @ means it."""
    return word in (email if "@" in word else f"{fold(name)} {email.partition('@')[0]}")


def _person(row: Row[Staff, UnionUnit]) -> Person:
    staff, unit = row.Staff, row.UnionUnit
    return Person(
        id=staff.id,
        email=staff.email,
        name=staff.name,
        role=Role(staff.role),
        unit_id=unit.id,
        unit_name=unit.name,
        active=staff.active,
        created_at=staff.created_at,
        factor_since=staff.totp_since,
    )
