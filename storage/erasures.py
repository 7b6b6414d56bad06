"""The register of erasures: a file outside the database that says what was erased and when, so that a restored backup
can be made to forget it again (docs/backup.md). Its lines hold ids and keyed hashes, nothing that a person said.

A line is written before its transaction commits: after a crash between the two, something is named that is still there,
and erasing it at the next restore does no harm. Lines are only added, each signed, by any number of processes.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.vault import Signature, Vault

_NOTED = "erasures"
_SIGNED = "erasure.line"
_CHAT = "erasure.chat"
_BEGUN = "begun"


class Erased(StrEnum):
    """What is erased, and what names it in the register."""

    CASE = "case"  # the words of a case; its id
    CASE_ONCE_FREE = "case_once_free"  # as CASE, as soon as nobody holds it any more
    PERSON = "person"  # contact and workplace of a case; its id
    MEDIA = "media"  # a picture or file that was taken back; its id
    CHAT = "chat"  # every tie to a chat, and what was said there; `chat_key`
    SAID = "said"  # what was said in a chat; `chat_key`


@dataclass(frozen=True)
class Line:
    """`is_ours`: signed with a secret at hand; a chat can be found only by a key of that secret."""

    at: datetime
    what: Erased
    of: str
    is_ours: bool


@dataclass(frozen=True)
class Lines:
    """What a register holds. `unreadable`: lines that are torn or that none of our secrets has signed."""

    begun: datetime | None
    lines: Sequence[Line]
    unreadable: int


def note(tx: AsyncSession, what: Erased, of: str) -> None:
    """Say what the caller's transaction erases; `Database.transaction` writes it down before it commits."""
    tx.info.setdefault(_NOTED, []).append((what, of))


def noted(tx: AsyncSession) -> list[tuple[Erased, str]]:
    return list(tx.info.get(_NOTED, ()))


def chat_key(vault: Vault, conversation_id: str) -> str:
    return vault.index(conversation_id, _CHAT)


def chat_keys(vault: Vault, conversation_id: str) -> list[str]:
    """Under each secret, the newest first."""
    return vault.index_candidates(conversation_id, _CHAT)


class ErasureRegister:
    def __init__(self, path: Path, vault: Vault, clock: Clock) -> None:
        self.path = path
        self._vault = vault
        self._clock = clock

    def begin(self) -> None:
        """Let the register be there from now on: whoever restores learns since when it is whole."""
        self.write(())

    def write(self, erased: Iterable[tuple[Erased, str]]) -> None:
        """Return when the lines are on the disk. Raise OSError; nothing may be erased then."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            lines = [] if size else [self._line(_BEGUN, "")]
            lines += [self._line(what, of) for what, of in erased]
            # What a crash has torn must not swallow the line that follows.
            torn = b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
            file.write(torn + "".join(lines).encode())
            file.flush()
            os.fsync(descriptor)

    def read(self) -> Lines | None:
        """None when there is no register."""
        try:
            written = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return None
        read = [self._read(line) for line in written if line]
        begun = [at for at, what, *_ in filter(None, read) if what == _BEGUN]
        lines = [Line(at, Erased(what), of, ours) for at, what, of, ours in filter(None, read) if what != _BEGUN]
        return Lines(min(begun, default=None), lines, read.count(None))

    def _line(self, what: str, of: str) -> str:
        at = self._clock().isoformat()
        signature = self._vault.sign(_covered(at, what, of), _SIGNED)
        return json.dumps({"at": at, "what": what, "of": of, "key": signature.key_id, "mac": signature.mac}) + "\n"

    def _read(self, line: str) -> tuple[datetime, str, str, bool] | None:
        """None for what is torn, or signed by nobody who should."""
        try:
            found = json.loads(line)
            at, what, of, key, mac = (str(found[name]) for name in ("at", "what", "of", "key", "mac"))
            signed = self._vault.has_signed(Signature(key, mac), _covered(at, what, of), _SIGNED)
            if signed is False:
                return None
            return datetime.fromisoformat(at), _BEGUN if what == _BEGUN else Erased(what), of, signed is True
        except (ValueError, KeyError, TypeError):
            return None


def _covered(at: str, what: str, of: str) -> str:
    return f"{at}|{what}|{of}"
