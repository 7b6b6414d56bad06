"""Sessions of staff: kept on the server, so that signing out and losing an account take effect at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncSession

from console.accounts import load_member
from grievances.model import StaffMember
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import StaffSession

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)

# Writing "seen" on every page would cost a write for nothing.
_TOUCH_AFTER = timedelta(minutes=1)
_TOKEN_BYTES = 32
_MAX_TOKEN = 100
_MAX_AGENT = 200


@dataclass(frozen=True)
class SignedIn:
    """Who is asking, and the token that each of their forms must carry."""

    member: StaffMember
    csrf_token: str
    session_key: str


class Sessions:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def begin(self, tx: AsyncSession, staff_id: str, agent: str) -> str:
        """The new cookie value; only its hash is kept. Forgets sessions that have run out, of anybody."""
        now = self._clock()
        await tx.execute(
            delete(StaffSession).where(or_(StaffSession.expires_at <= now, StaffSession.last_seen_at <= now - IDLE))
        )
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
            )
        )
        return token

    async def resume(self, tx: AsyncSession, token: str, *, counts: bool = True) -> SignedIn | None:
        """None when the session is unknown, has run out, or its account was switched off. What a page asks by itself
        does not count: nobody may be at the desk any more."""
        if not token or len(token) > _MAX_TOKEN:
            return None
        session = await tx.get(StaffSession, session_key(token))
        now = self._clock()
        if session is None or now >= session.expires_at or now - session.last_seen_at >= IDLE:
            return None
        try:
            member = await load_member(tx, session.staff_id)
        except NotFound:
            return None
        if counts and now - session.last_seen_at >= _TOUCH_AFTER:
            session.last_seen_at = now
        return SignedIn(member=member, csrf_token=session.csrf_token, session_key=session.token_hash)

    async def end(self, tx: AsyncSession, token: str) -> None:
        await tx.execute(delete(StaffSession).where(StaffSession.token_hash == session_key(token)))

    async def end_others(self, tx: AsyncSession, signed_in: SignedIn) -> None:
        """After a new password, whoever else sat in the account is out."""
        await tx.execute(
            delete(StaffSession).where(
                StaffSession.staff_id == signed_in.member.id, StaffSession.token_hash != signed_in.session_key
            )
        )


def session_key(token: str) -> str:
    """A plain hash is enough: the token is 256 random bits."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
