"""Tries at a password or a code, counted per account and per address. A right one is given back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import normalise_email
from storage.clock import Clock
from storage.errors import AppError
from storage.throttle import Allowance, allow, give_back
from storage.vault import Vault

logger = logging.getLogger(__name__)

# Wrong tries only: a right one is given back. One office may share one address.
ACCOUNT_TRIES = Allowance(capacity=8, refill=timedelta(minutes=15))
ADDRESS_TRIES = Allowance(capacity=40, refill=timedelta(minutes=15))
CODE_TRIES = Allowance(capacity=5, refill=timedelta(minutes=15))

Keys = Mapping[str, Allowance]


class TooManyTries(AppError):
    """Bạn đã thử quá nhiều lần. Vui lòng đợi 15 phút rồi thử lại."""


class Brakes:
    """The keys say nothing without the secret: neither an e-mail nor an address is kept."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def account(self, email: str) -> Keys:
        return {"signin:" + self._vault.index(normalise_email(email), "signin.account"): ACCOUNT_TRIES}

    def address(self, address: str) -> Keys:
        return {"signin:" + self._vault.index(address, "signin.address"): ADDRESS_TRIES}

    def code(self, staff_id: str) -> Keys:
        return {"signin:" + self._vault.index(staff_id, "signin.code"): CODE_TRIES}

    async def admits(self, tx: AsyncSession, keys: Keys) -> bool:
        """Take a try from each. The caller commits before it raises, so that the try counts."""
        admitted = [await allow(tx, self._clock, key, allowance) for key, allowance in keys.items()]
        if not all(admitted):
            logger.warning("sign_in_braked")
        return all(admitted)


async def release(tx: AsyncSession, keys: Keys) -> None:
    for key in keys:
        await give_back(tx, key)
