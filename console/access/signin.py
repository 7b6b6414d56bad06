"""Signing in and changing one's password: braked, audited, and telling a guesser nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import MAX_EMAIL, find_by_email, load_member, store_password_hash
from console.access.brakes import Brakes, Keys, TooManyTries, release
from console.access.passwords import Passwords
from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions, SignedIn
from grievances.audit import record
from storage.clock import Clock
from storage.database import Database
from storage.errors import AppError, NotFound, RuleViolation
from storage.tables import Staff

_OBJECT = "staff"
_UNKNOWN = "unknown"


class WrongCredentials(AppError):
    """Email hoặc mật khẩu chưa đúng. Bạn kiểm tra và thử lại nhé."""


class WrongCode(AppError):
    """Mã chưa đúng, hoặc đã dùng rồi. Bạn đợi ứng dụng hiện mã mới rồi nhập lại nhé."""


@dataclass(frozen=True)
class _Found:
    staff_id: str
    password_hash: str
    has_factor: bool


class SignIn:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        sessions: Sessions,
        passwords: Passwords,
        brakes: Brakes,
        factors: SecondFactors,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions
        self._passwords = passwords
        self._brakes = brakes
        self._factors = factors

    async def sign_in(self, email: str, password: str, address: str, agent: str, old_token: str) -> str:
        """The new session's cookie value; for an account with a second factor it is good for nothing but `enter_code`.
        Raise TooManyTries or WrongCredentials."""
        keys = {**self._brakes.account(email), **self._brakes.address(address)}
        found = await self._admit(email, keys)
        right = await self._passwords.matches(password, found.password_hash if found else None)
        async with self._database.transaction() as tx:
            if found and right:
                await release(tx, keys)
                return await self._begin(tx, found, agent, old_token)
            # What was typed is not kept: people type passwords into the wrong field.
            await record(tx, self._clock, None, "staff.sign_in_failed", _OBJECT, found.staff_id if found else _UNKNOWN)
        raise WrongCredentials(WrongCredentials.__doc__)

    async def enter_code(self, signed_in: SignedIn, typed: str, address: str, agent: str, old_token: str) -> str:
        """The second step: the cookie value of a new session that is complete. Raise TooManyTries or WrongCode."""
        member = signed_in.member
        keys = {**self._brakes.code(member.id), **self._brakes.address(address)}
        await self._take(keys)
        async with self._database.transaction() as tx:
            proof = await self._factors.prove(tx, member.id, typed)
            if proof is not None:
                await release(tx, keys)
                await self._sessions.end(tx, old_token)
                await record(tx, self._clock, member, "staff.signed_in", _OBJECT, member.id, {"by": proof.value})
                return await self._sessions.begin(tx, member.id, agent, factor=True)
            await record(tx, self._clock, None, "staff.code_failed", _OBJECT, member.id)
        raise WrongCode(WrongCode.__doc__)

    async def confirm(self, signed_in: SignedIn, password: str, typed: str) -> str:
        """The session's new cookie value: for some minutes it may do what needs a second look. Raise TooManyTries,
        or RuleViolation with the reason."""
        member = signed_in.member
        keys = {**self._brakes.account(member.email), **self._brakes.code(member.id)}
        found = await self._admit(member.email, keys)
        right = await self._passwords.matches(password, found.password_hash if found else None)
        async with self._database.transaction() as tx:
            proved = right and (not signed_in.has_factor or await self._factors.prove(tx, member.id, typed) is not None)
            if proved:
                await release(tx, keys)
                await record(tx, self._clock, member, "staff.confirmed", _OBJECT, member.id)
                return await self._sessions.rotate(tx, signed_in, sudo=True)
            await record(tx, self._clock, member, "staff.confirm_failed", _OBJECT, member.id)
        raise RuleViolation(WrongCode.__doc__ if right else "Mật khẩu chưa đúng. Bạn kiểm tra và nhập lại nhé.")

    async def change_password(self, signed_in: SignedIn, old: str, new: str, again: str) -> None:
        """Raise RuleViolation with the reason; on success every other session of the account is over."""
        if new != again:
            raise RuleViolation("Hai lần nhập mật khẩu mới chưa giống nhau.")
        keys = self._brakes.account(signed_in.member.email)
        found = await self._admit(signed_in.member.email, keys)
        if not await self._passwords.matches(old, found.password_hash if found else None):
            raise RuleViolation("Mật khẩu hiện tại chưa đúng.")
        new_hash = await self._passwords.hash(new)
        async with self._database.transaction() as tx:
            await release(tx, keys)
            await store_password_hash(tx, signed_in.member.id, new_hash)
            await self._sessions.end_others(tx, signed_in)
            await record(tx, self._clock, signed_in.member, "staff.password_changed", _OBJECT, signed_in.member.id)

    async def hash(self, password: str) -> str:
        """For somebody who chooses a first one. Raise RuleViolation when it is too short or too long."""
        return await self._passwords.hash(password)

    async def sign_out(self, signed_in: SignedIn, token: str) -> None:
        async with self._database.transaction() as tx:
            await self._sessions.end(tx, token)
            await record(tx, self._clock, signed_in.member, "staff.signed_out", _OBJECT, signed_in.member.id)

    async def _admit(self, email: str, keys: Keys) -> _Found | None:
        """Take a try from each brake and look the account up; unknown accounts brake alike."""
        await self._take(keys)
        async with self._database.reading() as tx:
            return _found(await find_by_email(tx, email) if len(email) <= MAX_EMAIL else None)

    async def _take(self, keys: Keys) -> None:
        async with self._database.transaction() as tx:
            admitted = await self._brakes.admits(tx, keys)
        if not admitted:
            raise TooManyTries(TooManyTries.__doc__)

    async def _begin(self, tx: AsyncSession, found: _Found, agent: str, old_token: str) -> str:
        """Whoever signs in gets a new session; the one that the browser had is over."""
        try:
            member = await load_member(tx, found.staff_id)
        except NotFound:
            raise WrongCredentials(WrongCredentials.__doc__) from None
        if old_token:
            await self._sessions.end(tx, old_token)
        if not found.has_factor:
            await record(tx, self._clock, member, "staff.signed_in", _OBJECT, member.id)
        return await self._sessions.begin(tx, member.id, agent)


def _found(staff: Staff | None) -> _Found | None:
    if staff is None or not staff.active:
        return None
    return _Found(staff.id, staff.password_hash, staff.totp_sealed is not None)
