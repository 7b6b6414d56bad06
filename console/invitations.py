"""Invitations: a link by which a new colleague makes an own account. It is shown once, runs out, and works once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.accounts import Newcomer, add_newcomer, check_newcomer, load_member
from console.people import acting, refuse_other_units
from console.sessions import session_key
from grievances.audit import record
from grievances.model import Role, StaffMember
from grievances.permissions import Permission, may
from grievances.units import unit_and_below
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import StaffInvitation, UnionUnit

GOOD_FOR = timedelta(hours=72)

_OBJECT = "invitation"
_TOKEN_BYTES = 32
_MAX_TOKEN = 100


@dataclass(frozen=True)
class Invited:
    """An invitation that can still be taken up."""

    id: str
    email: str
    name: str
    role: Role
    unit_name: str
    expires_at: datetime


class Invitations:
    """Each method joins the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def invite(
        self, tx: AsyncSession, admin: StaffMember, email: str, name: str, role: Role, unit_id: str
    ) -> str:
        """The token of the link. An earlier invitation of the address is void. Raise RuleViolation with the reason."""
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        newcomer = await check_newcomer(tx, email, name, role, unit_id)
        await refuse_other_units(tx, admin, unit_id)
        now, token = self._clock(), secrets.token_urlsafe(_TOKEN_BYTES)
        units = select(UnionUnit.id).where(unit_and_below(admin.unit_path))
        earlier = and_(StaffInvitation.email == newcomer.email, StaffInvitation.unit_id.in_(units), self._open())
        await tx.execute(update(StaffInvitation).where(earlier).values(revoked_at=now))
        invitation = StaffInvitation(
            token_hash=session_key(token),
            email=newcomer.email,
            name=newcomer.name,
            role=newcomer.role.value,
            unit_id=newcomer.unit_id,
            invited_by=admin.id,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        tx.add(invitation)
        await tx.flush()
        await record(tx, self._clock, admin, "staff.invited", _OBJECT, invitation.id, {"role": role.value})
        return token

    async def waiting(self, tx: AsyncSession, admin: StaffMember) -> Sequence[Invited]:
        """Those for the own unit and below that nobody has taken up yet."""
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        query = select(StaffInvitation, UnionUnit.name).join(UnionUnit, UnionUnit.id == StaffInvitation.unit_id)
        rows = await tx.execute(
            query.where(unit_and_below(admin.unit_path), self._open()).order_by(StaffInvitation.expires_at)
        )
        return [_invited(row, unit_name) for row, unit_name in rows]

    async def revoke(self, tx: AsyncSession, admin: StaffMember, invitation_id: str) -> None:
        admin = await acting(tx, admin, Permission.STAFF_MANAGE)
        units = select(UnionUnit.id).where(unit_and_below(admin.unit_path))
        mine = and_(StaffInvitation.id == invitation_id, StaffInvitation.unit_id.in_(units), self._open())
        revoked = update(StaffInvitation).where(mine).values(revoked_at=self._clock()).returning(StaffInvitation.id)
        if await tx.scalar(revoked, execution_options={"synchronize_session": False}) is None:
            raise NotFound
        await record(tx, self._clock, admin, "staff.invitation_revoked", _OBJECT, invitation_id)

    async def look_up(self, tx: AsyncSession, token: str) -> Invited:
        """Raise NotFound for a link that is unknown, used, revoked or too old, or whose sender may not invite now."""
        found = await self._standing(tx, token)
        return _invited(found, (await tx.get_one(UnionUnit, found.unit_id)).name)

    async def take_up(self, tx: AsyncSession, token: str, password_hash: str) -> StaffMember:
        """Make the account. Of two who come at once with one link, one gets it."""
        invitation = await self._standing(tx, token)
        mine = and_(StaffInvitation.id == invitation.id, self._open())
        used = update(StaffInvitation).where(mine).values(used_at=self._clock()).returning(StaffInvitation.id)
        if await tx.scalar(used, execution_options={"synchronize_session": False}) is None:
            raise NotFound
        newcomer: Newcomer = await check_newcomer(
            tx, invitation.email, invitation.name, Role(invitation.role), invitation.unit_id
        )
        staff = await add_newcomer(tx, self._clock, newcomer, password_hash)
        member = await load_member(tx, staff.id)
        await record(tx, self._clock, member, "staff.joined", "staff", staff.id)
        return member

    async def _standing(self, tx: AsyncSession, token: str) -> StaffInvitation:
        if not token or len(token) > _MAX_TOKEN:
            raise NotFound
        mine = and_(StaffInvitation.token_hash == session_key(token), self._open())
        invitation = await tx.scalar(select(StaffInvitation).where(mine))
        if invitation is None:
            raise NotFound
        sender = await load_member(tx, invitation.invited_by)
        unit = await tx.get_one(UnionUnit, invitation.unit_id)
        if not may(sender.role, Permission.STAFF_MANAGE) or not unit.path.startswith(sender.unit_path):
            raise NotFound
        return invitation

    def _open(self) -> ColumnElement[bool]:
        return and_(
            StaffInvitation.used_at.is_(None),
            StaffInvitation.revoked_at.is_(None),
            StaffInvitation.expires_at > self._clock(),
        )


def _invited(row: StaffInvitation, unit_name: str) -> Invited:
    return Invited(row.id, row.email, row.name, Role(row.role), unit_name, row.expires_at)
