"""Sessions of staff: kept on the server, so that signing out and losing an account take effect at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import as_member
from console.access.second_factor import FactorRule
from grievances.model import StaffMember
from storage.clock import Clock
from storage.errors import NotFound
from storage.staff_sessions import still_on
from storage.tables import Staff, StaffSession, UnionUnit

ABSOLUTE = timedelta(hours=12)
UNFINISHED = timedelta(minutes=10)  # between the password and the code
SUDO = timedelta(minutes=15)

# Writing "seen" on every page would cost a write for nothing.
_TOUCH_AFTER = timedelta(minutes=1)
_TOKEN_BYTES = 32
_MAX_TOKEN = 100
_MAX_AGENT = 200
_SHORT = 16


class Stage(StrEnum):
    """How far a sign-in has come. Before COMPLETE it opens nothing but its own next page."""

    CODE = "code"  # the password was right, the code is missing
    SETUP = "setup"  # the role needs a second factor, and the account has none yet
    COMPLETE = "complete"


@dataclass(frozen=True)
class SignedIn:
    """Who is asking, and the token that each of their forms must carry."""

    member: StaffMember
    csrf_token: str
    session_key: str
    stage: Stage = Stage.COMPLETE
    has_factor: bool = False
    sudo_until: datetime | None = None

    @property
    def complete(self) -> bool:
        return self.stage is Stage.COMPLETE

    def confirmed(self, now: datetime) -> bool:
        """Password (and code) were given again a short while ago."""
        return self.sudo_until is not None and now < self.sudo_until


@dataclass(frozen=True)
class SessionView:
    """A line of one's own list. `key` names the session in a form and opens nothing."""

    key: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


class Sessions:
    def __init__(self, clock: Clock, rule: FactorRule | None = None) -> None:
        self._clock = clock
        self._rule = rule or FactorRule()

    async def begin(self, tx: AsyncSession, staff_id: str, agent: str, *, factor: bool = False) -> str:
        """The new cookie value; only its hash is kept. `factor`: the second one was proved, too. Forgets sessions that
        have run out, of anybody."""
        now = self._clock()
        await tx.execute(delete(StaffSession).where(~still_on(now)))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        tx.add(
            StaffSession(
                token_hash=session_key(token),
                staff_id=staff_id,
                csrf_token=secrets.token_urlsafe(_TOKEN_BYTES),
                created_at=now,
                last_seen_at=now,
                expires_at=now + ABSOLUTE,
                agent=agent[:_MAX_AGENT],
                factor_at=now if factor else None,
            )
        )
        return token

    async def resume(self, tx: AsyncSession, token: str, *, counts: bool = True) -> SignedIn | None:
        """None when the session is unknown, has run out, or its account was switched off. What a page asks by itself
        does not count: nobody may be at the desk any more."""
        if not token or len(token) > _MAX_TOKEN:
            return None
        query = select(StaffSession, Staff, UnionUnit).join(Staff, Staff.id == StaffSession.staff_id)
        query = query.join(UnionUnit, UnionUnit.id == Staff.unit_id)
        now = self._clock()
        query = query.where(StaffSession.token_hash == session_key(token), still_on(now), Staff.active)
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return None
        session, staff, unit = row
        member = as_member(staff, unit)
        stage = self._stage(session, staff, member)
        if stage is Stage.CODE and now - session.created_at >= UNFINISHED:
            return None
        if counts and now - session.last_seen_at >= _TOUCH_AFTER:
            session.last_seen_at = now
        return SignedIn(
            member=member,
            csrf_token=session.csrf_token,
            session_key=session.token_hash,
            stage=stage,
            has_factor=staff.totp_sealed is not None,
            sudo_until=session.sudo_until,
        )

    def _stage(self, session: StaffSession, staff: Staff, member: StaffMember) -> Stage:
        if session.factor_at is not None:
            return Stage.COMPLETE
        if staff.totp_sealed is not None:
            return Stage.CODE
        asked = self._rule.asks(member.role, waived=staff.second_factor_waived)
        return Stage.SETUP if asked else Stage.COMPLETE

    async def rotate(self, tx: AsyncSession, signed_in: SignedIn, *, sudo: bool = False, factor: bool = False) -> str:
        """A new cookie value for a session that may do more from now on: a stolen old one gains nothing."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock()
        gained: dict[str, object] = {"token_hash": session_key(token), "offer_sealed": None}
        if sudo:
            gained["sudo_until"] = now + SUDO
        if factor:
            gained["factor_at"] = now
        mine = StaffSession.token_hash == signed_in.session_key
        changed = update(StaffSession).where(mine).values(gained).returning(StaffSession.staff_id)
        if await tx.scalar(changed, execution_options={"synchronize_session": False}) is None:
            raise NotFound
        return token

    async def of(self, tx: AsyncSession, signed_in: SignedIn) -> Sequence[SessionView]:
        """One's own, the latest first; those that have run out are left out."""
        alive = (StaffSession.staff_id == signed_in.member.id) & still_on(self._clock())
        found = await tx.scalars(select(StaffSession).where(alive).order_by(StaffSession.last_seen_at.desc()))
        return [
            SessionView(
                key=row.token_hash[:_SHORT],
                agent=row.agent,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                is_this=row.token_hash == signed_in.session_key,
            )
            for row in found
        ]

    async def end(self, tx: AsyncSession, token: str) -> None:
        await tx.execute(delete(StaffSession).where(StaffSession.token_hash == session_key(token)))

    async def end_one(self, tx: AsyncSession, signed_in: SignedIn, key: str) -> None:
        """One's own only. Raise NotFound for any other, and for one that is over already."""
        mine = (StaffSession.staff_id == signed_in.member.id) & StaffSession.token_hash.startswith(key, autoescape=True)
        if len(key) != _SHORT:
            raise NotFound
        if await tx.scalar(delete(StaffSession).where(mine).returning(StaffSession.staff_id)) is None:
            raise NotFound

    async def end_others(self, tx: AsyncSession, signed_in: SignedIn) -> None:
        """After a new password, whoever else sat in the account is out."""
        await tx.execute(
            delete(StaffSession).where(
                StaffSession.staff_id == signed_in.member.id, StaffSession.token_hash != signed_in.session_key
            )
        )

    async def end_all(self, tx: AsyncSession, staff_id: str) -> None:
        """When somebody's account was changed, or switched off."""
        await tx.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def session_key(token: str) -> str:
    """A plain hash is enough: the token is 256 random bits."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


async def sessions_still_on(tx: AsyncSession, now: datetime, keys: Collection[str]) -> set[str]:
    """Which of these sessions have neither run out nor been ended."""
    query = select(StaffSession.token_hash).join(Staff, StaffSession.staff_id == Staff.id)
    return set(await tx.scalars(query.where(StaffSession.token_hash.in_(keys), still_on(now), Staff.active)))
