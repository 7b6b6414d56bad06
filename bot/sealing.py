"""Encryption of conversations at rest, and the pseudonym under which they are kept."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Unreadable(Exception):
    """What was stored cannot be opened with any of the keys."""


class Seal:
    """AES-GCM under keys derived from one or more secrets, comma separated, the newest first."""

    def __init__(self, secrets: str) -> None:
        given = [secret.strip() for secret in secrets.split(",") if secret.strip()]
        if not given:
            raise ValueError("the tracker store needs a secret")
        self._ciphers: list[AESGCM] = [AESGCM(_derive(secret, b"motcham tracker seal")) for secret in given]
        self._names: list[bytes] = [_derive(secret, b"motcham tracker name") for secret in given]

    def names(self, sender: str) -> list[str]:
        """Return the names a conversation may be stored under; the first is the one to write."""
        return [hmac.new(key, sender.encode(), hashlib.sha256).hexdigest() for key in self._names]

    def close(self, text: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, text, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Open what was sealed under the same context; raise Unreadable."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
            except (InvalidTag, ValueError):
                continue
        raise Unreadable


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
