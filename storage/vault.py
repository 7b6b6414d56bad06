"""Encryption at rest: sealing texts and making look-up hashes that say nothing without the key."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import ConfigError, SealBroken

_NONCE_BYTES = 12
_KEY_ID_BYTES = 4


@dataclass(frozen=True)
class Signature:
    key_id: str  # 8 hex
    mac: str  # 64 hex


class Vault:
    """Seals with the first secret, opens with any of them (key rotation).

    A sealed value is `key id (4) | nonce (12) | AES-256-GCM ciphertext`. The context is authenticated:
    a value copied to another row or column does not open.
    """

    def __init__(self, secrets: Sequence[str], retired_index_keys: Sequence[bytes] = ()) -> None:
        if not secrets or any(len(secret) < 16 for secret in secrets):
            raise ConfigError("MOTCHAM_SECRET_KEY phải có ít nhất 16 ký tự")
        self._sealing = {_key_id(secret): AESGCM(_derive(secret, b"vault/v1")) for secret in secrets}
        self._current = _key_id(secrets[0])
        self._own_index_keys = {_key_id(secret).hex(): _derive(secret, b"index/v1") for secret in secrets}
        own = list(self._own_index_keys.values())
        self._index_keys = [*own, *(key for key in retired_index_keys if key not in own)]
        self._file_keys = {_key_id(secret): _derive(secret, b"file/v1") for secret in secrets}
        self._mac_keys = {_key_id(secret).hex(): _derive(secret, b"mac/v1") for secret in secrets}

    def seal(self, plain: str, context: str) -> bytes:
        return self.seal_bytes(plain.encode(), context)

    def open(self, sealed: bytes, context: str) -> str:
        """Raise SealBroken when no key fits or the context differs."""
        return self.open_bytes(sealed, context).decode()

    def seal_json(self, value: Any, context: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), context)

    def open_json(self, sealed: bytes, context: str) -> Any:
        return json.loads(self.open(sealed, context))

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self._current + nonce + self._sealing[self._current].encrypt(nonce, plain, context.encode())

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        key_id, nonce, body = (
            sealed[:_KEY_ID_BYTES],
            sealed[_KEY_ID_BYTES : _KEY_ID_BYTES + _NONCE_BYTES],
            sealed[_KEY_ID_BYTES + _NONCE_BYTES :],
        )
        cipher = self._sealing.get(key_id)
        if cipher is None:
            raise SealBroken(context)
        try:
            return cipher.decrypt(nonce, body, context.encode())
        except InvalidTag:
            raise SealBroken(context) from None

    def file_key(self, salt: bytes, key_id: bytes) -> bytes:
        """For a file of its own: 32 bytes. Raise SealBroken when the secret is not at hand."""
        if key_id not in self._file_keys:
            raise SealBroken("file")
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"file").derive(self._file_keys[key_id])

    @property
    def current_key_id(self) -> bytes:
        """What every value that the newest secret sealed begins with."""
        return self._current

    def reseal(self, sealed: bytes, context: str) -> bytes:
        return self.seal_bytes(self.open_bytes(sealed, context), context)

    @property
    def old_index_keys(self) -> dict[str, bytes]:
        """By key id, of all secrets but the newest."""
        return {key_id: key for key_id, key in self._own_index_keys.items() if key_id != self._current.hex()}

    def index(self, value: str, context: str) -> str:
        """A keyed hash (64 hex) to look a secret value up by."""
        return self._index_with(self._index_keys[0], value, context)

    def index_candidates(self, value: str, context: str) -> list[str]:
        """The hash under each key, newest first: for look-ups while keys rotate."""
        return [self._index_with(key, value, context) for key in self._index_keys]

    def sign(self, message: str, context: str) -> Signature:
        """Made with the newest secret: whoever can only write the database cannot make one."""
        key_id = self._current.hex()
        return Signature(key_id, self._index_with(self._mac_keys[key_id], message, context))

    def has_signed(self, signature: Signature, message: str, context: str) -> bool | None:
        """None when the secret is no longer at hand."""
        key = self._mac_keys.get(signature.key_id)
        if key is None:
            return None
        return hmac.compare_digest(self._index_with(key, message, context), signature.mac)

    @staticmethod
    def _index_with(key: bytes, value: str, context: str) -> str:
        return hmac.new(key, f"{context}\x00{value}".encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"motcham", info=info).derive(secret.encode())


def _key_id(secret: str) -> bytes:
    return hashlib.sha256(b"motcham/key-id" + _derive(secret, b"key-id/v1")).digest()[:_KEY_ID_BYTES]
