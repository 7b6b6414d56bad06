"""What each platform can bring to a worker: told to an officer before sending, and kept to when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grievances.evidence.kinds import DOCX, JPEG, MEGABYTE, PDF


@dataclass(frozen=True)
class Carriage:
    """A picture always goes: where one must be smaller, it is drawn smaller. `mimes`: what else goes, None for all."""

    max_bytes: int
    max_picture: int
    mimes: frozenset[str] | None = None

    def takes(self, mime: str, size: int) -> bool:
        if mime == JPEG:
            return True
        return (self.mimes is None or mime in self.mimes) and size <= self.max_bytes


TELEGRAM = Carriage(50 * MEGABYTE, max_picture=10 * MEGABYTE)
ZALO = Carriage(5 * MEGABYTE, max_picture=MEGABYTE, mimes=frozenset({PDF, DOCX}))
WEB = Carriage(50 * MEGABYTE, max_picture=50 * MEGABYTE)
BY_CHANNEL: Mapping[str, Carriage] = {"telegram": TELEGRAM, "zalo": ZALO, "web": WEB}


def can_bring(channel_kind: str, mime: str, size: int) -> bool:
    """Whether the worker's platform takes such a file; an unknown one takes none."""
    carriage = BY_CHANNEL.get(channel_kind)
    return carriage is not None and carriage.takes(mime, size)
