"""Keeping what was not understood, or not answered well: masked, sealed, and tied to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.folding import fold
from knowledge.masking import MARK, mask
from storage.clock import Clock, in_vietnam, new_id
from storage.tables import HeardMessage
from storage.vault import Vault

LONGEST = 500  # of a training example (bot/validate.py)
_READ = 4_000
_SAME_CONTEXT = "heard.same"


class Reason(StrEnum):
    UNKNOWN = "unknown"  # the bot said that it did not understand
    NONE_OF_THESE = "none_of_these"  # what it offered was not meant
    RATED_BAD = "rated_bad"  # the answer got a thumb down
    OUT_OF_SCOPE = "out_of_scope"  # the bot said that it is not its field


@dataclass(frozen=True)
class Heard:
    """A message as it was typed, and what the bot thought of it (full intent names, the likeliest first)."""

    text: str
    reason: Reason
    unit_id: str
    channel: str
    intent: str
    confidence: float
    candidates: Sequence[str]


class HeardMessages:
    """The worker's side; the trainers' is knowledge/review.py."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def keep(self, tx: AsyncSession, heard: Heard) -> bool:
        """Mask it and keep it, in the caller's transaction. False when nothing is left that a trainer could read."""
        masked = mask(heard.text[:_READ])[:LONGEST]
        if not any(mark.isalpha() for mark in MARK.sub("", masked)):
            return False
        row_id = new_id()
        tx.add(
            HeardMessage(
                id=row_id,
                unit_id=heard.unit_id,
                channel_kind=heard.channel,
                reason=heard.reason,
                text_sealed=self._vault.seal(masked, text_context(row_id)),
                same_key=self._vault.index(fold(masked) or masked.lower(), _SAME_CONTEXT),
                intent=heard.intent,
                confidence=heard.confidence,
                candidates=list(heard.candidates),
                created_on=in_vietnam(self._clock()).date(),
            )
        )
        return True


def text_context(row_id: str) -> str:
    return f"heard.text:{row_id}"
