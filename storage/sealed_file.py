"""A file that nobody reads or changes without the secret, written and read piece by piece.

`magic (8) | key id (4) | salt (16)`, then frames `last? (1) | length (4) | AES-256-GCM ciphertext`. The first frame is
a JSON manifest. A frame's nonce is its number and whether it is the last one: frames cannot be swapped, left out or cut
off.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import BackupFault, SealBroken
from storage.vault import Vault

PIECE = 1024 * 1024
_MAGIC = b"MOTCHAM\x01"
_KEY_ID, _SALT = 4, 16
_FRAME = struct.Struct(">?I")
_TAG = 16
_NO_BACKUP = "Tệp này không phải bản sao lưu của Một Chạm."
_NO_KEY = "Không có khóa nào trong MOTCHAM_SECRET_KEY mở được bản sao lưu này."
_DAMAGED = "Bản sao lưu bị hỏng, bị cắt ngắn hoặc đã bị sửa."


def write_sealed(out: BinaryIO, vault: Vault, manifest: Mapping[str, Any], pieces: Iterable[bytes]) -> None:
    """Only a file that was written to its end can be read."""
    salt = os.urandom(_SALT)
    header = _MAGIC + vault.current_key_id + salt
    cipher = AESGCM(vault.file_key(salt, vault.current_key_id))
    out.write(header)
    number = 0
    for piece in chain([json.dumps(manifest, ensure_ascii=False).encode()], pieces):
        _write_frame(out, cipher, header, number, piece, last=False)
        number += 1
    _write_frame(out, cipher, header, number, b"", last=True)


def read_sealed(source: BinaryIO, vault: Vault) -> tuple[dict[str, Any], Iterator[bytes]]:
    """The manifest, and the pieces. Raise BackupFault; the pieces do so too, at the end of a file that was cut off."""
    header = source.read(len(_MAGIC) + _KEY_ID + _SALT)
    if header[: len(_MAGIC)] != _MAGIC or len(header) < len(_MAGIC) + _KEY_ID + _SALT:
        raise BackupFault(_NO_BACKUP)
    key_id, salt = header[len(_MAGIC) : -_SALT], header[-_SALT:]
    try:
        cipher = AESGCM(vault.file_key(salt, key_id))
    except SealBroken:
        raise BackupFault(_NO_KEY) from None
    frames = _read_frames(source, cipher, header)
    manifest: dict[str, Any] = json.loads(next(frames))
    return manifest, frames


def _write_frame(out: BinaryIO, cipher: AESGCM, header: bytes, number: int, piece: bytes, *, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number, last), piece, header)
    out.write(_FRAME.pack(last, len(sealed)))
    out.write(sealed)


def _read_frames(source: BinaryIO, cipher: AESGCM, header: bytes) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        head = source.read(_FRAME.size)
        if len(head) < _FRAME.size:
            raise BackupFault(_DAMAGED)
        last, length = _FRAME.unpack(head)
        if length > 2 * PIECE + _TAG:
            raise BackupFault(_DAMAGED)
        try:
            yield cipher.decrypt(_nonce(number, last), source.read(length), header)
        except (InvalidTag, ValueError):
            raise BackupFault(_DAMAGED) from None
        number += 1
    if source.read(1):
        raise BackupFault(_DAMAGED)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
