"""Signing in and changing one's password: braked, audited, and telling a guesser nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from console.accounts import MAX_EMAIL, find_by_email, load_member, normalise_email, store_password_hash
from console.passwords import Passwords
from console.sessions import Sessions, SignedIn
from grievances.audit import record
from storage.clock import Clock
from storage.database import Database
from storage.errors import AppError, NotFound, RuleViolation
from storage.tables import Staff
from storage.throttle import Allowance, allow, give_back
from storage.vault import Vault

logger = logging.getLogger(__name__)

# Wrong tries only: a right one is given back. One office may share one address.
ACCOUNT_TRIES = Allowance(capacity=8, refill=timedelta(minutes=15))
ADDRESS_TRIES = Allowance(capacity=40, refill=timedelta(minutes=15))

_OBJECT = "staff"
_UNKNOWN = "unknown"


class TooManyTries(AppError):
    """Bạn đã thử quá nhiều lần. Vui lòng đợi 15 phút rồi thử lại."""


class WrongCredentials(AppError):
    """Email hoặc mật khẩu chưa đúng. Bạn kiểm tra và thử lại nhé."""


@dataclass(frozen=True)
class _Found:
    staff_id: str
    password_hash: str


class SignIn:
    def __init__(
        self, database: Database, vault: Vault, clock: Clock, sessions: Sessions, passwords: Passwords
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._sessions = sessions
        self._passwords = passwords

    async def sign_in(self, email: str, password: str, address: str, agent: str, old_token: str) -> str:
        """The new session's cookie value. Raise TooManyTries or WrongCredentials."""
        keys = self._brakes(email, address)
        found = await self._admit(email, keys)
        right = await self._passwords.matches(password, found.password_hash if found else None)
        async with self._database.transaction() as tx:
            if found and right:
                await _release(tx, keys)
                return await self._begin(tx, found.staff_id, agent, old_token)
            await self._note_failure(tx, found)
        raise WrongCredentials(WrongCredentials.__doc__)

    async def change_password(self, signed_in: SignedIn, old: str, new: str, again: str) -> None:
        """Raise RuleViolation with the reason; on success every other session of the account is over."""
        if new != again:
            raise RuleViolation("Hai lần nhập mật khẩu mới chưa giống nhau.")
        keys = self._brakes(signed_in.member.email)
        found = await self._admit(signed_in.member.email, keys)
        if not await self._passwords.matches(old, found.password_hash if found else None):
            raise RuleViolation("Mật khẩu hiện tại chưa đúng.")
        new_hash = await self._passwords.hash(new)
        async with self._database.transaction() as tx:
            await _release(tx, keys)
            await store_password_hash(tx, signed_in.member.id, new_hash)
            await self._sessions.end_others(tx, signed_in)
            await record(tx, self._clock, signed_in.member, "staff.password_changed", _OBJECT, signed_in.member.id)

    async def sign_out(self, signed_in: SignedIn, token: str) -> None:
        async with self._database.transaction() as tx:
            await self._sessions.end(tx, token)
            await record(tx, self._clock, signed_in.member, "staff.signed_out", _OBJECT, signed_in.member.id)

    async def _admit(self, email: str, keys: dict[str, Allowance]) -> _Found | None:
        """Take a try from each brake and look the account up; unknown accounts brake alike."""
        async with self._database.transaction() as tx:
            admitted = [await allow(tx, self._clock, key, allowance) for key, allowance in keys.items()]
            staff = await find_by_email(tx, email) if len(email) <= MAX_EMAIL else None
        if not all(admitted):
            logger.warning("sign_in_braked")
            raise TooManyTries(TooManyTries.__doc__)
        return _found(staff)

    def _brakes(self, email: str, address: str | None = None) -> dict[str, Allowance]:
        brakes = {"signin:" + self._vault.index(normalise_email(email), "signin.account"): ACCOUNT_TRIES}
        if address is not None:
            brakes["signin:" + self._vault.index(address, "signin.address")] = ADDRESS_TRIES
        return brakes

    async def _begin(self, tx: AsyncSession, staff_id: str, agent: str, old_token: str) -> str:
        """Whoever signs in gets a new session; the one that the browser had is over."""
        try:
            member = await load_member(tx, staff_id)
        except NotFound:
            raise WrongCredentials(WrongCredentials.__doc__) from None
        if old_token:
            await self._sessions.end(tx, old_token)
        await record(tx, self._clock, member, "staff.signed_in", _OBJECT, member.id)
        return await self._sessions.begin(tx, member.id, agent)

    async def _note_failure(self, tx: AsyncSession, found: _Found | None) -> None:
        """What was typed is not kept: people type passwords into the wrong field."""
        staff_id = found.staff_id if found else _UNKNOWN
        await record(tx, self._clock, None, "staff.sign_in_failed", _OBJECT, staff_id)


def _found(staff: Staff | None) -> _Found | None:
    return _Found(staff.id, staff.password_hash) if staff is not None and staff.active else None


async def _release(tx: AsyncSession, keys: dict[str, Allowance]) -> None:
    for key in keys:
        await give_back(tx, key)
