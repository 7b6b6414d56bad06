"""Passwords: the rules, and argon2 kept off the event loop and out of every transaction."""

from __future__ import annotations

import asyncio
import unicodedata
from functools import cache

from pwdlib import PasswordHash

from storage.errors import RuleViolation

MIN_LENGTH = 10
MAX_LENGTH = 200

# Each hash takes 64 MB and a core for a moment: more at once would only hand an attacker our memory.
_AT_ONCE = 2

_hasher = PasswordHash.recommended()


def normalise_password(password: str) -> str:
    """The same Vietnamese letters typed on another keyboard must be the same password."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """Raise RuleViolation when the password is too short or too long."""
    chosen = normalise_password(password)
    if len(chosen) < MIN_LENGTH:
        raise RuleViolation(f"Mật khẩu phải có ít nhất {MIN_LENGTH} ký tự.")
    if len(chosen) > MAX_LENGTH:
        raise RuleViolation(f"Mật khẩu dài tối đa {MAX_LENGTH} ký tự.")
    return _hasher.hash(chosen)


class Passwords:
    """Hashing for the web: in a thread, a few at once, and as slow for an unknown account as for a known one."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(hash_password, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """False also when there is no such account, after the same work."""
        typed = normalise_password(password)[: MAX_LENGTH + 1]
        async with self._slots:
            right = await asyncio.to_thread(_verify, typed, stored)
        return right and stored is not None


def _verify(typed: str, stored: str | None) -> bool:
    nobody = _hash_of_nobody()  # made by whoever comes first, known or not
    return _hasher.verify(typed, stored or nobody)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody has this password")
