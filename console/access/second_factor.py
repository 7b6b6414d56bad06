"""The second factor: a code from an app, good once, and ten recovery codes for who has lost the phone."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.model import Role
from grievances.permissions import needs_second_factor
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import Staff, StaffRecoveryCode
from storage.vault import Vault

ISSUER = "Một Chạm"
STEP_SECONDS = 30
RECOVERY_CODES = 10

_DRIFT = (-1, 0, 1)  # telephones' clocks go wrong by some seconds
_HALF = 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else: 49 bits in ten of them
_SPACES = re.compile(r"[\s\-–]+")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


class Proof(StrEnum):
    APP = "app"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class FactorRule:
    """`required`: the setting. `waivers`: demo accounts do without, where nobody else can reach the console."""

    required: bool = True
    waivers: bool = False

    def asks(self, role: Role, *, waived: bool) -> bool:
        return self.required and needs_second_factor(role) and not (waived and self.waivers)


class SecondFactors:
    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def prove(self, tx: AsyncSession, staff_id: str, typed: str) -> Proof | None:
        """None for a wrong code, and for one that was used: of two who come at once with one code, one gets in."""
        code = _SPACES.sub("", typed).lower()
        if _SIX_DIGITS.fullmatch(code):
            return Proof.APP if await self._use_step(tx, staff_id, code) else None
        return Proof.RECOVERY if await self._use_recovery_code(tx, staff_id, code) else None

    async def enrol(self, tx: AsyncSession, staff_id: str, secret: str, typed: str) -> Sequence[str] | None:
        """The new recovery codes, to be shown once; None when the code is not the secret's."""
        step = self._matching_step(secret, _SPACES.sub("", typed), after=0)
        if step is None:
            return None
        staff = await tx.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound
        staff.totp_sealed = self._vault.seal(secret, _context(staff_id))
        staff.totp_step = step
        staff.totp_since = self._clock()
        return await self.renew_recovery_codes(tx, staff_id)

    async def remove(self, tx: AsyncSession, staff_id: str) -> None:
        """For a lost telephone: the next sign-in asks to set up a new one."""
        values = {"totp_sealed": None, "totp_since": None, "totp_step": 0}
        await tx.execute(update(Staff).where(Staff.id == staff_id).values(values))
        await tx.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))

    async def renew_recovery_codes(self, tx: AsyncSession, staff_id: str) -> Sequence[str]:
        """Ten new ones, to be shown once; those before are void."""
        await tx.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
        codes = [_new_code() for _ in range(RECOVERY_CODES)]
        for code in codes:
            hashed = self._vault.index(_SPACES.sub("", code), _recovery_context(staff_id))
            tx.add(StaffRecoveryCode(staff_id=staff_id, code_hash=hashed))
        await tx.flush()
        return codes

    async def recovery_codes_left(self, tx: AsyncSession, staff_id: str) -> int:
        unused = (StaffRecoveryCode.staff_id == staff_id) & StaffRecoveryCode.used_at.is_(None)
        return await tx.scalar(select(func.count()).select_from(StaffRecoveryCode).where(unused)) or 0

    async def _use_step(self, tx: AsyncSession, staff_id: str, code: str) -> bool:
        """The comparison with the last used step stands in the statement itself: a parallel sign-in finds it moved."""
        staff = await tx.get(Staff, staff_id, populate_existing=True)
        if staff is None or staff.totp_sealed is None:
            return False
        secret = self._vault.open(staff.totp_sealed, _context(staff_id))
        step = self._matching_step(secret, code, after=staff.totp_step)
        if step is None:
            return False
        unused = (Staff.id == staff_id) & (Staff.totp_step < step)
        taken = await tx.scalar(update(Staff).where(unused).values(totp_step=step).returning(Staff.id))
        return taken is not None

    def _matching_step(self, secret: str, code: str, after: int) -> int | None:
        if not _SIX_DIGITS.fullmatch(code):
            return None
        now = int(self._clock().timestamp()) // STEP_SECONDS
        app = pyotp.HOTP(secret)
        for step in (now + drift for drift in _DRIFT):
            if step > after and hmac.compare_digest(app.at(step), code):
                return step
        return None

    async def _use_recovery_code(self, tx: AsyncSession, staff_id: str, code: str) -> bool:
        hashes = self._vault.index_candidates(code, _recovery_context(staff_id))
        unused = (
            (StaffRecoveryCode.staff_id == staff_id)
            & StaffRecoveryCode.code_hash.in_(hashes)
            & StaffRecoveryCode.used_at.is_(None)
        )
        used = update(StaffRecoveryCode).where(unused).values(used_at=self._clock())
        return await tx.scalar(used.returning(StaffRecoveryCode.staff_id)) is not None


def new_secret() -> str:
    return pyotp.random_base32()


def setup_address(secret: str, email: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def _new_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def _context(staff_id: str) -> str:
    return f"staff.totp:{staff_id}"


def _recovery_context(staff_id: str) -> str:
    return f"staff.recovery:{staff_id}"
