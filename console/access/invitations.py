"""Links by which a colleague makes an own account, or chooses a new password. Each is shown once, runs out, and works
once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import Newcomer, add_newcomer, check_newcomer, load_member, store_password_hash
from console.access.people import acting, find_person, refuse_other_units, refuse_own
from console.access.sessions import Sessions, session_key
from grievances.audit import record
from grievances.model import Role, StaffMember
from grievances.permissions import Permission, may
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import NotFound, RuleViolation
from storage.tables import StaffInvitation, UnionUnit

GOOD_FOR = timedelta(hours=72)

_OBJECT = "invitation"
_TOKEN_BYTES = 32
_MAX_TOKEN = 100
_OFF = "Tài khoản này đang bị khóa. Bạn mở lại tài khoản trước nhé."


@dataclass(frozen=True)
class Invited:
    """A link that still works. `for_password`: the account exists, and only its password is new."""

    id: str
    email: str
    name: str
    role: Role
    unit_name: str
    expires_at: datetime
    for_password: bool


class Invitations:
    """Each method joins the caller's transaction."""

    def __init__(self, clock: Clock, sessions: Sessions) -> None:
        self._clock = clock
        self._sessions = sessions

    async def invite(
        self, tx: AsyncSession, admin: StaffMember, email: str, name: str, role: Role, unit_id: str
    ) -> str:
        """The token of the link. An earlier one of the address is void. Raise RuleViolation with the reason."""
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        await refuse_other_units(tx, admin, unit_id)
        newcomer = await check_newcomer(tx, email, name, role, unit_id)
        token, invitation_id = await self._make(tx, admin, newcomer)
        await record(tx, self._clock, admin, "staff.invited", _OBJECT, invitation_id, {"role": role.value})
        return token

    async def password_link(self, tx: AsyncSession, admin: StaffMember, staff_id: str) -> str:
        """For who forgot the password; the old one holds until the link is used. Raise RuleViolation for oneself."""
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        staff = (await find_person(tx, admin, staff_id)).Staff
        refuse_own(admin, staff_id)
        if not staff.active:
            raise RuleViolation(_OFF)
        person = Newcomer(staff.email, staff.name, Role(staff.role), staff.unit_id)
        token, _ = await self._make(tx, admin, person, staff_id)
        await record(tx, self._clock, admin, "staff.password_link_made", "staff", staff_id)
        return token

    async def waiting(self, tx: AsyncSession, admin: StaffMember) -> Sequence[Invited]:
        """Those for the own unit and below that nobody has used yet."""
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        query = select(StaffInvitation, UnionUnit.name).join(UnionUnit, UnionUnit.id == StaffInvitation.unit_id)
        rows = await tx.execute(
            query.where(unit_and_below(admin.unit_path), self._open()).order_by(StaffInvitation.expires_at)
        )
        return [_invited(row, unit_name) for row, unit_name in rows]

    async def revoke(self, tx: AsyncSession, admin: StaffMember, invitation_id: str) -> None:
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        if not await self._void(tx, admin, StaffInvitation.id == invitation_id):
            raise NotFound
        await record(tx, self._clock, admin, "staff.invitation_revoked", _OBJECT, invitation_id)

    async def look_up(self, tx: AsyncSession, token: str) -> Invited:
        """Raise NotFound for a link that is unknown, used, revoked or too old, or whose sender may not send it now."""
        found = await self._standing(tx, token)
        return _invited(found, (await tx.get_one(UnionUnit, found.unit_id)).name)

    async def use(self, tx: AsyncSession, token: str, password_hash: str) -> StaffMember:
        """Make the account, or give it the new password. Of two who come at once with one link, one gets in."""
        invitation = await self._standing(tx, token)
        mine = and_(StaffInvitation.id == invitation.id, self._open())
        used = update(StaffInvitation).where(mine).values(used_at=self._clock()).returning(StaffInvitation.id)
        if await tx.scalar(used, execution_options={"synchronize_session": False}) is None:
            raise NotFound
        if invitation.staff_id is not None:
            return await self._new_password(tx, invitation.staff_id, password_hash)
        role = Role(invitation.role)
        newcomer = await check_newcomer(tx, invitation.email, invitation.name, role, invitation.unit_id)
        member = await load_member(tx, (await add_newcomer(tx, self._clock, newcomer, password_hash)).id)
        await record(tx, self._clock, member, "staff.joined", "staff", member.id)
        return member

    async def _new_password(self, tx: AsyncSession, staff_id: str, password_hash: str) -> StaffMember:
        await store_password_hash(tx, staff_id, password_hash)
        await self._sessions.end_all(tx, staff_id)
        member = await load_member(tx, staff_id)
        await record(tx, self._clock, member, "staff.password_changed", "staff", staff_id, {"by": "link"})
        return member

    async def _make(
        self, tx: AsyncSession, admin: StaffMember, person: Newcomer, staff_id: str | None = None
    ) -> tuple[str, str]:
        """The token, and the id of the row."""
        await self._void(tx, admin, StaffInvitation.email == person.email)
        now, token = self._clock(), secrets.token_urlsafe(_TOKEN_BYTES)
        invitation = StaffInvitation(
            token_hash=session_key(token),
            email=person.email,
            name=person.name,
            role=person.role.value,
            unit_id=person.unit_id,
            staff_id=staff_id,
            invited_by=admin.id,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        tx.add(invitation)
        await tx.flush()
        return token, invitation.id

    async def _void(self, tx: AsyncSession, admin: StaffMember, which: ColumnElement[bool]) -> bool:
        units = select(UnionUnit.id).where(unit_and_below(admin.unit_path))
        mine = and_(which, StaffInvitation.unit_id.in_(units), self._open())
        revoked = update(StaffInvitation).where(mine).values(revoked_at=self._clock()).returning(StaffInvitation.id)
        return (await tx.execute(revoked, execution_options={"synchronize_session": False})).first() is not None

    async def _standing(self, tx: AsyncSession, token: str) -> StaffInvitation:
        if not token or len(token) > _MAX_TOKEN:
            raise NotFound
        mine = and_(StaffInvitation.token_hash == session_key(token), self._open())
        invitation = await tx.scalar(select(StaffInvitation).where(mine))
        if invitation is None:
            raise NotFound
        sender = await load_member(tx, invitation.invited_by)
        if not may(sender.role, Permission.STAFF_MANAGE):
            raise NotFound
        if not (await _path_now(tx, invitation)).startswith(sender.unit_path):
            raise NotFound
        return invitation

    def _open(self) -> ColumnElement[bool]:
        return and_(
            StaffInvitation.used_at.is_(None),
            StaffInvitation.revoked_at.is_(None),
            StaffInvitation.expires_at > self._clock(),
        )


async def _path_now(tx: AsyncSession, invitation: StaffInvitation) -> str:
    """Where the person belongs; raise NotFound when the account was switched off since."""
    if invitation.staff_id is not None:
        return (await load_member(tx, invitation.staff_id)).unit_path
    return (await tx.get_one(UnionUnit, invitation.unit_id)).path


def _invited(row: StaffInvitation, unit_name: str) -> Invited:
    for_password = row.staff_id is not None
    return Invited(row.id, row.email, row.name, Role(row.role), unit_name, row.expires_at, for_password)
